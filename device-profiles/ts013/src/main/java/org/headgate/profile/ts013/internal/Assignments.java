package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's word on which pack a device has: a text file, a line each, {@code a840410000181c1d dragino-lht65}. {@code #} begins a comment; {@code *} ends the
 * beginning of a DevEUI.
 */
final class Assignments {
    static final Pattern EUI = Pattern.compile("[0-9a-f]{16}|[0-9a-f]{4,15}\\*");
    private static final Pattern PACK = Pattern.compile("[a-z0-9][a-z0-9-]{1,63}");
    private static final int MOST = 10_000;
    private static final int LONGEST_FILE = 1024 * 1024;

    private final Path file;
    private volatile Map<String, String> words = Map.of();
    private volatile List<String> faults = List.of();
    private long seen = -1;

    Assignments(Path file) {
        this.file = file;
    }

    /** Reads the file anew if it changed. @return whether it did */
    synchronized boolean look() throws IOException {
        long stamp = stamp();
        if (stamp == seen) {
            return false;
        }
        seen = stamp;
        return read();
    }

    Map<String, String> all() {
        return words;
    }

    /** Lines that say nothing. */
    List<String> faults() {
        return faults;
    }

    @Nullable
    String of(String devEui) {
        Map<String, String> now = words;
        String whole = now.get(devEui);
        for (int length = devEui.length() - 1; whole == null && length >= 4; length--) {
            whole = now.get(devEui.substring(0, length) + "*");
        }
        return whole;
    }

    static String eui(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replace("-", "").replace(":", "");
        if (!EUI.matcher(plain).matches()) {
            throw new IllegalArgumentException(
                    text
                            + " is no DevEUI: give its 16 hexadecimal digits, or the first of them and a *, for example a84041*.");
        }
        return plain;
    }

    private boolean read() throws IOException {
        Map<String, String> next = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        if (seen != 0) {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IOException(file + " has more than " + LONGEST_FILE / 1024 + " KiB");
            }
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String[] parts = line.replaceFirst("#.*", "").strip().split("\\s+");
                if (parts.length == 2
                        && isEui(parts[0])
                        && PACK.matcher(parts[1]).matches()
                        && next.size() < MOST) {
                    next.put(eui(parts[0]), parts[1]);
                } else if (!parts[0].isEmpty() && wrong.size() < 3) {
                    wrong.add("line " + number);
                }
            }
        }
        boolean changed = !next.equals(words);
        words = Map.copyOf(next);
        faults = List.copyOf(wrong);
        return changed;
    }

    private static boolean isEui(String text) {
        try {
            eui(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private long stamp() throws IOException {
        try {
            return Math.max(1, Files.getLastModifiedTime(file).toMillis() * 31 + Files.size(file));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
