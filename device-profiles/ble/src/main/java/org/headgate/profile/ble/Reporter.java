package org.headgate.profile.ble;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.headgate.api.message.Message;

/** Who hears adverts and publishes them, told by the topic; and, without reading JSON, whose an advert may be. Two profiles that ask the same hear the same. */
public enum Reporter {
    /** OpenMQTTGateway and Theengs Gateway: {@code <base>/<gateway>/BTtoMQTT/<id>}. */
    OPEN_MQTT_GATEWAY,
    /** Ruuvi Gateway: {@code ruuvi/<gateway's address>/<tag's address>}. */
    RUUVI_GATEWAY,
    /** Tasmota on ESP32: {@code tele/<topic>/BLE}, and with the prefix behind the topic. */
    TASMOTA,
    /** Scripts on Shelly devices that pass BTHome service data on as it is: {@code <anything>/bleraw}. */
    SHELLY_SCRIPT;

    private static final String BRANCH = "/BTtoMQTT";
    private static final int LOOKED_AT = 4096;
    private static final int LONGEST_UUID = 8;

    public static Optional<Reporter> of(Message message) {
        String topic = message.address();
        if (!message.transport().equals("mqtt")) {
            return Optional.empty();
        }
        if (topic.endsWith(BRANCH) || topic.contains(BRANCH + '/')) {
            return Optional.of(OPEN_MQTT_GATEWAY);
        }
        if (topic.endsWith("/BLE") && (topic.startsWith("tele/") || topic.endsWith("/tele/BLE"))) {
            return Optional.of(TASMOTA);
        }
        if (topic.endsWith("/bleraw")) {
            return Optional.of(SHELLY_SCRIPT);
        }
        return topic.startsWith("ruuvi/") && tag(topic).isPresent() ? Optional.of(RUUVI_GATEWAY) : Optional.empty();
    }

    /** The address in {@code ruuvi/<gateway>/<tag>}. */
    static Optional<BleAddress> tag(String topic) {
        int second = topic.indexOf('/') + 1;
        int third = topic.indexOf('/', second) + 1;
        return third == 0 || topic.indexOf('/', third) >= 0
                ? Optional.empty()
                : BleAddress.parse(topic.substring(third), BleAddress.Type.UNTOLD);
    }

    /** Whether the advert seems to carry data of this service that its reporter has not decoded. @param uuid 16 bits */
    public boolean mayCarryService(byte[] payload, int uuid) {
        return switch (this) {
            case OPEN_MQTT_GATEWAY -> {
                int value = value(payload, "\"servicedatauuid\"");
                yield value >= 0
                        && find(payload, String.format("%04x", uuid), value, value + LONGEST_UUID + 4) >= 0
                        && !isDecoded(payload);
            }
            case SHELLY_SCRIPT -> true;
            case TASMOTA, RUUVI_GATEWAY ->
                find(payload, String.format("16%02x%02x", uuid & 0xff, uuid >> 8), 0, LOOKED_AT) >= 0;
        };
    }

    /** The same for the company's manufacturer data. */
    public boolean mayCarryCompany(byte[] payload, int company) {
        String told = String.format("%02x%02x", company & 0xff, company >> 8);
        return switch (this) {
            case OPEN_MQTT_GATEWAY -> {
                int value = value(payload, "\"manufacturerdata\"");
                yield value >= 0 && find(payload, told, value, value + told.length()) >= 0 && !isDecoded(payload);
            }
            case SHELLY_SCRIPT -> false;
            case TASMOTA, RUUVI_GATEWAY -> find(payload, "ff" + told, 0, LOOKED_AT) >= 0;
        };
    }

    /** What is encrypted bears the name of its model, and yet none of its values. */
    private static boolean isDecoded(byte[] payload) {
        return find(payload, "\"model_id\"", 0, LOOKED_AT) >= 0 && find(payload, "\"encr\"", 0, LOOKED_AT) < 0;
    }

    /** Where the text behind a key begins; -1 where there is no such key. */
    private static int value(byte[] payload, String key) {
        int at = find(payload, key, 0, LOOKED_AT);
        if (at < 0) {
            return -1;
        }
        at += key.length();
        while (at < payload.length && (payload[at] == ' ' || payload[at] == ':' || payload[at] == '"')) {
            at++;
        }
        return at;
    }

    /** Where an ASCII text, in lower case, begins between the two; its case in the payload does not matter. */
    private static int find(byte[] payload, String text, int from, int to) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        int last = Math.min(payload.length, to) - wanted.length;
        for (int at = from; at <= last; at++) {
            int i = 0;
            while (i < wanted.length && lower(payload[at + i]) == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return at;
            }
        }
        return -1;
    }

    private static byte lower(byte c) {
        return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
    }
}
