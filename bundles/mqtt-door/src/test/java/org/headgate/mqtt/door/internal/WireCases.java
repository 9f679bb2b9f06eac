package org.headgate.mqtt.door.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Byte-level cases read from files: see the README beside them for the payload language. */
final class WireCases {
    record Step(String type, byte[] bytes, String topic, int qos, boolean retain) {}

    record Case(
            String file, String group, String name, int version, boolean connect, boolean closes, List<Step> steps) {
        @Override
        public String toString() {
            return file + " | " + group + " | " + name;
        }
    }

    private static final Pattern TOKEN = Pattern.compile("'([^']*)'|(\\S+)");

    private WireCases() {}

    static List<Case> read(Path folder) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                for (JsonNode group : new ObjectMapper().readTree(file.toFile())) {
                    for (JsonNode one : group.get("tests")) {
                        cases.add(read(file.getFileName().toString(), group, one));
                    }
                }
            }
        }
        return cases;
    }

    private static Case read(String file, JsonNode group, JsonNode one) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : one.get("msgs")) {
            String type = step.get("type").asText();
            String payload = step.get("payload").asText();
            boolean external = type.equals("external_publish");
            steps.add(new Step(
                    type,
                    external ? payload.getBytes(StandardCharsets.UTF_8) : encode(payload),
                    step.path("topic").asText(),
                    step.path("qos").asInt(),
                    step.path("retain").asBoolean()));
        }
        return new Case(
                file,
                group.get("group").asText(),
                one.get("name").asText(),
                one.path("ver").asInt(group.path("ver").asInt(4)),
                one.path("connect").asBoolean(group.path("connect").asBoolean(true)),
                one.path("expect_disconnect").asBoolean(true),
                steps);
    }

    static byte[] encode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher tokens = TOKEN.matcher(text);
        while (tokens.find()) {
            String word = tokens.group(2);
            if (word == null) {
                out.writeBytes(tokens.group(1).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            switch (word.charAt(0)) {
                case 'r', 'v' -> variable(out, Long.parseLong(word.substring(1)));
                case 'i' -> number(out, word, 1);
                case 'H', 'k', 'm', 's' -> number(out, word, 2);
                case 'L' -> number(out, word, 4);
                default -> out.writeBytes(HexFormat.of().parseHex(word));
            }
        }
        return out.toByteArray();
    }

    static void variable(ByteArrayOutputStream out, long value) {
        long rest = value;
        do {
            int low = (int) (rest & 0x7F);
            rest >>= 7;
            out.write(low | (rest > 0 ? 0x80 : 0));
        } while (rest > 0);
    }

    private static void number(ByteArrayOutputStream out, String word, int bytes) {
        long value = Long.parseLong(word.substring(1));
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >> 8 * i));
        }
    }
}
