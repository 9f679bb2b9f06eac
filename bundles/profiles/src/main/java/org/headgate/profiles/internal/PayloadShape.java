package org.headgate.profiles.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** Describes a payload that nobody understands, so that alike ones look alike. */
final class PayloadShape {
    private static final int MOST_KEYS = 8;
    private static final int LONGEST_SAMPLE = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNameLength(256)
                    .maxNumberLength(100)
                    .build())
            .build();

    private PayloadShape() {}

    static String of(byte[] payload) {
        if (payload.length == 0) {
            return "empty";
        }
        String json = json(payload);
        if (!json.isEmpty()) {
            return json;
        }
        return isText(payload) ? "text" : "binary[" + payload.length + "]";
    }

    /** Printable, at most 200 characters. */
    static String sample(byte[] payload) {
        int looked = Math.min(payload.length, LONGEST_SAMPLE);
        StringBuilder text = new StringBuilder(looked);
        if (isText(payload)) {
            String whole = new String(payload, StandardCharsets.UTF_8);
            whole.codePoints()
                    .limit(LONGEST_SAMPLE)
                    .map(c -> Character.isISOControl(c) ? ' ' : c)
                    .forEach(text::appendCodePoint);
            return whole.length() > LONGEST_SAMPLE ? text + "…" : text.toString();
        }
        text.append("0x");
        for (int i = 0; i < Math.min(payload.length, LONGEST_SAMPLE / 2); i++) {
            text.append(Character.forDigit(payload[i] >> 4 & 15, 16)).append(Character.forDigit(payload[i] & 15, 16));
        }
        return payload.length > LONGEST_SAMPLE / 2 ? text + "…" : text.toString();
    }

    private static String json(byte[] payload) {
        try (JsonParser parser = JSON.createParser(payload)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return "";
            }
            return switch (first) {
                case START_OBJECT -> object(parser);
                case START_ARRAY -> "json[]";
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.nextToken() == null ? "number" : "";
                case VALUE_TRUE, VALUE_FALSE, VALUE_NULL, VALUE_STRING -> "json value";
                default -> "";
            };
        } catch (IOException e) {
            return "";
        }
    }

    private static String object(JsonParser parser) throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        boolean more = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (keys.size() < MOST_KEYS) {
                keys.add(key.length() > 40 ? key.substring(0, 40) : key);
            } else {
                more = true;
            }
            parser.nextToken();
            parser.skipChildren();
        }
        return "json{" + String.join(",", keys) + (more ? ",…}" : "}");
    }

    private static boolean isText(byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
        } catch (CharacterCodingException e) {
            return false;
        }
        for (byte octet : payload) {
            if (octet >= 0 && octet < ' ' && octet != '\n' && octet != '\r' && octet != '\t') {
                return false;
            }
        }
        return true;
    }
}
