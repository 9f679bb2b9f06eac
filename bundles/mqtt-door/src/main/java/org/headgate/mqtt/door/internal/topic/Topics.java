package org.headgate.mqtt.door.internal.topic;

/** Rules for topic names and topic filters (§4.7). */
public final class Topics {
    /** Deeper topics are refused: walking them costs more than any real topic needs. */
    public static final int MAXIMUM_LEVELS = 128;

    public static final String SHARE = "$share/";

    private Topics() {}

    /** A name without wildcards, not empty. Characters were judged when it was read. */
    public static boolean validName(String topic) {
        return !topic.isEmpty() && topic.indexOf('+') < 0 && topic.indexOf('#') < 0;
    }

    /** [MQTT-4.7.1-1], [MQTT-4.7.1-2]: {@code #} last and alone in its level, {@code +} alone in its level. */
    public static boolean validFilter(String filter) {
        if (filter.isEmpty()) {
            return false;
        }
        for (int i = 0; i < filter.length(); i++) {
            char c = filter.charAt(i);
            boolean first = i == 0 || filter.charAt(i - 1) == '/';
            boolean last = i == filter.length() - 1;
            if (c == '#' && !(first && last)) {
                return false;
            }
            if (c == '+' && !(first && (last || filter.charAt(i + 1) == '/'))) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code $share/<name>/<filter>} is well formed (§4.8.2). */
    public static boolean validShare(String filter) {
        int slash = filter.indexOf('/', SHARE.length());
        return slash > SHARE.length()
                && validName(filter.substring(SHARE.length(), slash))
                && validFilter(filter.substring(slash + 1));
    }

    public static int levels(String topic) {
        int levels = 1;
        for (int i = 0; i < topic.length(); i++) {
            if (topic.charAt(i) == '/') {
                levels++;
            }
        }
        return levels;
    }

    public static boolean wildcard(String filter) {
        return filter.indexOf('+') >= 0 || filter.endsWith("#");
    }

    public static String[] split(String topic) {
        String[] levels = new String[levels(topic)];
        int from = 0;
        for (int i = 0; i < levels.length; i++) {
            int slash = topic.indexOf('/', from);
            levels[i] = slash < 0 ? topic.substring(from) : topic.substring(from, slash);
            from = slash + 1;
        }
        return levels;
    }

    /** Whether the filter matches the name; a leading wildcard does not match a leading {@code $} [MQTT-4.7.2-1]. */
    public static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
            return false;
        }
        return overlap(split(filter), split(topic));
    }

    /** Whether there is a name that both filters match. */
    public static boolean intersect(String one, String other) {
        return overlap(split(one), split(other));
    }

    private static boolean overlap(String[] one, String[] other) {
        int shared = Math.min(one.length, other.length);
        for (int i = 0; i < shared; i++) {
            if (one[i].equals("#") || other[i].equals("#")) {
                return true;
            }
            if (!one[i].equals(other[i]) && !one[i].equals("+") && !other[i].equals("+")) {
                return false;
            }
        }
        String[] longer = one.length > other.length ? one : other;
        return longer.length == shared || longer.length == shared + 1 && longer[shared].equals("#");
    }
}
