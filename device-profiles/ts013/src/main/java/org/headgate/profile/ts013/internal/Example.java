package org.headgate.profile.ts013.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.ts013.internal.sandbox.Codec;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Result;
import org.jspecify.annotations.Nullable;

/** A frame and what the codec makes of it, as the LoRaWAN Device Repository and TS013 write them. */
record Example(
        String name,
        byte[] bytes,
        int fPort,
        long receivedAt,
        JsonNode output,
        @Nullable JsonNode normalized) {
    private static final long SOME_DAY = 1_700_000_000_000L;
    private static final int MOST = 500;

    static List<Example> read(byte[] file) throws PackFault {
        JsonNode all;
        try {
            all = StrictJson.value(file);
        } catch (MalformedPayload e) {
            throw new PackFault("pack_broken", "The examples: " + e.getMessage() + ".");
        }
        if (!all.isArray() || all.size() > MOST) {
            throw new PackFault("pack_broken", "The examples are no array, or more than " + MOST + ".");
        }
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            JsonNode each = all.get(i);
            if (each.path("type").asText("uplink").equals("uplink")) {
                examples.add(example(each, "example " + (i + 1)));
            }
        }
        if (examples.isEmpty()) {
            throw new PackFault("pack_without_examples", "There is no example of an uplink in it.");
        }
        return List.copyOf(examples);
    }

    private static Example example(JsonNode json, String number) throws PackFault {
        String name = json.path("description").isTextual()
                ? number + " (" + json.path("description").textValue() + ")"
                : number;
        JsonNode input = json.path("input");
        JsonNode port = input.path("fPort");
        if (!port.isInt() || !json.path("output").isObject()) {
            throw new PackFault("pack_broken", name + " has no input.fPort, or no output.");
        }
        JsonNode normalized = json.path("normalizedOutput");
        return new Example(
                name,
                bytes(input.path("bytes"), name),
                port.intValue(),
                time(input.path("recvTime"), name),
                json.path("output"),
                normalized.isMissingNode() ? null : normalized);
    }

    private static byte[] bytes(JsonNode value, String name) throws PackFault {
        if (value.isTextual()) {
            try {
                return HexFormat.of().parseHex(value.textValue().replace(" ", ""));
            } catch (IllegalArgumentException e) {
                throw new PackFault("pack_broken", name + ": input.bytes is neither an array nor hexadecimal.");
            }
        }
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
            if (!value.get(i).isInt()
                    || value.get(i).intValue() < 0
                    || value.get(i).intValue() > 255) {
                throw new PackFault("pack_broken", name + ": input.bytes holds something that is no byte.");
            }
            bytes[i] = (byte) value.get(i).intValue();
        }
        return bytes;
    }

    private static long time(JsonNode value, String name) throws PackFault {
        try {
            return value.isTextual()
                    ? OffsetDateTime.parse(value.textValue()).toInstant().toEpochMilli()
                    : SOME_DAY;
        } catch (DateTimeException e) {
            throw new PackFault("pack_broken", name + ": input.recvTime is no time of RFC 3339.");
        }
    }

    /** @throws PackFault {@code example_failed} */
    void check(Codec codec, Limits limits) throws PackFault {
        Result result = codec.decodeUplink(bytes, fPort, receivedAt, limits);
        if (result instanceof Result.Failed failed) {
            throw failed(failed.code() + ", " + failed.reason());
        } else if (result instanceof Result.Done done) {
            compare("output", output, done.decoded());
            if (normalized != null) {
                compare("normalizedOutput", normalized, done.normalized());
            }
        }
    }

    private void compare(String what, JsonNode expected, JsonNode actual) throws PackFault {
        for (String part : List.of("data", "errors")) {
            JsonNode wanted = orNothing(expected.path(part));
            String difference = Difference.find(what + "." + part, wanted, orNothing(actual.path(part)));
            if (difference != null) {
                throw failed(difference);
            }
        }
    }

    private static JsonNode orNothing(JsonNode node) {
        return node.isMissingNode() || node.isEmpty() && node.isContainerNode()
                ? JsonNodeFactory.instance.nullNode()
                : node;
    }

    private PackFault failed(String how) {
        return new PackFault("example_failed", name + ": " + how + ".");
    }
}
