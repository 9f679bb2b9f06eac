package org.headgate.coverage;

import java.util.Arrays;
import java.util.HexFormat;

/** What was sent. Never changed. */
public final class Payload implements Comparable<Payload> {
    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes are copied */
    public static Payload of(byte[] bytes) {
        return new Payload(bytes.clone());
    }

    /** @throws IllegalArgumentException where it is no hex */
    public static Payload ofHex(String hex) {
        return new Payload(HexFormat.of().parseHex(hex));
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    int size() {
        return bytes.length;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Payload other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
