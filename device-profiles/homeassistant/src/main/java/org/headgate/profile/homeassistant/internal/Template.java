package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.headgate.profile.json.StrictText;
import org.jspecify.annotations.Nullable;

/**
 * The part of Jinja that devices use to say where their value is: one {@code {{ … }}} of {@code value}, {@code value_json} with a path, numbers, text, {@code + - * /}, parentheses, and
 * the filters {@code float}, {@code int}, {@code round}, {@code default}, {@code is_defined}, {@code string}, {@code trim}, {@code lower}, {@code upper}. Nothing else is understood, and nothing is guessed.
 */
final class Template {
    private static final int LONGEST = 512;
    private static final int DEEPEST = 8;

    private final String text;
    private final Input input;
    private int at;
    private int depth;

    /** What a template looks at. */
    interface Input {
        String text();

        /** Null where the payload is no JSON. */
        @Nullable
        JsonNode json();
    }

    /** A template that is not understood. */
    static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String what) {
            super(what, null, false, false);
        }
    }

    private Template(String text, Input input) {
        this.text = text;
        this.input = input;
    }

    /** Refuses what is not understood; what it says of this input does not matter. */
    static void check(String template) throws NotUnderstood {
        evaluate(template, new Input() {
            @Override
            public String text() {
                return "0";
            }

            @Override
            public @Nullable JsonNode json() {
                return null;
            }
        });
    }

    /** A BigDecimal, Boolean or String; null where there is nothing of that name, or no number where one is wanted. */
    static @Nullable Object evaluate(String template, Input input) throws NotUnderstood {
        String body = template.strip();
        if (body.length() > LONGEST) {
            throw new NotUnderstood("it has " + body.length() + " characters, at most " + LONGEST);
        }
        if (!body.startsWith("{{") || !body.endsWith("}}") || body.length() < 5) {
            throw new NotUnderstood("it is not one {{ … }}");
        }
        int from = body.startsWith("{{-") ? 3 : 2;
        int to = body.length() - (body.endsWith("-}}") && body.length() > from + 3 ? 3 : 2);
        Template parser = new Template(body.substring(from, Math.max(from, to)), input);
        Object value = parser.sum();
        parser.space();
        if (parser.at < parser.text.length()) {
            throw parser.unexpected();
        }
        return value instanceof JsonNode node ? scalar(node) : value;
    }

    /** As Jinja writes it. */
    static String written(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value.toString();
    }

    /** Null for null, objects and arrays, and for numbers that are none. */
    static @Nullable Object scalar(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            double number = node.doubleValue();
            return Double.isFinite(number) ? BigDecimal.valueOf(number) : null;
        }
        return node.isTextual() ? node.textValue() : null;
    }

    private @Nullable Object sum() throws NotUnderstood {
        if (++depth > DEEPEST) {
            throw new NotUnderstood("parentheses are nested more than " + DEEPEST + " deep");
        }
        Object left = product();
        while (true) {
            space();
            if (take('+')) {
                left = calculate(left, product(), '+');
            } else if (take('-')) {
                left = calculate(left, product(), '-');
            } else {
                depth--;
                return left;
            }
        }
    }

    private @Nullable Object product() throws NotUnderstood {
        Object left = filtered();
        while (true) {
            space();
            if (take('*')) {
                left = calculate(left, filtered(), '*');
            } else if (take('/')) {
                left = calculate(left, filtered(), '/');
            } else {
                return left;
            }
        }
    }

    private static @Nullable Object calculate(@Nullable Object left, @Nullable Object right, char how) {
        Object a = left instanceof JsonNode node ? scalar(node) : left;
        Object b = right instanceof JsonNode node ? scalar(node) : right;
        if (!(a instanceof BigDecimal x) || !(b instanceof BigDecimal y)) {
            return null;
        }
        return switch (how) {
            case '+' -> x.add(y, MathContext.DECIMAL64);
            case '-' -> x.subtract(y, MathContext.DECIMAL64);
            case '*' -> x.multiply(y, MathContext.DECIMAL64);
            default -> y.signum() == 0 ? null : x.divide(y, MathContext.DECIMAL64);
        };
    }

    private @Nullable Object filtered() throws NotUnderstood {
        Object value = atom();
        while (true) {
            space();
            if (!take('|')) {
                return value;
            }
            String name = name();
            value = filter(name, arguments(), value instanceof JsonNode node ? scalar(node) : value);
        }
    }

    private @Nullable Object filter(String name, List<Object> arguments, @Nullable Object value) throws NotUnderstood {
        if (arguments.size() > 1) {
            throw new NotUnderstood("the filter '" + name + "' has more than one argument");
        }
        Object argument = arguments.isEmpty() ? null : arguments.get(0);
        return switch (name) {
            case "float" -> number(value) == null ? number(argument) : number(value);
            case "int" -> whole(number(value) == null ? number(argument) : number(value));
            case "round" -> rounded(number(value), argument);
            case "default", "d" -> value == null ? argument : value;
            case "is_defined" -> value;
            case "string" -> value == null ? null : written(value);
            case "trim" -> value == null ? null : written(value).strip();
            case "lower" -> value == null ? null : written(value).toLowerCase(Locale.ROOT);
            case "upper" -> value == null ? null : written(value).toUpperCase(Locale.ROOT);
            default -> throw new NotUnderstood("the filter '" + name + "' is not known");
        };
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof String text) {
            OptionalDouble number = StrictText.number(text.strip());
            return number.isPresent() && Double.isFinite(number.getAsDouble())
                    ? BigDecimal.valueOf(number.getAsDouble())
                    : null;
        }
        return value instanceof Boolean flag ? flag ? BigDecimal.ONE : BigDecimal.ZERO : null;
    }

    private static @Nullable BigDecimal whole(@Nullable BigDecimal number) {
        return number == null ? null : number.setScale(0, RoundingMode.DOWN);
    }

    private static @Nullable BigDecimal rounded(@Nullable BigDecimal number, @Nullable Object digits)
            throws NotUnderstood {
        BigDecimal places = digits == null ? BigDecimal.ZERO : number(digits);
        if (places == null || places.compareTo(BigDecimal.ZERO) < 0 || places.compareTo(BigDecimal.TEN) > 0) {
            throw new NotUnderstood("'round' is to 0 to 10 places");
        }
        return number == null ? null : number.setScale(places.intValue(), RoundingMode.HALF_EVEN);
    }

    private List<Object> arguments() throws NotUnderstood {
        List<Object> arguments = new ArrayList<>(1);
        space();
        if (!take('(')) {
            return arguments;
        }
        space();
        while (!take(')')) {
            Object argument = constant();
            if (argument != null) {
                arguments.add(argument);
            }
            space();
            if (!take(',') && !peek(')')) {
                throw unexpected();
            }
            space();
        }
        return arguments;
    }

    /** Null for {@code none}. */
    private @Nullable Object constant() throws NotUnderstood {
        space();
        if (peek('\'') || peek('"')) {
            return quoted();
        }
        if (at < text.length() && (Character.isDigit(text.charAt(at)) || peek('-'))) {
            return literal();
        }
        return switch (name()) {
            case "none", "None" -> null;
            case "true", "True" -> true;
            case "false", "False" -> false;
            default -> throw unexpected();
        };
    }

    private @Nullable Object atom() throws NotUnderstood {
        space();
        if (take('(')) {
            Object value = sum();
            space();
            if (!take(')')) {
                throw unexpected();
            }
            return value;
        }
        if (peek('\'') || peek('"')) {
            return quoted();
        }
        if (at < text.length() && (Character.isDigit(text.charAt(at)) || peek('-'))) {
            return literal();
        }
        String name = name();
        return switch (name) {
            case "value" -> input.text();
            case "value_json" -> path(input.json());
            case "float", "int" -> called(name);
            default -> throw new NotUnderstood("'" + name + "' is not known");
        };
    }

    /** {@code float(value)}. */
    private @Nullable Object called(String name) throws NotUnderstood {
        space();
        if (!take('(')) {
            throw unexpected();
        }
        Object value = sum();
        space();
        if (!take(')')) {
            throw unexpected();
        }
        return filter(name, List.of(), value instanceof JsonNode node ? scalar(node) : value);
    }

    private @Nullable JsonNode path(@Nullable JsonNode root) throws NotUnderstood {
        JsonNode node = root;
        while (true) {
            if (take('.')) {
                String key = name();
                node = node == null ? null : node.get(key);
            } else if (take('[')) {
                Object key = constant();
                space();
                if (key == null || !take(']')) {
                    throw unexpected();
                }
                node = node == null ? null : child(node, key);
            } else {
                return node;
            }
        }
    }

    private static @Nullable JsonNode child(JsonNode node, Object key) {
        if (key instanceof BigDecimal index && node.isArray()) {
            return node.get(index.intValue());
        }
        return key instanceof String name ? node.get(name) : null;
    }

    private String quoted() throws NotUnderstood {
        char quote = text.charAt(at++);
        int end = text.indexOf(quote, at);
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            throw new NotUnderstood("text in it has no end, or a backslash");
        }
        String quoted = text.substring(at, end);
        at = end + 1;
        return quoted;
    }

    private BigDecimal literal() throws NotUnderstood {
        int from = at;
        at += peek('-') ? 1 : 0;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        OptionalDouble number = StrictText.number(text.substring(from, at));
        if (number.isEmpty()) {
            throw new NotUnderstood("'" + text.substring(from, at) + "' is no number");
        }
        return BigDecimal.valueOf(number.getAsDouble());
    }

    private String name() throws NotUnderstood {
        space();
        int from = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw unexpected();
        }
        return text.substring(from, at);
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean peek(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean take(char c) {
        boolean there = peek(c);
        at += there ? 1 : 0;
        return there;
    }

    private NotUnderstood unexpected() {
        return new NotUnderstood(
                at >= text.length()
                        ? "it ends too early"
                        : "'" + text.charAt(at) + "' at " + at + " is not understood");
    }
}
