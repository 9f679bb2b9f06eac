package org.headgate.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature file (OSGi Compendium 8, chapter 159), as far as a gateway needs it. The extension {@code headgate.requires} (type text) names the features
 * without which this one is nothing.
 *
 * @param configurations PID to keys and values
 */
record Feature(
        String name, List<String> requires, List<ArtifactId> bundles, Map<String, Map<String, String>> configurations) {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static Feature read(Path file) throws IOException, Refusal {
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        List<String> requires = new ArrayList<>();
        List<ArtifactId> bundles = new ArrayList<>();
        Map<String, Map<String, String>> configurations = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(file.toFile())) {
            json.nextToken();
            object(json, field -> {
                switch (field) {
                    case "bundles" -> array(json, () -> bundles.add(bundle(json)));
                    case "configurations" -> readConfigurations(json, configurations);
                    case "extensions" -> readExtensions(json, requires);
                    default -> json.skipChildren();
                }
            });
        } catch (IOException e) {
            throw new Refusal(1, "The feature file " + file + " cannot be read: " + e.getMessage());
        }
        return new Feature(name, requires, bundles, configurations);
    }

    private static ArtifactId bundle(JsonParser json) throws IOException, Refusal {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return ArtifactId.parse(json.getText());
        }
        String[] id = {""};
        object(json, field -> {
            if (field.equals("id")) {
                id[0] = text(json);
            } else {
                json.skipChildren();
            }
        });
        return ArtifactId.parse(id[0]);
    }

    private static void readConfigurations(JsonParser json, Map<String, Map<String, String>> into)
            throws IOException, Refusal {
        object(json, pid -> {
            Map<String, String> values = into.computeIfAbsent(pid, any -> new LinkedHashMap<>());
            object(json, key -> {
                expect(json, json.currentToken().isScalarValue(), "a value of " + pid + "." + key);
                values.put(key, json.getText());
            });
        });
    }

    private static void readExtensions(JsonParser json, List<String> requires) throws IOException, Refusal {
        object(json, extension -> {
            if (!extension.equals("headgate.requires")) {
                json.skipChildren();
                return;
            }
            object(json, field -> {
                if (field.equals("text")) {
                    array(json, () -> requires.add(text(json)));
                } else {
                    json.skipChildren();
                }
            });
        });
    }

    /** Reads a field's value to its end. */
    private interface Field {
        void read(String name) throws IOException, Refusal;
    }

    /** Reads an entry to its end. */
    private interface Entry {
        void read() throws IOException, Refusal;
    }

    private static void object(JsonParser json, Field each) throws IOException, Refusal {
        expect(json, json.currentToken() == JsonToken.START_OBJECT, "an object");
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            each.read(name);
        }
    }

    private static void array(JsonParser json, Entry each) throws IOException, Refusal {
        expect(json, json.currentToken() == JsonToken.START_ARRAY, "an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            each.read();
        }
    }

    private static String text(JsonParser json) throws IOException {
        expect(json, json.currentToken() == JsonToken.VALUE_STRING, "text");
        return json.getText();
    }

    private static void expect(JsonParser json, boolean holds, String what) throws IOException {
        if (!holds) {
            throw new JsonParseException(json, what + " was expected");
        }
    }
}
