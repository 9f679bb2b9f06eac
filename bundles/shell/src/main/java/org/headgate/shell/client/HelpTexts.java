package org.headgate.shell.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The help of each command, from this jar: it needs no running gateway. */
final class HelpTexts {
    /** Sections that begin with this and the words of the command. */
    static final String MARK = "### headgate";

    private HelpTexts() {}

    /** The text, where the arguments ask for help. */
    static Optional<String> asked(List<String> arguments) {
        List<String> words = arguments;
        boolean help = arguments.isEmpty();
        if (!help && arguments.get(0).equals("help")) {
            words = arguments.subList(1, arguments.size());
            help = true;
        }
        int end = words.indexOf("--");
        List<String> options = end < 0 ? words : words.subList(0, end);
        help |= options.contains("--help") || options.contains("-h");
        return help ? find(words) : Optional.empty();
    }

    /** Of the longest command that the words begin with. */
    private static Optional<String> find(List<String> words) {
        String all = load();
        for (int length = Math.min(words.size(), 3); length >= 0; length--) {
            String heading = MARK + words.subList(0, length).stream().reduce("", (a, b) -> a + " " + b) + "\n";
            int start = all.indexOf(heading);
            if (start >= 0 && (length > 0 || words.isEmpty() || words.get(0).startsWith("-"))) {
                int from = start + heading.length();
                int next = all.indexOf(MARK, from);
                return Optional.of(all.substring(from, next < 0 ? all.length() : next));
            }
        }
        return Optional.empty();
    }

    private static String load() {
        try (InputStream in = HelpTexts.class.getResourceAsStream("help.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
