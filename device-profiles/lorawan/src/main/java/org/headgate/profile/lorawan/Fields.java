package org.headgate.profile.lorawan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object as protobuf's JSON mapping writes them: what is absent or null has no value, 64-bit integers may be text, floats
 * may be {@code "NaN"}. A value of another type is refused with {@code field_invalid}.
 *
 * @param where the object's place in the message, with a dot behind it, for people
 */
record Fields(ObjectNode object, String where) {
    private static final int LONGEST_TEXT = 1024;
    private static final int MOST_TAGS = 64;
    private static final Set<String> NO_NUMBER = Set.of("NaN", "Infinity", "-Infinity");
    private static final int MOST_DIGITS = 18;

    static Fields of(ObjectNode object) {
        return new Fields(object, "");
    }

    /** Empty where it is absent. */
    Optional<Fields> child(String key) throws MalformedPayload {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ObjectNode child) {
            return Optional.of(new Fields(child, where + key + "."));
        }
        throw invalid(key, "no object");
    }

    @Nullable
    ObjectNode objectOrNull(String key) throws MalformedPayload {
        Optional<Fields> child = child(key);
        return child.isEmpty() || child.get().object.isEmpty() ? null : child.get().object;
    }

    @Nullable
    ArrayNode arrayOrNull(String key) throws MalformedPayload {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        if (value instanceof ArrayNode array) {
            return array.isEmpty() ? null : array;
        }
        throw invalid(key, "no array");
    }

    /** The objects of an array; none where it is absent. */
    List<Fields> children(String key) throws MalformedPayload {
        ArrayNode array = arrayOrNull(key);
        if (array == null) {
            return List.of();
        }
        Fields[] children = new Fields[array.size()];
        for (int i = 0; i < children.length; i++) {
            if (!(array.get(i) instanceof ObjectNode child)) {
                throw invalid(key + "[" + i + "]", "no object");
            }
            children[i] = new Fields(child, where + key + "[" + i + "].");
        }
        return List.of(children);
    }

    @Nullable
    String text(String key) throws MalformedPayload {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.textValue().length() > LONGEST_TEXT) {
            throw invalid(key, "no text of at most " + LONGEST_TEXT + " characters");
        }
        return value.textValue().isEmpty() ? null : value.textValue();
    }

    /** {@code digits} hexadecimal digits, in lower case. */
    @Nullable
    String hex(String key, int digits) throws MalformedPayload {
        String text = text(key);
        if (text != null && !Levels.isHex(text, digits)) {
            throw invalid(key, "not " + digits + " hexadecimal digits");
        }
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    boolean flag(String key) throws MalformedPayload {
        JsonNode value = value(key);
        if (value != null && !value.isBoolean()) {
            throw invalid(key, "neither true nor false");
        }
        return value != null && value.booleanValue();
    }

    @Nullable
    Double number(String key) throws MalformedPayload {
        JsonNode value = value(key);
        if (value == null || value.isTextual() && NO_NUMBER.contains(value.textValue())) {
            return null;
        }
        if (!value.isNumber()) {
            throw invalid(key, "no number");
        }
        Scale.check(value.doubleValue());
        return value.doubleValue();
    }

    @Nullable
    Long integer(String key, long least, long most) throws MalformedPayload {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        boolean written = value.isTextual() && isInteger(value.textValue());
        boolean whole = value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        double number = written ? Double.parseDouble(value.textValue()) : value.doubleValue();
        if (!written && !whole || number < least || number > most) {
            throw invalid(key, "no whole number from " + least + " to " + most);
        }
        return written ? Long.valueOf(value.textValue()) : Long.valueOf((long) number);
    }

    @Nullable
    Integer small(String key, int least, int most) throws MalformedPayload {
        Long value = integer(key, least, most);
        return value == null ? null : value.intValue();
    }

    byte[] bytes(String key) throws MalformedPayload {
        JsonNode value = value(key);
        try {
            if (value == null) {
                return new byte[0];
            }
            if (value.isTextual()) {
                return Base64.getDecoder().decode(value.textValue());
            }
        } catch (IllegalArgumentException e) {
            throw invalid(key, "not Base64 (" + e.getMessage() + ")");
        }
        throw invalid(key, "no Base64 text");
    }

    /** Texts by name; others are left out, and what is above 64. */
    Map<String, String> texts(String key) throws MalformedPayload {
        Optional<Fields> child = child(key);
        Map<String, String> texts = new HashMap<>();
        if (child.isPresent()) {
            for (Map.Entry<String, JsonNode> entry : child.get().object.properties()) {
                if (entry.getValue().isTextual() && texts.size() < MOST_TAGS) {
                    texts.put(entry.getKey(), entry.getValue().textValue());
                }
            }
        }
        return texts;
    }

    /**
     * Seconds since the epoch, in whole milliseconds, of a time of RFC 3339; empty where it is absent, lies before September 2001 or more than five minutes
     * after {@code receivedAt} (milliseconds).
     */
    OptionalDouble time(String key, long receivedAt) throws MalformedPayload {
        String text = text(key);
        if (text == null) {
            return OptionalDouble.empty();
        }
        OptionalDouble seconds = DeviceTime.read(text);
        if (seconds.isEmpty()) {
            throw invalid(key, "no time of RFC 3339");
        }
        return DeviceTime.of(seconds.getAsDouble(), receivedAt);
    }

    MalformedPayload invalid(String key, String what) {
        return new MalformedPayload("field_invalid", where + key + " is " + what);
    }

    MalformedPayload missing(String key) {
        return new MalformedPayload("field_missing", "there is no " + where + key);
    }

    private static boolean isInteger(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > first && text.length() - first <= MOST_DIGITS;
    }

    private @Nullable JsonNode value(String key) {
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }
}
