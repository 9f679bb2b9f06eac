package org.headgate.profiles.internal;

import org.jspecify.annotations.Nullable;

/** One filter of {@code profile.order}: which topics are decoded in one line, and which of their levels part the lines. */
record OrderRule(String filter, String[] levels) {
    private static final String PARTS = "{}";

    /** @throws IllegalArgumentException where {@code #} is not the last level */
    static OrderRule of(String filter) {
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length - 1; i++) {
            if (levels[i].equals("#")) {
                throw new IllegalArgumentException("in profile.order '" + filter + "', '#' is not the last level");
            }
        }
        return new OrderRule(filter, levels);
    }

    /** The line of a topic, which can be no topic itself; null where it does not match. */
    @Nullable
    String line(String topic) {
        StringBuilder line = null;
        int from = 0;
        for (String level : levels) {
            if (level.equals("#")) {
                break;
            }
            if (from > topic.length()) {
                return null;
            }
            int slash = topic.indexOf('/', from);
            int end = slash < 0 ? topic.length() : slash;
            if (level.equals(PARTS)) {
                line = line == null ? new StringBuilder(filter) : line;
                line.append('\0').append(topic, from, end);
            } else if (!level.equals("+") && !(level.length() == end - from && topic.startsWith(level, from))) {
                return null;
            }
            from = end + 1;
        }
        boolean whole = from > topic.length() || levels[levels.length - 1].equals("#");
        if (!whole) {
            return null;
        }
        return line == null ? filter + '\0' : line.toString();
    }
}
