package org.headgate.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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

    static Feature read(Path file) throws IOException, Refusal {
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        List<String> requires = new ArrayList<>();
        List<ArtifactId> bundles = new ArrayList<>();
        Map<String, Map<String, String>> configurations = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "bundles" -> readBundles(json, bundles);
                    case "configurations" -> readConfigurations(json, configurations);
                    case "extensions" -> readExtensions(json, requires);
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new Refusal(1, "The feature file " + file + " cannot be read: " + e.getMessage());
        }
        return new Feature(name, requires, bundles, configurations);
    }

    private static void readBundles(JsonParser json, List<ArtifactId> into) throws IOException, Refusal {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                into.add(ArtifactId.parse(json.getText()));
            } else if (json.currentToken() == JsonToken.FIELD_NAME
                    && json.currentName().equals("id")) {
                json.nextToken();
                into.add(ArtifactId.parse(json.getText()));
            }
        }
    }

    private static void readConfigurations(JsonParser json, Map<String, Map<String, String>> into) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Map<String, String> values = into.computeIfAbsent(json.currentName(), pid -> new LinkedHashMap<>());
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                values.put(key, json.getText());
            }
        }
    }

    private static void readExtensions(JsonParser json, List<String> requires) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean ours = json.currentName().equals("headgate.requires");
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean text = ours && json.currentName().equals("text");
                json.nextToken();
                if (!text) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    requires.add(json.getText());
                }
            }
        }
    }
}
