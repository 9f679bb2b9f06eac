package org.headgate.benchmarks.profiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.bthome.internal.ConfiguredBthome;
import org.headgate.profile.cayenne.internal.CayenneProfile;
import org.headgate.profile.testkit.Memory;
import org.headgate.profile.ts013.internal.PackCases;
import org.jspecify.annotations.Nullable;

/** A profile's bundle on the class path, with those of its vectors that give something to keep. */
record Family(String id, List<Case> cases) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("profile\\.id=\"?([a-z0-9-]+)");
    private static final Pattern COMPONENT = Pattern.compile("<implementation class=\"([^\"]+)\"");

    /** @param memory the profile after what came before */
    record Case(DeviceProfile profile, Memory memory, Message message) {}

    /** Those that want a configuration, with that of their vectors. */
    private static final Map<String, DeviceProfile> CONFIGURED =
            Map.of("bthome", ConfiguredBthome.profile(), "cayenne", CayenneProfile.of("A84041FFFF0000AB", "*:8"));

    /** Empty where the jar is no bundle of a profile, or its profile cannot be made without a gateway. */
    static List<Family> of(JarFile jar) throws IOException {
        String provided = jar.getManifest() == null
                ? null
                : jar.getManifest().getMainAttributes().getValue("Provide-Capability");
        Matcher id = ID.matcher(provided == null ? "" : provided);
        if (!id.find()) {
            return List.of();
        }
        DeviceProfile profile = CONFIGURED.containsKey(id.group(1)) ? CONFIGURED.get(id.group(1)) : profile(jar);
        return profile == null ? List.of() : List.of(new Family(id.group(1), cases(jar, profile)));
    }

    /** @param pack the folder of a device pack */
    static Family of(Path pack) throws IOException {
        PackCases made = PackCases.of(pack);
        return new Family(
                "ts013 " + made.id(),
                made.messages().stream()
                        .map(message -> new Case(made.profile(), new Memory(made.profile()), message))
                        .toList());
    }

    private static @Nullable DeviceProfile profile(JarFile jar) throws IOException {
        for (JarEntry entry : entries(jar, "OSGI-INF/.*\\.xml")) {
            Matcher component = COMPONENT.matcher(new String(read(jar, entry), StandardCharsets.UTF_8));
            try {
                if (component.find()
                        && Class.forName(component.group(1))
                                        .getDeclaredConstructor()
                                        .newInstance()
                                instanceof DeviceProfile profile) {
                    return profile;
                }
            } catch (ReflectiveOperationException | LinkageError e) {
                System.err.println(jar.getName() + ": " + component.group(1) + " cannot be made here: " + e);
            }
        }
        return null;
    }

    private static List<Case> cases(JarFile jar, DeviceProfile profile) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (JarEntry entry : entries(jar, "vectors/[^/]+\\.json")) {
            JsonNode file = JSON.readTree(read(jar, entry));
            for (JsonNode vector :
                    file.isArray() ? file : JSON.createArrayNode().add(file)) {
                if (vector.path("expect").has("pack") || vector.path("expect").has("contributions")) {
                    cases.add(new Case(profile, memory(profile, vector), message(vector)));
                }
            }
        }
        return cases;
    }

    private static Memory memory(DeviceProfile profile, JsonNode vector) throws IOException {
        Memory memory = new Memory(profile);
        for (JsonNode earlier : vector.path("before")) {
            try {
                memory.read(message(earlier));
            } catch (MalformedPayload e) {
                throw new IOException(vector.path("name") + ": " + e.getMessage(), e);
            }
        }
        return memory;
    }

    private static Message message(JsonNode vector) {
        return new Message(
                vector.path("transport").asText("mqtt"),
                "vector",
                vector.path("address").asText(),
                vector.path("sender").asText(""),
                Trust.UNKNOWN,
                vector.path("contentType").asText(""),
                payload(vector),
                vector.path("receivedAt").asLong(1_700_000_000_000L),
                null);
    }

    private static byte[] payload(JsonNode vector) {
        if (vector.has("json")) {
            return vector.get("json").toString().getBytes(StandardCharsets.UTF_8);
        }
        if (vector.has("hex")) {
            return HexFormat.of().parseHex(vector.get("hex").asText().replaceAll("\\s", ""));
        }
        return vector.has("base64")
                ? Base64.getDecoder().decode(vector.get("base64").asText())
                : vector.path("text").asText().getBytes(StandardCharsets.UTF_8);
    }

    private static List<JarEntry> entries(JarFile jar, String name) {
        return Collections.list(jar.entries()).stream()
                .filter(entry -> entry.getName().matches(name))
                .toList();
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
