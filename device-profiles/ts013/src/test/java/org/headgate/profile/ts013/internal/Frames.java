package org.headgate.profile.ts013.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;

/** What network servers send of a frame that they did not decode. */
final class Frames {
    static final long AT = 1_750_000_000_000L;

    private Frames() {}

    static Message chirpStack(String devEui, String profile, String tags, int fPort, String hex) {
        String json = "{\"deviceInfo\":{\"applicationName\":\"a\",\"deviceProfileName\":\"" + profile
                + "\",\"deviceName\":\"d\",\"devEui\":\""
                + devEui + "\",\"tags\":{" + tags + "}},\"devAddr\":\"00bd5d0a\",\"dr\":5,\"fCnt\":7,\"fPort\":" + fPort
                + ",\"data\":\""
                + base64(hex) + "\",\"rxInfo\":[{\"gatewayId\":\"0016c001f153a14c\",\"rssi\":-48,\"snr\":9}]}";
        return message("application/1/device/" + devEui + "/event/up", json);
    }

    static Message thingsStack(String devEui, String brand, String model, int fPort, String hex) {
        String json =
                "{\"end_device_ids\":{\"device_id\":\"d\",\"application_ids\":{\"application_id\":\"a\"},\"dev_eui\":\""
                        + devEui
                        + "\",\"join_eui\":\"0000000000000001\",\"dev_addr\":\"260B1234\"},\"uplink_message\":{\"f_port\":"
                        + fPort
                        + ",\"f_cnt\":7,\"frm_payload\":\"" + base64(hex) + "\",\"version_ids\":{\"brand_id\":\""
                        + brand + "\",\"model_id\":\""
                        + model + "\"}}}";
        return message("v3/a@ttn/devices/d/up", json);
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    static Message message(String topic, String json) {
        return new Message(
                "mqtt", "test", topic, "", Trust.TRANSPORT, "", json.getBytes(StandardCharsets.UTF_8), AT, null);
    }
}
