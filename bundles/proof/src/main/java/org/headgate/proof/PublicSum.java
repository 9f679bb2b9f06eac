package org.headgate.proof;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.WNafUtil;
import org.jspecify.annotations.Nullable;

/**
 * {@code u·G + v·Q} on secp256k1, for scalars and points that are nobody's secret. Each scalar is split in two of half the length and written in width-w NAF; one chain of doublings serves all
 * four (Straus 1964).
 */
final class PublicSum {
    private static final int WIDTH_G = 8;
    private static final int WIDTH_Q = 5;
    private static final Point[] MULTIPLES = multiples();

    private PublicSum() {}

    /** @param mapped x of what the endomorphism makes of it */
    private record Point(long[] x, long[] y, long[] z, long[] mapped) {
        Point(long[] x, long[] y, long[] z) {
            this(x, y, z, new long[10]);
            Limbs.multiply(mapped, x, RunningSum.SCALE);
        }

        void addTo(RunningSum sum, boolean negative, boolean asMapped) {
            sum.add(asMapped ? mapped : x, y, z, negative);
        }
    }

    /** Half of a scalar. @param digits the lowest first @param multiples odd ones, of the point or of what the endomorphism makes of it */
    private record Half(byte[] digits, boolean negative, Point[] multiples, boolean mapped) {
        static Half of(BigInteger half, Point[] multiples, int width, boolean mapped) {
            return new Half(WNafUtil.generateWindowNaf(width, half.abs()), half.signum() < 0, multiples, mapped);
        }
    }

    /**
     * @param u from 0 to the group's order less 1, as v
     * @param x of Q
     * @return x and y; null where the sum is infinite, or could not be found in this way
     */
    static BigInteger @Nullable [] of(BigInteger u, BigInteger v, long[] x, long[] y) {
        Point[] multiples = multiples(new Point(x, y, RunningSum.ONE));
        BigInteger[] us = RunningSum.HALVES.decomposeScalar(u);
        BigInteger[] vs = RunningSum.HALVES.decomposeScalar(v);
        Half[] halves = {
            Half.of(us[0], MULTIPLES, WIDTH_G, false), Half.of(us[1], MULTIPLES, WIDTH_G, true),
            Half.of(vs[0], multiples, WIDTH_Q, false), Half.of(vs[1], multiples, WIDTH_Q, true)
        };
        int length = 0;
        for (Half half : halves) {
            length = Math.max(length, half.digits.length);
        }
        RunningSum sum = new RunningSum();
        for (int i = length - 1; i >= 0; i--) {
            sum.twice();
            for (Half half : halves) {
                int digit = i < half.digits.length ? half.digits[i] : 0;
                if (digit != 0) {
                    half.multiples[Math.abs(digit) >> 1].addTo(sum, digit < 0 != half.negative, half.mapped);
                }
            }
        }
        return sum.affine();
    }

    /** Of G, by 1, 3, 5 and so on. */
    private static Point[] multiples() {
        ECPoint g = Secp256k1.CURVE.getG();
        ECPoint[] odd = new ECPoint[1 << WIDTH_G - 2];
        odd[0] = g;
        for (int i = 1; i < odd.length; i++) {
            odd[i] = odd[i - 1].add(g.twice());
        }
        Secp256k1.CURVE.getCurve().normalizeAll(odd);
        return Stream.of(odd)
                .map(point -> new Point(
                        Limbs.of(point.getAffineXCoord().toBigInteger()),
                        Limbs.of(point.getAffineYCoord().toBigInteger()),
                        RunningSum.ONE))
                .toArray(Point[]::new);
    }

    private static Point[] multiples(Point point) {
        Point[] odd = new Point[1 << WIDTH_Q - 2];
        odd[0] = point;
        RunningSum sum = new RunningSum();
        point.addTo(sum, false, false);
        sum.twice();
        Point twice = point(sum);
        for (int i = 1; i < odd.length; i++) {
            (i == 1 ? point : twice).addTo(sum, false, false);
            odd[i] = point(sum);
        }
        return odd;
    }

    private static Point point(RunningSum sum) {
        return new Point(sum.x.clone(), sum.y.clone(), sum.z.clone());
    }
}
