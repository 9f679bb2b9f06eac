package org.headgate.feeds.internal;

import java.util.HexFormat;

/** The positions of proof documents on their topics: the batch's number and, in the lowest 16 bits, the part. */
final class Proofs {
    static final String JSON = "application/json";

    /** A message with its topic stays below the maximum packet size that small clients ask for. */
    static final int PART_BYTES = 48 * 1024;

    private static final int PART_BITS = 16;

    private Proofs() {}

    static long position(long number, int part) {
        return number << PART_BITS | part;
    }

    static long number(long position) {
        return position >>> PART_BITS;
    }

    static int part(long position) {
        return (int) (position & (1 << PART_BITS) - 1);
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
