package org.headgate.deploy.internal.conf;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/** From text to the type that the metatype names, and back for people. A list is written with commas; {@code \,} is a comma in a value. */
final class Values {
    private Values() {}

    /** @throws IllegalArgumentException with a sentence for the operator */
    static Object convert(AttributeDefinition key, String text) {
        if (key.getCardinality() == 0) {
            return one(key, text);
        }
        List<String> parts = split(text);
        int max = Math.abs(Math.max(key.getCardinality(), -Integer.MAX_VALUE));
        if (parts.size() > max) {
            throw new IllegalArgumentException("it has " + parts.size() + " values, at most " + max + " are allowed.");
        }
        List<Object> values = parts.stream().map(part -> one(key, part)).toList();
        if (key.getCardinality() < 0) {
            return new ArrayList<>(values);
        }
        Object array = Array.newInstance(type(key.getType()), values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }

    private static Object one(AttributeDefinition key, String text) {
        Object value;
        try {
            value = switch (key.getType()) {
                case AttributeDefinition.INTEGER -> Integer.valueOf(text);
                case AttributeDefinition.LONG -> Long.valueOf(text);
                case AttributeDefinition.SHORT -> Short.valueOf(text);
                case AttributeDefinition.BYTE -> Byte.valueOf(text);
                case AttributeDefinition.DOUBLE -> Double.valueOf(text);
                case AttributeDefinition.FLOAT -> Float.valueOf(text);
                case AttributeDefinition.BOOLEAN -> bool(text);
                default -> text;
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not " + kind(key) + ".");
        }
        String[] options = key.getOptionValues();
        if (options != null && options.length > 0 && !List.of(options).contains(text)) {
            throw new IllegalArgumentException("'" + text + "' is not one of " + String.join(", ", options) + ".");
        }
        // The implementation splits what it validates at commas, which we have already done.
        String complaint = value instanceof String ? null : key.validate(text);
        if (complaint != null && !complaint.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is out of range: " + complaint);
        }
        return value;
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new NumberFormatException();
        };
    }

    private static Class<?> type(int type) {
        return switch (type) {
            case AttributeDefinition.INTEGER -> int.class;
            case AttributeDefinition.LONG -> long.class;
            case AttributeDefinition.SHORT -> short.class;
            case AttributeDefinition.BYTE -> byte.class;
            case AttributeDefinition.DOUBLE -> double.class;
            case AttributeDefinition.FLOAT -> float.class;
            case AttributeDefinition.BOOLEAN -> boolean.class;
            default -> String.class;
        };
    }

    static String kind(AttributeDefinition key) {
        return switch (key.getType()) {
            case AttributeDefinition.INTEGER,
                    AttributeDefinition.LONG,
                    AttributeDefinition.SHORT,
                    AttributeDefinition.BYTE -> "a whole number";
            case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "a number";
            case AttributeDefinition.BOOLEAN -> "true or false";
            default -> "a text";
        };
    }

    static String defaultText(AttributeDefinition key) {
        String[] values = key.getDefaultValue();
        return values == null || values.length == 0
                ? ""
                : Arrays.stream(values)
                        .map(value -> key.getCardinality() == 0 ? value : value.replace(",", "\\,"))
                        .collect(Collectors.joining(", "));
    }

    static String sentence(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "";
        }
        String clean = text.strip();
        return clean.endsWith(".") ? clean : clean + ".";
    }

    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        parts.removeIf(String::isEmpty);
        return parts;
    }
}
