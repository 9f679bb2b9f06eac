package org.headgate.profile.senml.internal;

import java.util.Locale;
import org.headgate.api.message.Message;

/** How a message says SenML, if it does. */
enum Form {
    JSON,
    CBOR,
    NONE;

    /** By the media type; on MQTT without one, by the first byte, on topics with a level {@code senml}. */
    static Form of(Message message) {
        return switch (message.contentType()) {
            case "application/senml+json" -> JSON;
            case "application/senml+cbor" -> CBOR;
            case "" -> message.transport().equals("mqtt") && hasSenmlLevel(message.address()) ? byShape(message) : NONE;
            default -> NONE;
        };
    }

    static boolean isSenmlLevel(String level) {
        return level.toLowerCase(Locale.ROOT).equals("senml");
    }

    private static boolean hasSenmlLevel(String address) {
        for (String level : address.split("/")) {
            if (isSenmlLevel(level)) {
                return true;
            }
        }
        return false;
    }

    /** A pack is an array: {@code [} in JSON, major type 4 in CBOR. */
    private static Form byShape(Message message) {
        for (byte octet : message.payload()) {
            int first = octet & 0xff;
            if (first == '[') {
                return JSON;
            }
            if (first >= 0x80 && first <= 0x9f) {
                return CBOR;
            }
            if (first != ' ' && first != '\n' && first != '\r' && first != '\t') {
                return NONE;
            }
        }
        return NONE;
    }
}
