package org.headgate.profile.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;

/** One case of {@code vectors/*.json}. @param expect what must come out */
record Vector(String name, Message message, JsonNode expect) {
    private static final long RECEIVED_AT = 1_700_000_000_000L;
    private static final Set<String> KEYS = Set.of(
            "name",
            "transport",
            "address",
            "sender",
            "contentType",
            "receivedAt",
            "text",
            "json",
            "hex",
            "base64",
            "expect");

    static Vector of(String file, int index, JsonNode vector) {
        Iterator<String> keys = vector.fieldNames();
        while (keys.hasNext()) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(file + "[" + index + "]: '" + key + "' is not one of " + KEYS);
            }
        }
        Message message = new Message(
                vector.path("transport").asText("mqtt"),
                "vector",
                vector.path("address").asText(),
                vector.path("sender").asText(""),
                vector.path("sender").asText("").isEmpty() ? Trust.UNKNOWN : Trust.TRANSPORT,
                vector.path("contentType").asText(""),
                payload(vector),
                vector.path("receivedAt").asLong(RECEIVED_AT),
                null);
        return new Vector(file + ": " + vector.path("name").asText("case " + index), message, vector.path("expect"));
    }

    private static byte[] payload(JsonNode vector) {
        if (vector.has("json")) {
            return vector.get("json").toString().getBytes(StandardCharsets.UTF_8);
        }
        if (vector.has("hex")) {
            return HexFormat.of().parseHex(vector.get("hex").asText().replaceAll("\\s", ""));
        }
        if (vector.has("base64")) {
            return Base64.getDecoder().decode(vector.get("base64").asText());
        }
        return vector.path("text").asText().getBytes(StandardCharsets.UTF_8);
    }
}
