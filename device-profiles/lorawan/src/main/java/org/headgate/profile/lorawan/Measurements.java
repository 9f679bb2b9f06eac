package org.headgate.profile.lorawan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Turns the object that a codec made of a payload into quantities: each value under its path, with the unit that its name, or a {@code unit} beside it,
 * tells without doubt.
 */
public final class Measurements {
    private static final int LONGEST_TEXT = 1024;
    private static final Set<String> BESIDE_VALUE = Set.of("unit", "displayName");
    private static final Set<String> NO_NAME =
            Set.of("value", "min", "max", "avg", "mean", "average", "current", "last", "minimum", "maximum");

    private final Decoded.Builder decoded;

    private Measurements(Decoded.Builder decoded) {
        this.decoded = decoded;
    }

    /**
     * Adds what {@code object} says.
     *
     * @throws MalformedPayload {@code too_many_values}, {@code name_too_long}, {@code text_too_long}, {@code number_out_of_range}
     */
    public static void add(Decoded.Builder decoded, ObjectNode object) throws MalformedPayload {
        Measurements to = new Measurements(decoded);
        Leaves.walk(object, to::leaf);
    }

    private void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
        boolean holder =
                parent.path("value").isValueNode() && !parent.path("value").isNull();
        if (holder && BESIDE_VALUE.contains(key)) {
            return;
        }
        String quantity = holder && key.equals("value") && path.endsWith(".value")
                ? path.substring(0, path.length() - ".value".length())
                : path;
        if (value.isNumber()) {
            number(quantity, value.doubleValue(), holder && key.equals("value") ? unit(parent) : null);
        } else if (value.isBoolean()) {
            decoded.flag(quantity, value.booleanValue());
        } else {
            text(quantity, value.asText());
        }
    }

    private void number(String quantity, double value, @Nullable String unit) throws MalformedPayload {
        String name = name(quantity);
        Scale scale = unit == null ? KeyUnits.find(name, value) : KeyUnits.find(name, unit);
        Scale.check(value);
        if (scale == null) {
            decoded.number(quantity, null, value);
        } else {
            decoded.number(quantity, scale.unit(), scale.apply(value));
        }
    }

    private void text(String quantity, String text) throws MalformedPayload {
        if (text.length() > LONGEST_TEXT) {
            throw new MalformedPayload(
                    "text_too_long", quantity + " has " + text.length() + " characters, at most " + LONGEST_TEXT);
        }
        if (!text.isEmpty()) {
            decoded.text(quantity, text);
        }
    }

    private static @Nullable String unit(ObjectNode parent) {
        return parent.path("unit").isTextual() ? parent.path("unit").textValue() : null;
    }

    /** The part of a path that names: the last that is neither a channel's number nor one of several values of a thing. */
    private static String name(String path) {
        int end = path.length();
        while (end > 0) {
            int dot = path.lastIndexOf('.', end - 1);
            String part = path.substring(dot + 1, end);
            boolean index = part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!index && !NO_NAME.contains(part) || dot < 0) {
                return part;
            }
            end = dot;
        }
        return path;
    }
}
