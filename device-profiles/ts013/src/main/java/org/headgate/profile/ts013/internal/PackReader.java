package org.headgate.profile.ts013.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** Reads {@code pack.json}. What it does not know is a fault: a key that is misspelt would else be a device that nobody decodes. */
final class PackReader {
    private static final Set<String> KEYS =
            Set.of("id", "version", "vendor", "model", "codec", "examples", "fPorts", "devices", "license", "source");
    private static final Set<String> DEVICES = Set.of("devEui", "joinEui", "versionIds", "profiles");
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{1,63}");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}");
    private static final Pattern EUI = Pattern.compile("[0-9a-f]{16}|[0-9a-f]{4,15}\\*");
    private static final int LONGEST = 100;
    private static final int MOST = 1000;

    private final ObjectNode json;

    private PackReader(ObjectNode json) {
        this.json = json;
    }

    static Pack read(PackFile file) throws PackFault {
        try {
            return new PackReader(StrictJson.object(file.bytes(PackFile.DESCRIPTION))).pack();
        } catch (MalformedPayload e) {
            throw new PackFault("pack_broken", "pack.json: " + e.getMessage() + ".");
        }
    }

    private Pack pack() throws PackFault {
        known("", json, KEYS);
        JsonNode devices = json.path("devices");
        if (devices instanceof ObjectNode object) {
            known("devices.", object, DEVICES);
        } else if (!devices.isMissingNode()) {
            throw fault("devices", "is no object");
        }
        return new Pack(
                text("id", ID, null),
                text("version", VERSION, null),
                text("vendor", null, null),
                text("model", null, null),
                text("codec", null, "codec.js"),
                text("examples", null, "examples.json"),
                ports(),
                new Pack.Matches(
                        euis(devices, "devEui"),
                        euis(devices, "joinEui"),
                        versions(devices.path("versionIds")),
                        Set.copyOf(texts(devices.path("profiles"), "devices.profiles"))));
    }

    private static void known(String where, ObjectNode object, Set<String> keys) throws PackFault {
        for (var field : object.properties()) {
            if (!keys.contains(field.getKey())) {
                throw fault(where + field.getKey(), "is no key of a pack");
            }
        }
    }

    private String text(String key, @Nullable Pattern shape, @Nullable String otherwise) throws PackFault {
        JsonNode value = json.path(key);
        if (value.isMissingNode() && otherwise != null) {
            return otherwise;
        }
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (text.isEmpty()
                || text.length() > LONGEST
                || shape != null && !shape.matcher(text).matches()) {
            throw fault(key, "is missing, or not of the form " + (shape == null ? "of a short text" : shape));
        }
        return text;
    }

    private Set<Integer> ports() throws PackFault {
        Set<Integer> ports = new HashSet<>();
        for (JsonNode port : array(json.path("fPorts"), "fPorts")) {
            if (!port.isInt() || port.intValue() < 1 || port.intValue() > 255) {
                throw fault("fPorts", "holds " + port + ", which is no number from 1 to 255");
            }
            ports.add(port.intValue());
        }
        return Set.copyOf(ports);
    }

    private static List<String> euis(JsonNode devices, String key) throws PackFault {
        List<String> euis = new ArrayList<>();
        for (String eui : texts(devices.path(key), "devices." + key)) {
            String plain = eui.toLowerCase(Locale.ROOT);
            if (!EUI.matcher(plain).matches()) {
                throw fault("devices." + key, "holds " + eui + ", which is neither 16 digits nor some digits and a *");
            }
            euis.add(plain);
        }
        return List.copyOf(euis);
    }

    private static Set<String> versions(JsonNode array) throws PackFault {
        Set<String> versions = new HashSet<>();
        for (JsonNode each : array(array, "devices.versionIds")) {
            if (!each.path("brand").isTextual() || !each.path("model").isTextual()) {
                throw fault("devices.versionIds", "holds something that is not {\"brand\":…, \"model\":…}");
            }
            versions.add(
                    each.path("brand").textValue() + "/" + each.path("model").textValue());
        }
        return Set.copyOf(versions);
    }

    private static List<String> texts(JsonNode array, String key) throws PackFault {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array(array, key)) {
            if (!each.isTextual()
                    || each.textValue().isBlank()
                    || each.textValue().length() > LONGEST) {
                throw fault(key, "holds " + each + ", which is no short text");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private static JsonNode array(JsonNode value, String key) throws PackFault {
        if (value.isMissingNode()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!value.isArray() || value.size() > MOST) {
            throw fault(key, "is no array, or has more than " + MOST + " members");
        }
        return value;
    }

    private static PackFault fault(String key, String what) {
        return new PackFault("pack_broken", "pack.json: " + key + " " + what + ".");
    }
}
