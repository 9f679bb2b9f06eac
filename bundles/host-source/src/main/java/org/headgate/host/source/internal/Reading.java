package org.headgate.host.source.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One quantity as it goes through intake: a line {@code quantity TAB unit TAB value}. */
record Reading(String quantity, @Nullable String unit, double value) {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9:./_-]*)\t([A-Za-z0-9/%]*)\t([^\t]+)");

    String line() {
        return quantity + '\t' + (unit == null ? "" : unit) + '\t' + value;
    }

    static Reading parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not 'quantity TAB unit TAB value': " + line);
        }
        double value = Double.parseDouble(matcher.group(3));
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a finite number: " + line);
        }
        return new Reading(matcher.group(1), matcher.group(2).isEmpty() ? null : matcher.group(2), value);
    }
}
