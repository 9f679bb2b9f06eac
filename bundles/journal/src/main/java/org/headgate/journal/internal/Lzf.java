package org.headgate.journal.internal;

/**
 * LZF, the form of liblzf and of H2's {@code EXPAND}: quick, and enough for readings that repeat their names and times. A control byte below 32 begins a run of
 * that many bytes and one; any other begins a copy of what came up to 8 KiB before: three bits of length and thirteen of distance, one more byte of length
 * between them where the three bits are full. For one thread.
 */
final class Lzf {
    private static final int TABLE_BITS = 12;
    private static final int LEAST = 3;
    private static final int LONGEST = 264;
    private static final int FARTHEST = 1 << 13;
    private static final int LONGEST_RUN = 32;
    private static final int LONG = 7;

    /** Where a hash was seen last. What is left of an earlier call does no harm: each place is compared before it is used. */
    private final int[] seen = new int[1 << TABLE_BITS];

    void compress(byte[] bytes, Bytes into) {
        int run = 0;
        int at = 0;
        while (at + LEAST < bytes.length) {
            int slot = slot(bytes, at);
            int before = seen[slot];
            seen[slot] = at;
            int length = before < at && at - before <= FARTHEST ? same(bytes, before, at) : 0;
            if (length < LEAST) {
                at++;
                continue;
            }
            putRun(bytes, run, at, into);
            putCopy(length, at - before, into);
            at += length;
            run = at;
        }
        putRun(bytes, run, bytes.length, into);
    }

    /** What {@link #compress} made, until the source is at its end. */
    static byte[] expand(Bytes.Source source, int length) {
        byte[] bytes = new byte[length];
        int at = 0;
        while (source.more()) {
            int control = source.get();
            if (control < LONGEST_RUN) {
                source.get(bytes, at, control + 1);
                at += control + 1;
            } else {
                int count = (control >> 5) + LEAST - 1;
                count += control >> 5 == LONG ? source.get() : 0;
                int before = at - ((control & 0x1f) << 8 | source.get()) - 1;
                for (int end = at + count; at < end; at++) {
                    bytes[at] = bytes[before++];
                }
            }
        }
        return bytes;
    }

    private static int slot(byte[] bytes, int at) {
        int three = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
        return three * 0x9E3779B1 >>> Integer.SIZE - TABLE_BITS;
    }

    /** Leaves one byte for the run that ends all: some readers want one. */
    private static int same(byte[] bytes, int before, int at) {
        int most = Math.min(LONGEST, bytes.length - at - 1);
        int length = 0;
        while (length < most && bytes[before + length] == bytes[at + length]) {
            length++;
        }
        return length;
    }

    private static void putRun(byte[] bytes, int from, int to, Bytes into) {
        for (int at = from; at < to; at += LONGEST_RUN) {
            int count = Math.min(LONGEST_RUN, to - at);
            into.put(count - 1);
            into.put(bytes, at, count);
        }
    }

    private static void putCopy(int length, int distance, Bytes into) {
        int beyond = length - (LEAST - 1);
        int far = distance - 1;
        into.put(Math.min(beyond, LONG) << 5 | far >> 8);
        if (beyond >= LONG) {
            into.put(beyond - LONG);
        }
        into.put(far);
    }
}
