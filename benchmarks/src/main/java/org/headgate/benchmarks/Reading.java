package org.headgate.benchmarks;

import java.nio.charset.StandardCharsets;

/** A device's message in Zigbee2MQTT's shape with its number and its time of sending, and how to find both again in what a subscriber gets. */
final class Reading {
    private static final byte[] SEQ = "seq\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TS = "ts\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE = "\"v\":".getBytes(StandardCharsets.US_ASCII);

    private Reading() {}

    static byte[] of(long seq, long micros) {
        return ("{\"battery\":91,\"humidity\":47.3,\"linkquality\":142,\"temperature\":21.4,\"voltage\":2985,\"seq\":"
                        + seq + ",\"ts\":" + micros + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static long seq(byte[] payload, int length) {
        return number(payload, length, SEQ);
    }

    static long micros(byte[] payload, int length) {
        return number(payload, length, TS);
    }

    private static long number(byte[] payload, int length, byte[] name) {
        int at = find(payload, 0, length, name);
        if (at < 0) {
            return -1;
        }
        if (payload[at] == ',' || payload[at] == '}') {
            at = find(payload, objectStart(payload, at), length, VALUE);
        } else {
            at++;
        }
        long number = 0;
        while (at < length && payload[at] >= '0' && payload[at] <= '9') {
            number = 10 * number + payload[at++] - '0';
        }
        return number;
    }

    private static int objectStart(byte[] payload, int at) {
        int start = at;
        while (start > 0 && payload[start] != '{') {
            start--;
        }
        return start;
    }

    private static int find(byte[] payload, int from, int length, byte[] what) {
        outer:
        for (int i = from; i <= length - what.length; i++) {
            for (int j = 0; j < what.length; j++) {
                if (payload[i + j] != what[j]) {
                    continue outer;
                }
            }
            return i + what.length;
        }
        return -1;
    }
}
