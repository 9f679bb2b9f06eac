package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names and globs, where {@code *} stands for any characters, none included. Matches in time linear in the text. */
final class Globs {
    private final Set<String> names = new HashSet<>();
    private final List<String[]> globs = new ArrayList<>();

    Globs(List<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.indexOf('*') < 0) {
                names.add(pattern);
            } else {
                globs.add(pattern.split(Pattern.quote("*"), -1));
            }
        }
    }

    boolean isEmpty() {
        return names.isEmpty() && globs.isEmpty();
    }

    boolean matches(String text) {
        return names.contains(text) || globs.stream().anyMatch(parts -> matches(parts, text));
    }

    private static boolean matches(String[] parts, String text) {
        String first = parts[0];
        String last = parts[parts.length - 1];
        if (text.length() < first.length() + last.length() || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int at = first.length();
        int end = text.length() - last.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], at);
            if (found < 0 || found + parts[i].length() > end) {
                return false;
            }
            at = found + parts[i].length();
        }
        return true;
    }
}
