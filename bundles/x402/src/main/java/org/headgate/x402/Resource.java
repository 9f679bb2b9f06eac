package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is paid for.
 *
 * @param serviceName at most 32 printable ASCII characters, as clients check
 * @param tags at most 5, each as a service name
 */
public record Resource(
        String url,
        @Nullable String description,
        @Nullable String mimeType,
        @Nullable String serviceName,
        List<String> tags) {
    public Resource {
        tags = List.copyOf(tags);
        if (url.isEmpty() || tags.size() > 5) {
            throw new IllegalArgumentException("a resource has an address and at most 5 tags");
        }
        tags.forEach(Resource::label);
        if (serviceName != null) {
            label(serviceName);
        }
    }

    public Resource(String url) {
        this(url, null, null, null, List.of());
    }

    static Resource read(JsonNode in) throws PaymentRefused {
        List<String> tags = new ArrayList<>();
        if (!Json.isAbsent(in, "tags")) {
            for (JsonNode tag : in.get("tags")) {
                tags.add(tag.asText());
            }
        }
        try {
            return new Resource(
                    Json.text(in, "url"),
                    Json.optionalText(in, "description"),
                    Json.optionalText(in, "mimeType"),
                    Json.optionalText(in, "serviceName"),
                    tags);
        } catch (IllegalArgumentException e) {
            throw Json.malformed("resource: " + e.getMessage());
        }
    }

    ObjectNode json() {
        ObjectNode out = Json.object().put("url", url);
        put(out, "description", description);
        put(out, "mimeType", mimeType);
        put(out, "serviceName", serviceName);
        if (!tags.isEmpty()) {
            ArrayNode array = out.putArray("tags");
            tags.forEach(array::add);
        }
        return out;
    }

    private static void put(ObjectNode out, String name, @Nullable String value) {
        if (value != null) {
            out.put(name, value);
        }
    }

    private static void label(String text) {
        if (text.isEmpty() || text.length() > 32 || !text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
            throw new IllegalArgumentException("a service name or tag has 1 to 32 printable ASCII characters");
        }
    }
}
