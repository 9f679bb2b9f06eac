package org.headgate.profile.lorawan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Turns the object that a codec made of a payload into quantities: each value under its path, with the unit that its name, or a {@code unit} beside it,
 * tells without doubt.
 */
public final class Measurements {
    private static final Set<String> BESIDE_VALUE = Set.of("unit", "displayName");
    private static final Set<String> NO_NAME =
            Set.of("value", "min", "max", "avg", "mean", "average", "current", "last", "minimum", "maximum");

    private final Decoded.Builder decoded;
    private final Set<String> known;

    private Measurements(Decoded.Builder decoded, Set<String> known) {
        this.decoded = decoded;
        this.known = known;
    }

    /**
     * Adds what {@code object} says.
     *
     * @throws MalformedPayload {@code too_many_values}, {@code name_too_long}, {@code text_too_long}, {@code number_out_of_range}
     */
    public static void add(Decoded.Builder decoded, ObjectNode object) throws MalformedPayload {
        add(decoded, object, Set.of());
    }

    /** The same, without the quantities that are {@code known} already. */
    static void add(Decoded.Builder decoded, ObjectNode object, Set<String> known) throws MalformedPayload {
        Leaves.walk(object, new Measurements(decoded, known)::leaf);
    }

    private void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
        JsonNode beside = parent.path("value");
        boolean holder = beside.isValueNode() && !beside.isNull();
        if (holder && BESIDE_VALUE.contains(key)) {
            return;
        }
        String quantity = holder && key.equals("value") && path.endsWith(".value")
                ? path.substring(0, path.length() - ".value".length())
                : path;
        if (!known.contains(quantity)) {
            Values.add(decoded, quantity, scale(quantity, value, holder && key.equals("value") ? parent : null), value);
        }
    }

    private static @Nullable Scale scale(String quantity, JsonNode value, @Nullable ObjectNode holder) {
        if (!value.isNumber()) {
            return null;
        }
        String unit = holder == null ? null : unit(holder);
        String name = name(quantity);
        return unit == null ? KeyUnits.find(name, value.doubleValue()) : KeyUnits.find(name, unit);
    }

    private static @Nullable String unit(ObjectNode parent) {
        return parent.path("unit").isTextual() ? parent.path("unit").textValue() : null;
    }

    private static boolean isIndex(String part) {
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) < '0' || part.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The part of a path that names: the last that is neither a channel's number nor one of several values of a thing. */
    private static String name(String path) {
        int end = path.length();
        while (end > 0) {
            int dot = path.lastIndexOf('.', end - 1);
            String part = path.substring(dot + 1, end);
            if (!isIndex(part) && !NO_NAME.contains(part) || dot < 0) {
                return part;
            }
            end = dot;
        }
        return path;
    }
}
