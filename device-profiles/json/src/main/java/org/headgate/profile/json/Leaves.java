package org.headgate.profile.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.headgate.api.profile.MalformedPayload;

/**
 * Walks an object leaf by leaf, in the sender's order. A leaf's path is its keys, joined by {@code .}; members of arrays count from 1. Nulls are skipped.
 */
public final class Leaves {
    private static final int MOST = 512;
    private static final int LONGEST_PATH = 128;

    private final Visitor visitor;
    private int count;

    private Leaves(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Called for each leaf. */
    public interface Visitor {
        /** @param path fit to be a quantity @param key the last key that is no index, as the sender wrote it @param parent the object that holds it */
        void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload;

        /** What a key is called in the path. */
        default String name(String key) {
            return quantity(key);
        }

        /** Whether to leave out what is below this key. */
        default boolean skips(String path, String key, JsonNode value) {
            return false;
        }
    }

    /** @throws MalformedPayload {@code too_many_values} above 512 leaves, {@code name_too_long} for a path of more than 128 characters */
    public static void walk(ObjectNode object, Visitor visitor) throws MalformedPayload {
        new Leaves(visitor).object("", object);
    }

    /** {@code name} in the characters of a SenML name: each other byte of its UTF-8 is written {@code _xx}. */
    public static String quantity(String name) {
        if (isPlain(name)) {
            return name;
        }
        StringBuilder escaped = new StringBuilder(name.length() + 8);
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xff;
            if (isPlain(c)) {
                escaped.append((char) c);
            } else {
                escaped.append('_').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return escaped.isEmpty() ? "_" : escaped.toString();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isPlain(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.';
    }

    private void object(String path, ObjectNode object) throws MalformedPayload {
        Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            value(join(path, visitor.name(field.getKey())), field.getKey(), field.getValue(), object);
        }
    }

    private void value(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
        if (value.isNull() || visitor.skips(path, key, value)) {
            return;
        }
        if (value instanceof ObjectNode object) {
            object(path, object);
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                value(join(path, Integer.toString(i + 1)), key, array.get(i), parent);
            }
        } else {
            if (++count > MOST) {
                throw new MalformedPayload("too_many_values", "more than " + MOST + " values in one message");
            }
            visitor.leaf(path, key, value, parent);
        }
    }

    private static String join(String path, String name) throws MalformedPayload {
        String joined = path.isEmpty() ? name : path + '.' + name;
        if (joined.length() > LONGEST_PATH) {
            throw new MalformedPayload(
                    "name_too_long", "a name of " + joined.length() + " characters, at most " + LONGEST_PATH);
        }
        return joined;
    }
}
