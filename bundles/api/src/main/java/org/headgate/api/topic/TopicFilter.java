package org.headgate.api.topic;

/**
 * An MQTT topic filter (MQTT 5 §4.7): levels split by {@code /}, {@code +} for one level, a last {@code #} for the parent and all below. A filter that begins
 * with a wildcard matches no topic that begins with {@code $}. Also used for CoAP paths without their leading slash. Immutable.
 */
public final class TopicFilter {
    private final String filter;
    private final boolean literal;

    private TopicFilter(String filter) {
        this.filter = filter;
        this.literal = filter.indexOf('+') < 0 && filter.indexOf('#') < 0;
    }

    /** @throws IllegalArgumentException where it is not a valid filter; the message says why */
    public static TopicFilter of(String filter) {
        if (filter.isEmpty() || filter.indexOf('\0') >= 0 || filter.length() > 65_535) {
            throw new IllegalArgumentException("a topic filter has 1 to 65535 characters, none of them U+0000");
        }
        for (int i = 0; i < filter.length(); i++) {
            char c = filter.charAt(i);
            boolean starts = i == 0 || filter.charAt(i - 1) == '/';
            boolean ends = i == filter.length() - 1 || filter.charAt(i + 1) == '/';
            if (c == '+' && !(starts && ends) || c == '#' && !(starts && i == filter.length() - 1)) {
                throw new IllegalArgumentException(
                        "in topic filter '" + filter + "', '" + c + "' at " + i + " is not a level of its own");
            }
        }
        return new TopicFilter(filter);
    }

    public boolean matches(String topic) {
        if (literal) {
            return filter.equals(topic);
        }
        char first = filter.charAt(0);
        if (!topic.isEmpty() && topic.charAt(0) == '$' && (first == '+' || first == '#')) {
            return false;
        }
        int f = 0;
        int t = 0;
        while (true) {
            if (filter.startsWith("#", f)) {
                return true;
            }
            int fEnd = end(filter, f);
            int tEnd = end(topic, t);
            boolean any = filter.startsWith("+", f);
            if (!any && !(fEnd - f == tEnd - t && filter.regionMatches(f, topic, t, fEnd - f))) {
                return false;
            }
            if (tEnd == topic.length()) {
                return fEnd == filter.length() || filter.startsWith("/#", fEnd);
            }
            if (fEnd == filter.length()) {
                return false;
            }
            f = fEnd + 1;
            t = tEnd + 1;
        }
    }

    private static int end(String text, int from) {
        int slash = text.indexOf('/', from);
        return slash < 0 ? text.length() : slash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicFilter that && filter.equals(that.filter);
    }

    @Override
    public int hashCode() {
        return filter.hashCode();
    }

    /** The filter as it was written. */
    @Override
    public String toString() {
        return filter;
    }
}
