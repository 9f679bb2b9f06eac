package org.headgate.coverage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes CBOR in its deterministic form (RFC 8949 §4.2.1). For one thread. */
final class Cbor {
    private static final int FRACTION_LOST = 13;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);

    byte[] bytes() {
        return out.toByteArray();
    }

    Cbor map(int entries) {
        return head(5, entries);
    }

    Cbor array(int items) {
        return head(4, items);
    }

    Cbor text(String text) {
        return string(3, text.getBytes(StandardCharsets.UTF_8));
    }

    Cbor data(byte[] data) {
        return string(2, data);
    }

    Cbor unsigned(long number) {
        return head(0, number);
    }

    Cbor flag(boolean flag) {
        out.write(flag ? 0xf5 : 0xf4);
        return this;
    }

    Cbor nothing() {
        out.write(0xf6);
        return this;
    }

    /** As an integer where it is one below 2^53, else as the shortest float that keeps it. */
    Cbor number(double number) {
        long integer = (long) number;
        if (integer == number && Math.abs(number) < 0x1p53) {
            return integer < 0 ? head(1, -1 - integer) : head(0, integer);
        }
        float single = (float) number;
        if (single != number) {
            return fixed(0xfb, Double.doubleToRawLongBits(number), 8);
        }
        int half = half(single);
        return half >= 0 ? fixed(0xf9, half, 2) : fixed(0xfa, Float.floatToRawIntBits(single), 4);
    }

    /** The half float of that value, or −1 where there is none (RFC 8949 §3.3). */
    static int half(float single) {
        int bits = Float.floatToRawIntBits(single);
        int sign = bits >>> 16 & 0x8000;
        int exponent = (bits >>> 23 & 0xff) - 127;
        int fraction = bits & 0x7f_ffff;
        if (exponent == 128) {
            return fraction == 0 ? sign | 0x7c00 : -1;
        }
        if (exponent > 15 || exponent < -24) {
            return -1;
        }
        int lost = exponent >= -14 ? FRACTION_LOST : FRACTION_LOST - 14 - exponent;
        int whole = fraction | 0x80_0000;
        if ((whole & (1 << lost) - 1) != 0) {
            return -1;
        }
        return exponent >= -14 ? sign | exponent + 15 << 10 | fraction >> lost : sign | whole >> lost;
    }

    private Cbor string(int major, byte[] bytes) {
        head(major, bytes.length);
        out.write(bytes, 0, bytes.length);
        return this;
    }

    private Cbor head(int major, long argument) {
        int type = major << 5;
        if (argument >= 0 && argument < 24) {
            out.write(type | (int) argument);
            return this;
        }
        int size = argument >>> 8 == 0 ? 0 : argument >>> 16 == 0 ? 1 : argument >>> 32 == 0 ? 2 : 3;
        return fixed(type | 24 + size, argument, 1 << size);
    }

    private Cbor fixed(int first, long value, int length) {
        out.write(first);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }
}
