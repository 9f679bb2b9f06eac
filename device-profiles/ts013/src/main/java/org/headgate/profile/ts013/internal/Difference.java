package org.headgate.profile.ts013.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what a codec should say with what it says: numbers within 1e-9 of each other, nulls as what is not there. */
final class Difference {
    private static final double TOLERANCE = 1e-9;
    private static final int LONGEST = 120;

    private Difference() {}

    /** Null where there is none. */
    static @Nullable String find(String path, JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return near(expected.doubleValue(), actual.doubleValue()) ? null : tell(path, expected, actual);
        }
        if (expected.isObject() && actual.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            actual.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String found = find(path + "." + name, expected.path(name), actual.path(name));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                String found = find(path + "[" + i + "]", expected.get(i), actual.get(i));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        boolean same = nothing(expected) ? nothing(actual) : expected.equals(actual);
        return same ? null : tell(path, expected, actual);
    }

    private static boolean nothing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    private static String tell(String path, JsonNode expected, JsonNode actual) {
        return path + " is " + show(actual) + ", and should be " + show(expected);
    }

    private static String show(JsonNode node) {
        String text = node.isMissingNode() ? "not there" : node.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
