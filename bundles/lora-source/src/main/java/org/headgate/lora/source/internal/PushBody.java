package org.headgate.lora.source.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a PUSH_DATA cut into its parts, by brackets and quotes alone: what is wrong inside of one part costs that part only.
 *
 * @param rxpk the elements of {@code rxpk}, as they were sent
 * @param stat the value of {@code stat}, or null
 * @param broken whether the text ends too early or is no object; then what stands before is there
 * @param left how many elements above the limit were left out
 */
record PushBody(List<byte[]> rxpk, byte @Nullable [] stat, boolean broken, int left) {
    /** A concentrator hands over at most some dozen frames at a time. */
    static final int MOST_ELEMENTS = 256;

    static PushBody of(byte[] json) {
        return new Scan(json).body();
    }

    private static final class Scan {
        private final byte[] json;
        private final List<byte[]> rxpk = new ArrayList<>();
        private byte @Nullable [] stat;
        private int left;
        private int at;

        Scan(byte[] json) {
            this.json = json;
        }

        PushBody body() {
            boolean whole = object();
            return new PushBody(rxpk, stat, !whole, left);
        }

        private boolean object() {
            if (!next('{')) {
                return false;
            }
            if (next('}')) {
                return true;
            }
            do {
                int key = space();
                if (peek() != '"' || !skipText()) {
                    return false;
                }
                String name = new String(json, key, at - key, StandardCharsets.ISO_8859_1);
                if (!next(':') || !member(name)) {
                    return false;
                }
            } while (next(','));
            return next('}');
        }

        private boolean member(String name) {
            space();
            if (name.equals("\"rxpk\"") && peek() == '[') {
                return array();
            }
            byte[] value = value();
            if (name.equals("\"stat\"") && value != null) {
                stat = value;
            }
            return value != null;
        }

        private boolean array() {
            at++;
            if (next(']')) {
                return true;
            }
            do {
                byte[] element = value();
                if (element == null) {
                    return false;
                }
                if (rxpk.size() < MOST_ELEMENTS) {
                    rxpk.add(element);
                } else {
                    left++;
                }
            } while (next(','));
            return next(']');
        }

        /** Null where it does not end. */
        private byte @Nullable [] value() {
            int start = space();
            int depth = 0;
            while (at < json.length) {
                int c = json[at];
                if (c == '"') {
                    if (!skipText()) {
                        return null;
                    }
                    continue;
                }
                boolean closes = c == '}' || c == ']';
                if (depth == 0 && (closes || c == ',')) {
                    return at > start ? Arrays.copyOfRange(json, start, trimmed()) : null;
                }
                depth += c == '{' || c == '[' ? 1 : closes ? -1 : 0;
                at++;
            }
            return null;
        }

        private int trimmed() {
            int end = at;
            while (isSpace(json[end - 1])) {
                end--;
            }
            return end;
        }

        private boolean skipText() {
            for (at++; at < json.length; at++) {
                if (json[at] == '\\') {
                    at++;
                } else if (json[at] == '"') {
                    at++;
                    return true;
                }
            }
            return false;
        }

        private boolean next(char wanted) {
            space();
            boolean there = peek() == wanted;
            at += there ? 1 : 0;
            return there;
        }

        private int peek() {
            return at < json.length ? json[at] : -1;
        }

        private int space() {
            while (at < json.length && isSpace(json[at])) {
                at++;
            }
            return at;
        }

        private static boolean isSpace(byte c) {
            return c == ' ' || c == '\t' || c == '\r' || c == '\n';
        }
    }
}
