package org.headgate.shell.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words on a terminal. */
public final class Text {
    private static final long KIB = 1024;

    private Text() {}

    /** Control characters, which could move a terminal's cursor, become {@code ·}. */
    public static String printable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '·' : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    static int columns(String text) {
        return text.codePointCount(0, text.length());
    }

    /** At most {@code width} columns; 0 for any number. */
    public static String cut(String text, int width) {
        if (width <= 0 || columns(text) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** Lines of at most {@code width} columns, broken at spaces where that is possible. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : printable(text).split(" +")) {
            if (line.length() > 0 && columns(line.toString()) + 1 + columns(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** For example {@code 812 B}, {@code 1.5 KiB}, {@code 64.0 MiB}. */
    public static String size(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = -1;
        while (value >= KIB && unit < units.length - 1) {
            value /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
