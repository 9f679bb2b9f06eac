package org.headgate.profile.ts013.internal.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import org.mozilla.javascript.Callable;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** Takes what a script returned out of its world, as JSON would, within bounds. Getters run, on the script's account. For one run. */
final class Tree {
    private static final int MOST_VALUES = 2000;
    private static final int DEEPEST = 16;
    private static final int LONGEST = 4096;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int values;

    JsonNode of(Object value) {
        return of(value, 0);
    }

    private JsonNode of(Object value, int depth) {
        if (++values > MOST_VALUES) {
            throw tooMuch("more than " + MOST_VALUES + " values");
        }
        if (depth > DEEPEST) {
            throw tooMuch("deeper than " + DEEPEST + " levels");
        }
        if (value == null) {
            return NODES.nullNode();
        } else if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        } else if (value instanceof BigInteger big) {
            return NODES.numberNode(big.doubleValue());
        } else if (value instanceof Number number) {
            return number(number.doubleValue());
        } else if (value instanceof CharSequence text) {
            return NODES.textNode(text(text));
        } else if (value instanceof Scriptable object && !(value instanceof Callable)) {
            return object(object, depth);
        }
        return MissingNode.getInstance();
    }

    private static JsonNode number(double number) {
        return Double.isFinite(number) ? NODES.numberNode(number) : NODES.nullNode();
    }

    private JsonNode object(Scriptable object, int depth) {
        return switch (object.getClassName()) {
            case "Date" -> date(object);
            case "Number", "String", "Boolean" -> of(object.getDefaultValue(null), depth + 1);
            default -> object instanceof NativeArray array ? array(array, depth) : members(object, depth);
        };
    }

    private static JsonNode date(Scriptable date) {
        Object text = ScriptableObject.callMethod(date, "toJSON", new Object[] {""});
        return text instanceof CharSequence iso ? NODES.textNode(text(iso)) : NODES.nullNode();
    }

    private JsonNode array(NativeArray array, int depth) {
        long length = array.getLength();
        if (length > MOST_VALUES) {
            throw tooMuch("more than " + MOST_VALUES + " values");
        }
        ArrayNode node = NODES.arrayNode();
        for (int i = 0; i < length; i++) {
            JsonNode element = of(ScriptableObject.getProperty(array, i), depth + 1);
            node.add(element.isMissingNode() ? NODES.nullNode() : element);
        }
        return node;
    }

    private JsonNode members(Scriptable object, int depth) {
        ObjectNode node = NODES.objectNode();
        for (Object id : object.getIds()) {
            Object value = id instanceof Integer index
                    ? ScriptableObject.getProperty(object, index)
                    : ScriptableObject.getProperty(object, id.toString());
            JsonNode member = of(value, depth + 1);
            if (!member.isMissingNode()) {
                node.set(text(id.toString()), member);
            }
        }
        return node;
    }

    private static String text(CharSequence text) {
        if (text.length() > LONGEST) {
            throw tooMuch("a text of more than " + LONGEST + " characters");
        }
        return text.toString();
    }

    private static OverBudget tooMuch(String what) {
        return new OverBudget("codec_output", "it returned " + what);
    }
}
