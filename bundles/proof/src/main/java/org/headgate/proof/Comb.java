package org.headgate.proof;

import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Sums of multiples of a point of secp256k1 that comes again and is nobody's secret (Lim, Lee 1994): half of a scalar is written in some rows of bits, one below the other; of the columns each takes
 * one addition of a sum that is known beforehand, and all columns together one chain of doublings. Immutable.
 */
final class Comb {
    private static final int HALF_BITS = 130;
    private static final int LIMBS = 10;
    /** Takes 20 KiB. */
    private static final int ROWS_G = 8;
    /** Takes 5 KiB. */
    private static final int ROWS = 6;

    private final int rows;
    private final int columns;
    /** x and y of the sum for each set of rows, the empty one left out: 20 limbs each. */
    private final int[] sums;

    private Comb(int rows, long[] x, long[] y) {
        this.rows = rows;
        this.columns = (HALF_BITS + rows - 1) / rows;
        this.sums = packed(points(x, y));
    }

    /** Of G. */
    private static final class Base {
        private static final Comb G = new Comb(
                ROWS_G,
                Limbs.of(Secp256k1.CURVE.getG().getAffineXCoord().toBigInteger()),
                Limbs.of(Secp256k1.CURVE.getG().getAffineYCoord().toBigInteger()));
    }

    /** Takes about as long as two of its sums. */
    static Comb of(long[] x, long[] y) {
        return new Comb(ROWS, x, y);
    }

    /**
     * {@code u·G + v·Q} for this point Q.
     *
     * @param u from 0 to the group's order less 1, as v
     * @return x and y; null where the sum is infinite, or could not be found in this way
     */
    BigInteger @Nullable [] sum(BigInteger u, BigInteger v) {
        BigInteger[] us = RunningSum.HALVES.decomposeScalar(u);
        BigInteger[] vs = RunningSum.HALVES.decomposeScalar(v);
        Half[] halves = {
            new Half(Base.G, us[0], false),
            new Half(Base.G, us[1], true),
            new Half(this, vs[0], false),
            new Half(this, vs[1], true)
        };
        RunningSum sum = new RunningSum();
        for (int column = Math.max(columns, Base.G.columns) - 1; column >= 0; column--) {
            sum.twice();
            for (Half half : halves) {
                half.addTo(sum, column);
            }
        }
        return sum.affine();
    }

    /** Half of a scalar, and the point that it multiplies. */
    private static final class Half {
        private final Comb comb;
        private final boolean mapped;
        private final boolean negative;
        private final long[] bits = new long[3];
        private final long[] x = new long[LIMBS];
        private final long[] y = new long[LIMBS];

        Half(Comb comb, BigInteger scalar, boolean mapped) {
            this.comb = comb;
            this.mapped = mapped;
            this.negative = scalar.signum() < 0;
            BigInteger size = scalar.abs();
            if (size.bitLength() > HALF_BITS) {
                throw new IllegalStateException("half of a scalar has " + size.bitLength() + " bits");
            }
            for (int i = 0; i < bits.length; i++) {
                bits[i] = size.shiftRight(64 * i).longValue();
            }
        }

        void addTo(RunningSum sum, int column) {
            if (column >= comb.columns) {
                return;
            }
            int set = 0;
            for (int row = comb.rows - 1; row >= 0; row--) {
                int bit = row * comb.columns + column;
                set = set << 1 | (int) (bits[bit >> 6] >>> (bit & 63)) & 1;
            }
            if (set == 0) {
                return;
            }
            int at = (set - 1) * 2 * LIMBS;
            for (int i = 0; i < LIMBS; i++) {
                x[i] = comb.sums[at + i];
                y[i] = comb.sums[at + LIMBS + i];
            }
            if (mapped) {
                Limbs.multiply(x, x, RunningSum.SCALE);
            }
            sum.add(x, y, RunningSum.ONE, negative);
        }
    }

    /** The sums, Jacobian, by their sets of rows. No two that are added are equal or opposite: their factors differ, and are far below the group's order. */
    private RunningSum[] points(long[] x, long[] y) {
        RunningSum[] points = new RunningSum[1 << rows];
        RunningSum row = new RunningSum();
        row.add(x, y, RunningSum.ONE, false);
        for (int top = 1; top < points.length; top <<= 1) {
            for (int below = 0; below < top; below++) {
                RunningSum sum = new RunningSum();
                sum.add(row.x, row.y, row.z, false);
                if (below > 0) {
                    sum.add(points[below].x, points[below].y, points[below].z, false);
                }
                points[top + below] = sum;
            }
            for (int i = 0; i < columns; i++) {
                row.twice();
            }
        }
        return points;
    }

    /** As affine ones: with one inversion for all (Montgomery 1987). */
    private static int[] packed(RunningSum[] points) {
        long[][] products = new long[points.length][LIMBS];
        products[0] = RunningSum.ONE;
        for (int i = 1; i < points.length; i++) {
            Limbs.multiply(products[i], products[i - 1], points[i].z);
        }
        long[] inverse = Limbs.of(BigIntegers.modOddInverseVar(Limbs.P, Limbs.number(products[points.length - 1])));
        int[] packed = new int[(points.length - 1) * 2 * LIMBS];
        long[] one = new long[LIMBS];
        long[] power = new long[LIMBS];
        long[] number = new long[LIMBS];
        for (int i = points.length - 1; i > 0; i--) {
            Limbs.multiply(one, inverse, products[i - 1]);
            Limbs.multiply(inverse, inverse, points[i].z);
            Limbs.square(power, one);
            Limbs.multiply(number, points[i].x, power);
            pack(packed, (i - 1) * 2 * LIMBS, number);
            Limbs.multiply(power, power, one);
            Limbs.multiply(number, points[i].y, power);
            pack(packed, (i - 1) * 2 * LIMBS + LIMBS, number);
        }
        return packed;
    }

    private static void pack(int[] packed, int at, long[] product) {
        for (int i = 0; i < LIMBS; i++) {
            packed[at + i] = (int) product[i];
        }
    }
}
