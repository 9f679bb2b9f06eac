package org.headgate.proof;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.WNafUtil;
import org.bouncycastle.math.ec.endo.GLVEndomorphism;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * {@code u·G + v·Q} on secp256k1, for scalars and points that are nobody's secret. Each scalar is split in two of half the length (Gallant, Lambert, Vanstone 2001) and written in width-w NAF;
 * one chain of doublings serves all four (Straus 1964). Points are Jacobian, by the formulas {@code dbl-2009-l} and {@code add-1998-cmo-2} of the Explicit-Formulas Database. Whether a point is
 * added to itself or to its opposite is not looked for: the formula makes z 0, which it then stays, so that the end tells it.
 */
final class PublicSum {
    private static final int WIDTH_G = 8;
    private static final int WIDTH_Q = 5;
    private static final long[] ONE = Limbs.of(BigInteger.ONE);
    private static final ECPoint G = Secp256k1.CURVE.getG();
    private static final GLVEndomorphism HALVES =
            (GLVEndomorphism) Secp256k1.CURVE.getCurve().getEndomorphism();
    /** What the endomorphism multiplies x by. */
    private static final long[] SCALE = Limbs.of(HALVES.getPointMap()
            .map(G)
            .normalize()
            .getAffineXCoord()
            .divide(G.getAffineXCoord())
            .toBigInteger());

    private static final Point[] MULTIPLES = multiples();

    private final long[] x = new long[10];
    private final long[] y = new long[10];
    private final long[] z = new long[10];
    private final long[] a = new long[10];
    private final long[] b = new long[10];
    private final long[] c = new long[10];
    private final long[] d = new long[10];
    private final long[] e = new long[10];
    private boolean empty = true;

    private PublicSum() {}

    /** @param mapped x of what the endomorphism makes of it */
    private record Point(long[] x, long[] y, long[] z, long[] mapped) {
        Point(long[] x, long[] y, long[] z) {
            this(x, y, z, new long[10]);
            Limbs.multiply(mapped, x, SCALE);
        }
    }

    /** Half of a scalar. @param digits the lowest first @param multiples odd ones, of the point or of what the endomorphism makes of it */
    private record Half(byte[] digits, boolean negative, Point[] multiples, boolean mapped) {}

    /**
     * @param u from 0 to the group's order less 1, as v
     * @param x of Q
     * @return x and y; null where the sum is infinite, or could not be found in this way
     */
    static BigInteger @Nullable [] of(BigInteger u, BigInteger v, long[] x, long[] y) {
        Point[] multiples = multiples(new Point(x, y, ONE));
        Half[] halves = {
            half(u, 0, MULTIPLES, WIDTH_G), half(u, 1, MULTIPLES, WIDTH_G),
            half(v, 0, multiples, WIDTH_Q), half(v, 1, multiples, WIDTH_Q)
        };
        int length = 0;
        for (Half half : halves) {
            length = Math.max(length, half.digits.length);
        }
        PublicSum sum = new PublicSum();
        for (int i = length - 1; i >= 0; i--) {
            sum.twice();
            for (Half half : halves) {
                int digit = i < half.digits.length ? half.digits[i] : 0;
                if (digit != 0) {
                    sum.add(half.multiples[Math.abs(digit) >> 1], digit < 0 != half.negative, half.mapped);
                }
            }
        }
        return sum.affine();
    }

    private static Half half(BigInteger scalar, int which, Point[] multiples, int width) {
        BigInteger half = HALVES.decomposeScalar(scalar)[which];
        return new Half(WNafUtil.generateWindowNaf(width, half.abs()), half.signum() < 0, multiples, which == 1);
    }

    /** Of G, by 1, 3, 5 and so on. */
    private static Point[] multiples() {
        ECPoint[] odd = new ECPoint[1 << WIDTH_G - 2];
        odd[0] = G;
        for (int i = 1; i < odd.length; i++) {
            odd[i] = odd[i - 1].add(G.twice());
        }
        Secp256k1.CURVE.getCurve().normalizeAll(odd);
        return Stream.of(odd)
                .map(point -> new Point(
                        Limbs.of(point.getAffineXCoord().toBigInteger()),
                        Limbs.of(point.getAffineYCoord().toBigInteger()),
                        ONE))
                .toArray(Point[]::new);
    }

    private static Point[] multiples(Point point) {
        Point[] odd = new Point[1 << WIDTH_Q - 2];
        odd[0] = point;
        PublicSum sum = new PublicSum();
        sum.add(point, false, false);
        sum.twice();
        Point twice = sum.point();
        for (int i = 1; i < odd.length; i++) {
            sum.add(i == 1 ? point : twice, false, false);
            odd[i] = sum.point();
        }
        return odd;
    }

    private Point point() {
        return new Point(x.clone(), y.clone(), z.clone());
    }

    private void twice() {
        if (empty) {
            return;
        }
        Limbs.square(a, x);
        Limbs.square(b, y);
        Limbs.square(c, b);
        Limbs.sum(d, 1, x, 1, b);
        Limbs.square(d, d);
        Limbs.sum(d, 1, d, -1, a);
        Limbs.sum(d, 2, d, -2, c);
        Limbs.sum(e, 3, a, 0, a);
        Limbs.multiply(z, y, z);
        Limbs.sum(z, 2, z, 0, z);
        Limbs.square(x, e);
        Limbs.sum(x, 1, x, -2, d);
        Limbs.sum(d, 1, d, -1, x);
        Limbs.multiply(y, e, d);
        Limbs.sum(y, 1, y, -8, c);
    }

    private void add(Point point, boolean negative, boolean mapped) {
        long[] px = mapped ? point.mapped : point.x;
        int sign = negative ? -1 : 1;
        if (empty) {
            Limbs.sum(x, 1, px, 0, px);
            Limbs.sum(y, sign, point.y, 0, point.y);
            Limbs.sum(z, 1, point.z, 0, point.z);
            empty = false;
            return;
        }
        Limbs.square(a, z);
        Limbs.multiply(b, px, a);
        Limbs.multiply(c, z, a);
        Limbs.multiply(c, point.y, c);
        if (point.z != ONE) {
            Limbs.square(d, point.z);
            Limbs.multiply(x, x, d);
            Limbs.multiply(d, d, point.z);
            Limbs.multiply(y, y, d);
            Limbs.multiply(z, z, point.z);
        }
        Limbs.sum(b, 1, b, -1, x);
        Limbs.sum(c, sign, c, -1, y);
        Limbs.square(d, b);
        Limbs.multiply(e, b, d);
        Limbs.multiply(d, x, d);
        Limbs.multiply(z, z, b);
        Limbs.square(x, c);
        Limbs.sum(x, 1, x, -1, e);
        Limbs.sum(x, 1, x, -2, d);
        Limbs.sum(d, 1, d, -1, x);
        Limbs.multiply(e, y, e);
        Limbs.multiply(y, c, d);
        Limbs.sum(y, 1, y, -1, e);
    }

    private BigInteger @Nullable [] affine() {
        BigInteger number = Limbs.number(z);
        if (empty || number.signum() == 0) {
            return null;
        }
        long[] inverse = Limbs.of(BigIntegers.modOddInverseVar(Limbs.P, number));
        Limbs.square(a, inverse);
        Limbs.multiply(x, x, a);
        Limbs.multiply(a, a, inverse);
        Limbs.multiply(y, y, a);
        return new BigInteger[] {Limbs.number(x), Limbs.number(y)};
    }
}
