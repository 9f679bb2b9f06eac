package org.headgate.profile.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.headgate.api.message.Message;

/** Makes bad copies of good messages. */
final class Mutation {
    private static final List<byte[]> NASTY = List.of(
            bytes("{\"a\":".repeat(2000)),
            bytes("[".repeat(20_000)),
            bytes("9".repeat(1_000_000)),
            bytes("1e999999999"),
            bytes("-0"),
            bytes("NaN"),
            bytes("null"),
            bytes("\"\\ud800\""),
            bytes("{\"a\":1,\"a\":2}"),
            bytes("[" + "0,".repeat(50_000) + "0]"),
            bytes("\"" + "x".repeat(100_000) + "\""),
            bytes("{}"),
            bytes("[]"),
            bytes("\0"),
            new byte[] {(byte) 0x9f, (byte) 0xbf, (byte) 0xff},
            new byte[] {
                (byte) 0x9b,
                0x7f,
                (byte) 0xff,
                (byte) 0xff,
                (byte) 0xff,
                (byte) 0xff,
                (byte) 0xff,
                (byte) 0xff,
                (byte) 0xff
            },
            new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0},
            new byte[0]);

    private Mutation() {}

    static Message of(Message message, Random random) {
        byte[] payload = message.payload();
        for (int rounds = 1 + random.nextInt(3); rounds > 0; rounds--) {
            payload = once(payload, random);
        }
        String address = random.nextInt(8) == 0 ? address(message.address(), random) : message.address();
        return new Message(
                message.transport(),
                message.source(),
                address,
                message.sender(),
                message.trust(),
                message.contentType(),
                payload,
                message.receivedAt(),
                null);
    }

    private static byte[] once(byte[] payload, Random random) {
        if (payload.length == 0) {
            return nasty(random);
        }
        int at = random.nextInt(payload.length);
        return switch (random.nextInt(7)) {
            case 0 -> flipped(payload, at, random);
            case 1 -> Arrays.copyOf(payload, at);
            case 2 -> spliced(payload, at, at, nasty(random));
            case 3 -> spliced(payload, at, Math.min(payload.length, at + random.nextInt(12)), nasty(random));
            case 4 -> spliced(payload, at, at, Arrays.copyOfRange(payload, random.nextInt(at + 1), at));
            case 5 -> spliced(payload, at, Math.min(payload.length, at + random.nextInt(8)), new byte[0]);
            default -> number(payload, random);
        };
    }

    /** Puts something nasty in the place of a number. */
    private static byte[] number(byte[] payload, Random random) {
        int start = random.nextInt(payload.length);
        while (start < payload.length && !isDigit(payload[start])) {
            start++;
        }
        int end = start;
        while (end < payload.length && isDigit(payload[end])) {
            end++;
        }
        return start == payload.length ? nasty(random) : spliced(payload, start, end, nasty(random));
    }

    private static byte[] flipped(byte[] payload, int at, Random random) {
        byte[] copy = payload.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private static byte[] spliced(byte[] payload, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + middle.length);
        out.write(payload, 0, from);
        out.writeBytes(middle);
        out.write(payload, to, payload.length - to);
        return out.toByteArray();
    }

    private static String address(String address, Random random) {
        int at = random.nextInt(address.length() + 1);
        List<String> parts = List.of("/", "//", "+", "\u00e4", "x".repeat(3000), "", "set", "/set", ".", ":", "%");
        return address.substring(0, at) + parts.get(random.nextInt(parts.size())) + address.substring(at);
    }

    private static byte[] nasty(Random random) {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9' || c == '.' || c == '-';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
