package org.headgate.proof;

import java.math.BigInteger;
import org.bouncycastle.math.ec.custom.sec.SecP256K1Curve;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic modulo p = 2²⁵⁶ − 2³² − 977, the prime of secp256k1, for numbers that are nobody's secret: how long it takes is not hidden. A number is ten limbs of 26 bits, the lowest
 * first; a limb may be negative, so that sums and differences need no carry. Factors may have limbs of up to 2²⁹·⁵ in either direction; a product has limbs from 0 to 2²⁶, and its highest
 * one may be out by one. As 2²⁶⁰ ≡ 2³⁶ + 15632, what is above is folded back. Of the form of libsecp256k1's {@code field_10x26}.
 *
 * <p>Any number of {@code out} may be one of the factors.
 */
final class Limbs {
    static final BigInteger P = SecP256K1Curve.q;

    private static final int BITS = 26;
    private static final long MASK = (1L << BITS) - 1;
    private static final long TOP = (1L << 22) - 1;

    private Limbs() {}

    /** @param number from 0 to 2²⁵⁶ − 1 */
    static long[] of(BigInteger number) {
        long[] out = new long[10];
        byte[] bytes = number.toByteArray();
        long rest = 0;
        int bits = 0;
        int limb = 0;
        for (int i = bytes.length - 1; i >= 0 && limb < 10; i--) {
            rest |= (bytes[i] & 0xffL) << bits;
            bits += 8;
            if (bits >= BITS) {
                out[limb++] = rest & MASK;
                rest >>>= BITS;
                bits -= BITS;
            }
        }
        if (limb < 10) {
            out[limb] = rest;
        }
        return out;
    }

    /** From 0 to p − 1. */
    static BigInteger number(long[] a) {
        byte[] bytes = new byte[32];
        long rest = 0;
        int bits = 0;
        int at = bytes.length;
        for (int i = 0; i < 10; i++) {
            rest += a[i] << bits;
            bits += BITS;
            while (bits >= 8) {
                bytes[--at] = (byte) rest;
                rest >>= 8;
                bits -= 8;
            }
        }
        BigInteger number = new BigInteger(1, bytes);
        // what is left stands at 2²⁵⁶, and has a sign
        if (rest != 0) {
            number = number.add(BigInteger.valueOf(rest).shiftLeft(256));
        }
        return number.signum() >= 0 && number.compareTo(P) < 0 ? number : number.mod(P);
    }

    /** out = ka·a + kb·b */
    static void sum(long[] out, long ka, long[] a, long kb, long[] b) {
        for (int i = 0; i < 10; i++) {
            out[i] = ka * a[i] + kb * b[i];
        }
    }

    /** out = a·b */
    static void multiply(long[] out, long[] a, long[] b) {
        long a0 = a[0],
                a1 = a[1],
                a2 = a[2],
                a3 = a[3],
                a4 = a[4],
                a5 = a[5],
                a6 = a[6],
                a7 = a[7],
                a8 = a[8],
                a9 = a[9];
        long b0 = b[0],
                b1 = b[1],
                b2 = b[2],
                b3 = b[3],
                b4 = b[4],
                b5 = b[5],
                b6 = b[6],
                b7 = b[7],
                b8 = b[8],
                b9 = b[9];
        out[0] = a0 * b0;
        out[1] = a0 * b1 + a1 * b0;
        out[2] = a0 * b2 + a1 * b1 + a2 * b0;
        out[3] = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        out[4] = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        out[5] = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
        out[6] = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
        out[7] = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
        out[8] = a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
        out[9] = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;
        fold(
                out,
                a1 * b9 + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + a9 * b1,
                a2 * b9 + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + a9 * b2,
                a3 * b9 + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + a9 * b3,
                a4 * b9 + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + a9 * b4,
                a5 * b9 + a6 * b8 + a7 * b7 + a8 * b6 + a9 * b5,
                a6 * b9 + a7 * b8 + a8 * b7 + a9 * b6,
                a7 * b9 + a8 * b8 + a9 * b7,
                a8 * b9 + a9 * b8,
                a9 * b9);
    }

    /** out = a² */
    static void square(long[] out, long[] a) {
        long a0 = a[0],
                a1 = a[1],
                a2 = a[2],
                a3 = a[3],
                a4 = a[4],
                a5 = a[5],
                a6 = a[6],
                a7 = a[7],
                a8 = a[8],
                a9 = a[9];
        out[0] = a0 * a0;
        out[1] = 2 * a0 * a1;
        out[2] = 2 * a0 * a2 + a1 * a1;
        out[3] = 2 * (a0 * a3 + a1 * a2);
        out[4] = 2 * (a0 * a4 + a1 * a3) + a2 * a2;
        out[5] = 2 * (a0 * a5 + a1 * a4 + a2 * a3);
        out[6] = 2 * (a0 * a6 + a1 * a5 + a2 * a4) + a3 * a3;
        out[7] = 2 * (a0 * a7 + a1 * a6 + a2 * a5 + a3 * a4);
        out[8] = 2 * (a0 * a8 + a1 * a7 + a2 * a6 + a3 * a5) + a4 * a4;
        out[9] = 2 * (a0 * a9 + a1 * a8 + a2 * a7 + a3 * a6 + a4 * a5);
        fold(
                out,
                2 * (a1 * a9 + a2 * a8 + a3 * a7 + a4 * a6) + a5 * a5,
                2 * (a2 * a9 + a3 * a8 + a4 * a7 + a5 * a6),
                2 * (a3 * a9 + a4 * a8 + a5 * a7) + a6 * a6,
                2 * (a4 * a9 + a5 * a8 + a6 * a7),
                2 * (a5 * a9 + a6 * a8) + a7 * a7,
                2 * (a6 * a9 + a7 * a8),
                2 * a7 * a9 + a8 * a8,
                2 * a8 * a9,
                a9 * a9);
    }

    /** y of the point of the curve with this x, odd or even; null where there is none. */
    static long @Nullable [] ordinate(long[] x, boolean odd) {
        long[] square = new long[10];
        square(square, x);
        multiply(square, square, x);
        square[0] += 7;
        long[] y = root(square);
        BigInteger root = number(y);
        if (!root.multiply(root).mod(P).equals(number(square))) {
            return null;
        }
        return root.testBit(0) == odd ? y : of(P.subtract(root));
    }

    /** The root of a square: its power (p + 1) / 4. Of any other number nothing. */
    private static long[] root(long[] a) {
        long[] x2 = chain(a, 1, a);
        long[] x3 = chain(x2, 1, a);
        long[] x11 = chain(chain(chain(x3, 3, x3), 3, x3), 2, x2);
        long[] x22 = chain(x11, 11, x11);
        long[] x44 = chain(x22, 22, x22);
        long[] x88 = chain(x44, 44, x44);
        long[] x223 = chain(chain(chain(x88, 88, x88), 44, x44), 3, x3);
        long[] out = chain(chain(x223, 23, x22), 6, x2);
        square(out, out);
        square(out, out);
        return out;
    }

    /** a, squared so often, times b. */
    private static long[] chain(long[] a, int times, long[] b) {
        long[] out = a.clone();
        for (int i = 0; i < times; i++) {
            square(out, out);
        }
        multiply(out, out, b);
        return out;
    }

    /** Adds what is at 2²⁶⁰ and above, given limb by limb, and carries. */
    private static void fold(
            long[] out, long h0, long h1, long h2, long h3, long h4, long h5, long h6, long h7, long h8) {
        h1 += h0 >> BITS;
        h2 += h1 >> BITS;
        h3 += h2 >> BITS;
        h4 += h3 >> BITS;
        h5 += h4 >> BITS;
        h6 += h5 >> BITS;
        h7 += h6 >> BITS;
        h8 += h7 >> BITS;
        long h9 = h8 >> BITS;
        h0 &= MASK;
        h1 &= MASK;
        h2 &= MASK;
        h3 &= MASK;
        h4 &= MASK;
        h5 &= MASK;
        h6 &= MASK;
        h7 &= MASK;
        h8 &= MASK;
        long c0 = out[0] + h0 * 15632;
        long c1 = out[1] + h1 * 15632 + (h0 << 10) + (c0 >> BITS);
        long c2 = out[2] + h2 * 15632 + (h1 << 10) + (c1 >> BITS);
        long c3 = out[3] + h3 * 15632 + (h2 << 10) + (c2 >> BITS);
        long c4 = out[4] + h4 * 15632 + (h3 << 10) + (c3 >> BITS);
        long c5 = out[5] + h5 * 15632 + (h4 << 10) + (c4 >> BITS);
        long c6 = out[6] + h6 * 15632 + (h5 << 10) + (c5 >> BITS);
        long c7 = out[7] + h7 * 15632 + (h6 << 10) + (c6 >> BITS);
        long c8 = out[8] + h8 * 15632 + (h7 << 10) + (c7 >> BITS);
        long c9 = out[9] + h9 * 15632 + (h8 << 10) + (c8 >> BITS);
        // 2²⁵⁶ ≡ 2³² + 977
        long above = (c9 >> 22) + (h9 << 14);
        c0 = (c0 & MASK) + above * 977;
        c1 = (c1 & MASK) + (above << 6) + (c0 >> BITS);
        c2 = (c2 & MASK) + (c1 >> BITS);
        c3 = (c3 & MASK) + (c2 >> BITS);
        c4 = (c4 & MASK) + (c3 >> BITS);
        c5 = (c5 & MASK) + (c4 >> BITS);
        c6 = (c6 & MASK) + (c5 >> BITS);
        c7 = (c7 & MASK) + (c6 >> BITS);
        c8 = (c8 & MASK) + (c7 >> BITS);
        out[0] = c0 & MASK;
        out[1] = c1 & MASK;
        out[2] = c2 & MASK;
        out[3] = c3 & MASK;
        out[4] = c4 & MASK;
        out[5] = c5 & MASK;
        out[6] = c6 & MASK;
        out[7] = c7 & MASK;
        out[8] = c8 & MASK;
        out[9] = (c9 & TOP) + (c8 >> BITS);
    }
}
