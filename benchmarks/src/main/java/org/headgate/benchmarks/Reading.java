package org.headgate.benchmarks;

import java.nio.charset.StandardCharsets;

/** A device's message in Zigbee2MQTT's shape with its number and its time of sending, and how to find both again in what a buyer gets. */
final class Reading {
    /** Decimal digits of a number and of a time in microseconds: so many that they tell both from all else in a message. */
    static final int DIGITS = 16;

    private static final byte[] SEQ = ascii("seq\"");
    private static final byte[] TS = ascii("ts\"");
    private static final byte[] VALUE = ascii("\"v\":");
    private static final String TEMPLATE =
            "{\"battery\":91,\"humidity\":47.00,\"linkquality\":100,\"temperature\":21.00,\"voltage\":2900,"
                    + "\"seq\":0000000000000000,\"ts\":0000000000000000}";
    private static final int HUMIDITY_AT = TEMPLATE.indexOf("47.") + 3;
    private static final int QUALITY_AT = TEMPLATE.indexOf("100,") + 1;
    private static final int TEMPERATURE_AT = TEMPLATE.indexOf("21.") + 3;
    private static final int VOLTAGE_AT = TEMPLATE.indexOf("2900") + 2;
    private static final int SEQ_AT = TEMPLATE.indexOf("seq\":") + 5;
    private static final int MICROS_AT = TEMPLATE.indexOf("ts\":") + 4;

    private Reading() {}

    static byte[] template() {
        return ascii(TEMPLATE);
    }

    /** Makes the template's copy at {@code at} a reading of its own. */
    static void fill(byte[] bytes, int at, long seq, long micros) {
        long mixed = seq * 0x9E3779B97F4A7C15L;
        digits(bytes, at + HUMIDITY_AT, 2, mixed >>> 8 & 63);
        digits(bytes, at + QUALITY_AT, 2, mixed >>> 16 & 63);
        digits(bytes, at + TEMPERATURE_AT, 2, mixed >>> 24 & 63);
        digits(bytes, at + VOLTAGE_AT, 2, mixed >>> 32 & 63);
        digits(bytes, at + SEQ_AT, DIGITS, seq);
        digits(bytes, at + MICROS_AT, DIGITS, micros);
    }

    private static void digits(byte[] bytes, int at, int count, long number) {
        long rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The number of exactly {@value #DIGITS} digits at {@code at}, or -1. */
    static long number(byte[] bytes, int at, int to) {
        int count = DIGITS;
        if (at + count > to || at + count < to && digit(bytes[at + count])) {
            return -1;
        }
        long number = 0;
        for (int i = at; i < at + count; i++) {
            if (!digit(bytes[i])) {
                return -1;
            }
            number = 10 * number + bytes[i] - '0';
        }
        return number;
    }

    private static boolean digit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Where the number's digits begin, or {@code to}. */
    static int seqAt(byte[] bytes, int from, int to) {
        return valueAt(bytes, from, to, SEQ);
    }

    /** Where the time's digits begin, or {@code to}. */
    static int microsAt(byte[] bytes, int from, int to) {
        return valueAt(bytes, from, to, TS);
    }

    /** JSON of the device ({@code "seq":1}) or SenML of a feed ({@code "n":"…:seq",…,"v":1}). */
    private static int valueAt(byte[] bytes, int from, int to, byte[] name) {
        int at = find(bytes, from, to, name);
        if (at < to && bytes[at] == ':') {
            return at + 1;
        }
        return find(bytes, at, to, VALUE);
    }

    private static int find(byte[] bytes, int from, int to, byte[] what) {
        outer:
        for (int i = from; i <= to - what.length; i++) {
            for (int j = 0; j < what.length; j++) {
                if (bytes[i + j] != what[j]) {
                    continue outer;
                }
            }
            return i + what.length;
        }
        return to;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
