package org.headgate.coverage;

import java.nio.charset.StandardCharsets;

/** Reads what {@link Cbor} writes; anything else is an {@link IllegalArgumentException}. For one thread. */
final class CborItems {
    private static final int NOTHING = 0xf6;
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;

    private final byte[] bytes;
    private int at;

    CborItems(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    /** The major type of the next item, or −1 for null, which is read. */
    int next() {
        if (first() == NOTHING) {
            at++;
            return -1;
        }
        return first() >>> 5;
    }

    /** Entries of a map, or items of an array. */
    int count(int major) {
        return (int) Math.min(Integer.MAX_VALUE, argument(major));
    }

    long unsigned() {
        return argument(0);
    }

    long negative() {
        return -1 - argument(1);
    }

    String text() {
        return new String(string(3), StandardCharsets.UTF_8);
    }

    void text(String expected) {
        if (!text().equals(expected)) {
            throw wrong();
        }
    }

    byte[] data() {
        return string(2);
    }

    boolean flag() {
        int flag = first();
        if (flag != TRUE && flag != FALSE) {
            throw wrong();
        }
        at++;
        return flag == TRUE;
    }

    double number() {
        return switch (first()) {
            case 0xf9 -> half((int) fixed(2));
            case 0xfa -> Float.intBitsToFloat((int) fixed(4));
            case 0xfb -> Double.longBitsToDouble(fixed(8));
            default -> throw wrong();
        };
    }

    static IllegalArgumentException wrong() {
        return new IllegalArgumentException("not a verdict in its deterministic form");
    }

    private static double half(int half) {
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        double size = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 31
                        ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : (fraction + 1_024) * StrictMath.pow(2, exponent - 25);
        return (half & 0x8000) == 0 ? size : -size;
    }

    private byte[] string(int major) {
        long length = argument(major);
        if (length < 0 || length > bytes.length - at) {
            throw wrong();
        }
        byte[] string = java.util.Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        return string;
    }

    private long argument(int major) {
        int info = first() & 0x1f;
        if (first() >>> 5 != major || info > 27) {
            throw wrong();
        }
        if (info < 24) {
            at++;
            return info;
        }
        return fixed(1 << info - 24);
    }

    private long fixed(int length) {
        if (bytes.length - at <= length) {
            throw wrong();
        }
        at++;
        long value = 0;
        for (int end = at + length; at < end; at++) {
            value = value << 8 | bytes[at] & 0xff;
        }
        return value;
    }

    private int first() {
        if (at >= bytes.length) {
            throw wrong();
        }
        return bytes[at] & 0xff;
    }
}
