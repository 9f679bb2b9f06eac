package org.headgate.profile.lorawan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlRecord;
import org.junit.jupiter.api.Test;

class UplinksTest {
    private static final String FRAME = "{\"devEui\":\"A84041FFFF000001\",\"data\":\"AQ==\",\"fPort\":2,\"fCnt\":7,"
            + "\"time\":\"2022-07-18T09:34:15Z\",\"frequency\":868100000,\"spreadingFactor\":9,\"brand\":\"dragino\",\"model\":\"lht65\","
            + "\"gateways\":[{\"id\":\"0016c001f153a14c\",\"rssi\":-100,\"snr\":-3.5}]}";

    @Test
    void read_frame_isAnUplink() throws MalformedPayload {
        Message message = Messages.of("lora", "device/a84041ffff000001/up", FRAME);
        Uplink uplink = Uplinks.undecoded(message).orElseThrow();
        assertThat(uplink.device().urn()).isEqualTo("urn:dev:mac:a84041ffff000001");
        assertThat(uplink.fPort()).isEqualTo(2);
        assertThat(uplink.fCnt()).isEqualTo(7);
        Decoded.Builder decoded = uplink.contribution(message);
        uplink.addRadio(decoded);
        Decoded contribution = decoded.build();
        assertThat(contribution.model()).isEqualTo("dragino lht65");
        assertThat(contribution.records())
                .extracting(SenmlRecord::name, SenmlRecord::unit, SenmlRecord::time)
                .containsExactly(
                        tuple("urn:dev:mac:a84041ffff000001:radio.rssi", "dBm", 1658136855.0),
                        tuple("urn:dev:mac:a84041ffff000001:radio.snr", "dB", 1658136855.0),
                        tuple("urn:dev:mac:a84041ffff000001:radio.sf", null, 1658136855.0));
    }

    @Test
    void read_frameOfAnother_isRefused() {
        assertThatThrownBy(() -> Uplinks.read(Messages.of("lora", "device/a84041ffff000002/up", FRAME)))
                .asInstanceOf(InstanceOfAssertFactories.type(MalformedPayload.class))
                .extracting(MalformedPayload::code)
                .isEqualTo("device_differs");
    }

    @Test
    void is_onlyUplinks() {
        assertThat(Uplinks.is(Messages.mqtt("application/1/device/a84041ffff000001/event/up", "")))
                .isTrue();
        assertThat(Uplinks.is(Messages.mqtt("application/1/device/a84041ffff000001/event/join", "")))
                .isFalse();
        assertThat(Uplinks.is(Messages.mqtt("v3/a@t/devices/d/up", ""))).isTrue();
        assertThat(Uplinks.is(Messages.mqtt("v3/a@t/devices/d/down/push", ""))).isFalse();
        assertThat(Uplinks.is(Messages.mqtt("application/1/device/a84041ffff000001/command/down", "")))
                .isFalse();
        assertThat(Uplinks.is(Messages.mqtt("device/a84041ffff000001/up", ""))).isFalse();
        assertThat(Uplinks.is(Messages.of("lora", "device/a84041ffff000001/up", "")))
                .isTrue();
    }

    @Test
    void undecoded_brokenOrDecodedOrEmpty_isLeftToOthers() {
        String topic = "v3/a@t/devices/d/up";
        String ids = "{\"end_device_ids\":{\"device_id\":\"d\"},\"uplink_message\":";
        assertThat(Uplinks.undecoded(Messages.mqtt(topic, "x"))).isEmpty();
        assertThat(Uplinks.undecoded(Messages.mqtt(topic, ids + "{}}"))).isEmpty();
        assertThat(Uplinks.undecoded(
                        Messages.mqtt(topic, ids + "{\"frm_payload\":\"AQ==\",\"decoded_payload\":{\"a\":1}}}")))
                .isEmpty();
        assertThat(Uplinks.undecoded(Messages.mqtt(topic, ids + "{\"frm_payload\":\"AQ==\"}}")))
                .isPresent();
    }
}
