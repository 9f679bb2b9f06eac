package org.headgate.api.batch;

import java.util.Arrays;
import java.util.HexFormat;

/** 32 bytes. Immutable. */
public final class Hash implements Comparable<Hash> {
    /** 32 zero bytes. */
    public static final Hash ZERO = new Hash(new byte[32]);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies. @throws IllegalArgumentException unless 32 bytes */
    public static Hash of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** Reads {@code 0x} and 64 hex digits. */
    public static Hash parse(String text) {
        if (!text.startsWith("0x") || text.length() != 66) {
            throw new IllegalArgumentException("a hash is 0x and 64 hex digits, not " + text);
        }
        return new Hash(HexFormat.of().parseHex(text, 2, text.length()));
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** As unsigned bytes. */
    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 0x} and 64 lower-case hex digits. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
