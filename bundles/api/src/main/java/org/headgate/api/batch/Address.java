package org.headgate.api.batch;

import java.util.Arrays;
import java.util.HexFormat;

/** An EVM address: 20 bytes. Immutable. */
public final class Address {
    private final byte[] bytes;

    private Address(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies. @throws IllegalArgumentException unless 20 bytes */
    public static Address of(byte[] bytes) {
        if (bytes.length != 20) {
            throw new IllegalArgumentException("an address has 20 bytes, not " + bytes.length);
        }
        return new Address(bytes.clone());
    }

    /** Reads {@code 0x} and 40 hex digits of either case; a mixed-case checksum is not checked. */
    public static Address parse(String text) {
        if (!text.startsWith("0x") || text.length() != 42) {
            throw new IllegalArgumentException("an address is 0x and 40 hex digits, not " + text);
        }
        return new Address(HexFormat.of().parseHex(text, 2, text.length()));
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 0x} and 40 lower-case hex digits. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
