package org.headgate.proof;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.endo.GLVEndomorphism;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * A sum of points of secp256k1 that are nobody's secret. Points are Jacobian, by the formulas {@code dbl-2009-l} and {@code add-1998-cmo-2} of the Explicit-Formulas Database. Whether a point is
 * added to itself or to its opposite is not looked for: the formula makes z 0, which it then stays, so that the end tells it.
 */
final class RunningSum {
    static final long[] ONE = Limbs.of(BigInteger.ONE);
    /** Splits a scalar in two of half the length (Gallant, Lambert, Vanstone 2001): the second is for what the endomorphism makes of the point. */
    static final GLVEndomorphism HALVES =
            (GLVEndomorphism) Secp256k1.CURVE.getCurve().getEndomorphism();

    private static final ECPoint G = Secp256k1.CURVE.getG();
    /** What the endomorphism multiplies x by. */
    static final long[] SCALE = Limbs.of(HALVES.getPointMap()
            .map(G)
            .normalize()
            .getAffineXCoord()
            .divide(G.getAffineXCoord())
            .toBigInteger());

    final long[] x = new long[10];
    final long[] y = new long[10];
    final long[] z = new long[10];
    private final long[] a = new long[10];
    private final long[] b = new long[10];
    private final long[] c = new long[10];
    private final long[] d = new long[10];
    private final long[] e = new long[10];
    private boolean empty = true;

    void twice() {
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

    /** Adds a point, or takes it away. @param pz {@link #ONE} where the point is affine, which is faster */
    void add(long[] px, long[] py, long[] pz, boolean negative) {
        int sign = negative ? -1 : 1;
        if (empty) {
            Limbs.sum(x, 1, px, 0, px);
            Limbs.sum(y, sign, py, 0, py);
            Limbs.sum(z, 1, pz, 0, pz);
            empty = false;
            return;
        }
        Limbs.square(a, z);
        Limbs.multiply(b, px, a);
        Limbs.multiply(c, z, a);
        Limbs.multiply(c, py, c);
        if (pz != ONE) {
            Limbs.square(d, pz);
            Limbs.multiply(x, x, d);
            Limbs.multiply(d, d, pz);
            Limbs.multiply(y, y, d);
            Limbs.multiply(z, z, pz);
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

    /** x and y; null where the sum is infinite, or could not be found in this way. */
    BigInteger @Nullable [] affine() {
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
