package org.headgate.profile.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.regex.Pattern;
import org.headgate.api.profile.MalformedPayload;

/** Reads JSON that a stranger sent: UTF-8, no duplicate keys, nothing behind it, bounded in depth and size. Safe for any thread. */
public final class StrictJson {
    private static final int LARGEST = 1024 * 1024;
    private static final Pattern OF_JACKSON = Pattern.compile(" for `ObjectNode`: not allowed| \\(bound as ");
    private static final ObjectReader READER = JsonMapper.builder(factory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class);

    private StrictJson() {}

    /** @throws MalformedPayload {@code not_json}, {@code not_object} or {@code too_large} */
    public static ObjectNode object(byte[] payload) throws MalformedPayload {
        JsonNode value = value(payload);
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedPayload("not_object", "the payload is JSON but no object");
    }

    /** @throws MalformedPayload {@code not_json} or {@code too_large} */
    public static JsonNode value(byte[] payload) throws MalformedPayload {
        if (payload.length > LARGEST) {
            throw new MalformedPayload("too_large", payload.length + " bytes of JSON, at most " + LARGEST);
        }
        try {
            JsonNode value = READER.readValue(payload);
            if (value == null || value.isMissingNode()) {
                throw new MalformedPayload("not_json", "the payload is empty");
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new MalformedPayload("too_large", cause(e));
        } catch (JsonProcessingException e) {
            throw new MalformedPayload("not_json", cause(e));
        } catch (IOException e) {
            throw new MalformedPayload("not_json", "not UTF-8: " + e.getMessage());
        }
    }

    private static String cause(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        // Behind it Jackson names its own classes and settings, which help nobody who sent JSON.
        return OF_JACKSON.split(e.getOriginalMessage(), 2)[0] + where;
    }

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(32)
                        .maxNumberLength(64)
                        .maxStringLength(64 * 1024)
                        .maxNameLength(256)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }
}
