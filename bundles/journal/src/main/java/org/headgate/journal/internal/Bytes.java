package org.headgate.journal.internal;

import java.util.Arrays;

/** Bytes that grow while they are written: varints as in Protocol Buffers, longs big-endian. For one thread. */
final class Bytes {
    private byte[] buffer = new byte[4096];
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] take() {
        byte[] taken = Arrays.copyOf(buffer, length);
        length = 0;
        return taken;
    }

    void put(int value) {
        room(1);
        buffer[length++] = (byte) value;
    }

    /** Leaves some for later. */
    void skip(int count) {
        room(count);
        length += count;
    }

    void put(byte[] bytes) {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int from, int count) {
        room(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    void putLong(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    /** Non-negative values are short. */
    void putVar(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    /** Values near zero are short, on either side. */
    void putSigned(long value) {
        putVar(value << 1 ^ value >> 63);
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, 2 * buffer.length));
        }
    }

    /** Reads what {@link Bytes} wrote. Throws {@link ArrayIndexOutOfBoundsException} where there is less than expected. */
    static final class Source {
        private final byte[] bytes;
        private int at;

        Source(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean more() {
            return at < bytes.length;
        }

        int get() {
            return bytes[at++] & 0xff;
        }

        byte[] get(int count) {
            if (count < 0 || count > bytes.length - at) {
                throw new ArrayIndexOutOfBoundsException(at + count);
            }
            byte[] taken = Arrays.copyOfRange(bytes, at, at + count);
            at += count;
            return taken;
        }

        void get(byte[] into, int from, int count) {
            System.arraycopy(bytes, at, into, from, count);
            at += count;
        }

        void skip(int count) {
            if (count < 0 || count > bytes.length - at) {
                throw new ArrayIndexOutOfBoundsException(at + count);
            }
            at += count;
        }

        long getLong() {
            long value = 0;
            for (int i = 0; i < 8; i++) {
                value = value << 8 | bytes[at++] & 0xff;
            }
            return value;
        }

        long getVar() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        int getLength() {
            return Math.toIntExact(getVar());
        }

        long getSigned() {
            long value = getVar();
            return value >>> 1 ^ -(value & 1);
        }
    }
}
