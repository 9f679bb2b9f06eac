package org.headgate.profile.sparkplug.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.headgate.api.profile.MalformedPayload;

/**
 * Reads the fields of one protobuf message in a part of an array (protobuf.dev, "Encoding"). Never reads outside of it; groups, which Sparkplug does not use, are refused.
 */
final class Proto {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final byte[] data;
    private final int end;
    private int at;
    private int field;
    private int wire;

    Proto(byte[] data) {
        this(data, 0, data.length);
    }

    private Proto(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** Moves to the next field, whose value must then be taken or {@link #skip skipped}; false at the end. */
    boolean next() throws MalformedPayload {
        if (at == end) {
            return false;
        }
        long tag = varint();
        wire = (int) (tag & 7);
        long number = tag >>> 3;
        if (number == 0 || number > 0x1fffffff) {
            throw broken("a field of number " + number);
        }
        field = (int) number;
        return true;
    }

    int field() {
        return field;
    }

    long number() throws MalformedPayload {
        expect(VARINT);
        return varint();
    }

    boolean flag() throws MalformedPayload {
        return number() != 0;
    }

    float float32() throws MalformedPayload {
        expect(FIXED32);
        return Float.intBitsToFloat((int) fixed(4));
    }

    double float64() throws MalformedPayload {
        expect(FIXED64);
        return Double.longBitsToDouble(fixed(8));
    }

    byte[] bytes() throws MalformedPayload {
        int from = begin();
        byte[] copy = new byte[at - from];
        System.arraycopy(data, from, copy, 0, copy.length);
        return copy;
    }

    String text() throws MalformedPayload {
        int from = begin();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data, from, at - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken("text that is not UTF-8 in field " + field);
        }
    }

    /** A message inside this one. */
    Proto message() throws MalformedPayload {
        int from = begin();
        return new Proto(data, from, at);
    }

    void skip() throws MalformedPayload {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> fixed(8);
            case BYTES -> begin();
            case FIXED32 -> fixed(4);
            default -> throw broken("wire type " + wire + " in field " + field);
        }
    }

    /** Where the numbers of a repeated field are packed into one (proto3 senders do). */
    boolean isPacked() {
        return wire == BYTES;
    }

    boolean hasMore() {
        return at < end;
    }

    /** One of those that are packed, in the message that {@link #message} gave. */
    long packed() throws MalformedPayload {
        return varint();
    }

    private int begin() throws MalformedPayload {
        expect(BYTES);
        long length = varint();
        if (length < 0 || length > end - at) {
            throw broken("field " + field + " is longer than what holds it");
        }
        int from = at;
        at += (int) length;
        return from;
    }

    private void expect(int type) throws MalformedPayload {
        if (wire != type) {
            throw broken("field " + field + " has the wire type " + wire + ", not " + type);
        }
    }

    private long varint() throws MalformedPayload {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw broken("it ends within a number");
            }
            byte octet = data[at++];
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw broken("a number of more than ten bytes");
    }

    private long fixed(int bytes) throws MalformedPayload {
        if (end - at < bytes) {
            throw broken("it ends within a number");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (data[at++] & 0xffL) << 8 * i;
        }
        return value;
    }

    private MalformedPayload broken(String what) {
        return new MalformedPayload("not_protobuf", what + ", at byte " + at);
    }
}
