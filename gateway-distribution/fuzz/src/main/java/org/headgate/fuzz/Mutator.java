package org.headgate.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes bad copies of good input. The same seed gives the same copies. */
public final class Mutator {
    private static final List<byte[]> WORDS = Stream.of(
                    "[",
                    "]",
                    "{",
                    "}",
                    "\"",
                    ":",
                    ",",
                    "null",
                    "true",
                    "-0",
                    "1e400",
                    "1e-400",
                    "NaN",
                    "0x",
                    "\\ud800",
                    "\0",
                    "9223372036854775807",
                    "18446744073709551616",
                    "0.1",
                    "{\"a\":1,\"a\":2}",
                    "\uFFFF",
                    "\uD83D\uDE00",
                    "type",
                    "pack",
                    "proof",
                    "header",
                    "sequence",
                    "bn",
                    "bt",
                    "bv",
                    "v",
                    "vs",
                    "vd",
                    "vb",
                    "t",
                    "u",
                    "\n",
                    "+",
                    "#",
                    "$",
                    "/")
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList();
    private static final int LONGEST = 1 << 16;

    private final Random random;
    private final List<byte[]> pool;

    /** @param pool not empty */
    public Mutator(long seed, List<byte[]> pool) {
        this.random = new Random(seed);
        this.pool = pool;
    }

    public byte[] next() {
        return bad(any());
    }

    /** A bad copy of what is not in the pool, with pieces of what is. */
    public byte[] bad(byte[] good) {
        byte[] copy = good;
        for (int rounds = 1 + random.nextInt(6); rounds > 0; rounds--) {
            copy = once(copy);
        }
        return copy.length > LONGEST ? Arrays.copyOf(copy, LONGEST) : copy;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return any();
        }
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(Math.min(16, bytes.length - from) + 1);
        return switch (random.nextInt(9)) {
            case 0 -> changed(bytes, from, bytes[from] ^ 1 << random.nextInt(8));
            case 1 -> changed(bytes, from, random.nextInt(256));
            case 2 -> changed(bytes, from, new int[] {0, 0x7f, 0x80, 0xff}[random.nextInt(4)]);
            case 3 -> Arrays.copyOf(bytes, from);
            case 4 -> spliced(bytes, from, to, new byte[0]);
            case 5 -> spliced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            case 6 -> spliced(bytes, from, to, word());
            case 7 -> spliced(bytes, from, from, word());
            default -> spliced(bytes, from, bytes.length, tail(any()));
        };
    }

    private byte[] any() {
        return pool.get(random.nextInt(pool.size()));
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private byte[] tail(byte[] bytes) {
        return bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, random.nextInt(bytes.length), bytes.length);
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
        out.write(bytes, 0, from);
        out.writeBytes(middle);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
