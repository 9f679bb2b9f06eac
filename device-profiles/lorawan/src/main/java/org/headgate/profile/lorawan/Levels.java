package org.headgate.profile.lorawan;

/** Reads an address level by level from its end: what a server's levels stand behind is the operator's prefix. */
final class Levels {
    private final String address;
    private int end;

    Levels(String address) {
        this.address = address;
        this.end = address.length();
    }

    /** Takes the last one; empty where none is left. */
    String take() {
        int start = start();
        String level = address.substring(start, Math.max(start, end));
        end = start - 1;
        return level;
    }

    /** Takes the last one if it is {@code level}. */
    boolean take(String level) {
        int start = end - level.length();
        boolean is = start >= 0 && address.startsWith(level, start) && (start == 0 || address.charAt(start - 1) == '/');
        if (is) {
            end = start - 1;
        }
        return is;
    }

    /** Takes the last one, whatever it is; false where it is empty. */
    boolean takeAny() {
        int start = start();
        boolean any = start < end;
        end = start - 1;
        return any;
    }

    /** Whether nothing is left, or a prefix. */
    boolean isPrefix() {
        return end != 0;
    }

    /** Whether it is one or more small letters. */
    static boolean isWord(String level) {
        for (int i = 0; i < level.length(); i++) {
            if (level.charAt(i) < 'a' || level.charAt(i) > 'z') {
                return false;
            }
        }
        return !level.isEmpty();
    }

    /** Whether it is {@code digits} hexadecimal digits. */
    static boolean isHex(String level, int digits) {
        for (int i = 0; i < level.length(); i++) {
            char c = level.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
                return false;
            }
        }
        return level.length() == digits;
    }

    private int start() {
        return address.lastIndexOf('/', end - 1) + 1;
    }
}
