package org.headgate.profile.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;

/** One case of {@code vectors/*.json}. @param before what came before it @param expect what must come out */
public record Vector(String name, List<Message> before, Message message, JsonNode expect) {
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
            "before",
            "expect");

    /** Whether the message is one of the family's own. */
    public boolean isClaimed() {
        return expect.path("claimed").asBoolean(true);
    }

    static Vector of(String file, int index, JsonNode vector) {
        String where = file + "[" + index + "]";
        List<Message> before = new ArrayList<>();
        for (JsonNode earlier : vector.path("before")) {
            if (earlier.has("before") || earlier.has("expect")) {
                throw new IllegalArgumentException(where + ": what came before has no 'before' and no 'expect'");
            }
            before.add(message(where, earlier));
        }
        String name = file + ": " + vector.path("name").asText("case " + index);
        return new Vector(name, List.copyOf(before), message(where, vector), vector.path("expect"));
    }

    /** The profile after what came before. */
    Memory memory(DeviceProfile profile) {
        Memory memory = new Memory(profile);
        for (Message earlier : before) {
            try {
                memory.read(earlier);
            } catch (MalformedPayload e) {
                throw new AssertionError(
                        name + ": what came before on " + earlier.address() + " is refused: " + e.getMessage(), e);
            }
        }
        return memory;
    }

    private static Message message(String where, JsonNode vector) {
        Iterator<String> keys = vector.fieldNames();
        while (keys.hasNext()) {
            String key = keys.next();
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(where + ": '" + key + "' is not one of " + KEYS);
            }
        }
        return new Message(
                vector.path("transport").asText("mqtt"),
                "vector",
                vector.path("address").asText(),
                vector.path("sender").asText(""),
                vector.path("sender").asText("").isEmpty() ? Trust.UNKNOWN : Trust.TRANSPORT,
                vector.path("contentType").asText(""),
                payload(vector),
                vector.path("receivedAt").asLong(RECEIVED_AT),
                null);
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
