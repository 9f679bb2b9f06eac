package org.headgate.proof;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/** {@code abi.encode} of a list of values (Solidity ABI specification, strict mode). A tuple of static types is written as its members, one after the other. Not thread-safe. */
public final class Abi {
    private final List<byte[]> heads = new ArrayList<>();
    private final List<Boolean> dynamic = new ArrayList<>();

    /** An unsigned integer type of up to 64 bits; the value is read as unsigned. */
    public Abi uint(long value) {
        return fixed(word(value));
    }

    /** Any unsigned integer type. */
    public Abi uint(BigInteger value) {
        return fixed(word(value));
    }

    public Abi address(Address value) {
        return fixed(word(value));
    }

    public Abi bytes32(Hash value) {
        return fixed(value.bytes());
    }

    public Abi bool(boolean value) {
        return fixed(word(value ? 1 : 0));
    }

    public Abi bytes(byte[] value) {
        byte[] tail = new byte[32 + padded(value.length)];
        put(tail, 0, value.length);
        System.arraycopy(value, 0, tail, 32, value.length);
        return tail(tail);
    }

    /** A tuple that has a member of dynamic type. */
    public Abi tuple(Abi members) {
        return tail(members.encode());
    }

    /** An array; each element is one value of this class: static tuples are none. */
    public Abi array(Abi elements) {
        byte[] encoded = elements.encode();
        byte[] tail = new byte[32 + encoded.length];
        put(tail, 0, elements.heads.size());
        System.arraycopy(encoded, 0, tail, 32, encoded.length);
        return tail(tail);
    }

    public Abi string(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] encode() {
        int at = 32 * heads.size();
        int size = at;
        for (int i = 0; i < heads.size(); i++) {
            size += dynamic.get(i) ? heads.get(i).length : 0;
        }
        byte[] out = new byte[size];
        for (int i = 0; i < heads.size(); i++) {
            byte[] value = heads.get(i);
            if (dynamic.get(i)) {
                put(out, 32 * i, at);
                System.arraycopy(value, 0, out, at, value.length);
                at += value.length;
            } else {
                System.arraycopy(value, 0, out, 32 * i, 32);
            }
        }
        return out;
    }

    static byte[] word(long value) {
        byte[] word = new byte[32];
        put(word, 0, value);
        return word;
    }

    static byte[] word(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("not an unsigned integer of 256 bits: " + value);
        }
        byte[] bytes = value.toByteArray();
        byte[] word = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, word, 32 - length, length);
        return word;
    }

    static byte[] word(Address value) {
        byte[] word = new byte[32];
        System.arraycopy(value.bytes(), 0, word, 12, 20);
        return word;
    }

    /** Writes 64 bits at the end of the word that begins at {@code at}. */
    static void put(byte[] out, int at, long value) {
        for (int i = 0; i < 8; i++) {
            out[at + 31 - i] = (byte) (value >>> 8 * i);
        }
    }

    static int padded(int length) {
        return length + 31 & ~31;
    }

    private Abi tail(byte[] encoded) {
        heads.add(encoded);
        dynamic.add(true);
        return this;
    }

    private Abi fixed(byte[] word) {
        heads.add(Arrays.copyOf(word, 32));
        dynamic.add(false);
        return this;
    }
}
