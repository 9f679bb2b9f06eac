package org.headgate.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/** Our own arithmetic beside that of {@link BigInteger} and of Bouncy Castle. */
class RecoveryLawsTest {
    private static final ECPoint G = Secp256k1.CURVE.getG();
    private static final BigInteger N = Secp256k1.CURVE.getN();
    private static final BigInteger ONE = BigInteger.ONE;
    /** By which the curve's endomorphism multiplies. */
    private static final BigInteger LAMBDA =
            new BigInteger("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72", 16);

    private static final int LARGEST = (int) (1.41 * (1 << 29));

    @Provide
    Arbitrary<BigInteger> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.bigIntegers().between(BigInteger.ZERO, N.subtract(ONE)),
                Arbitraries.of(
                        BigInteger.ZERO,
                        ONE,
                        BigInteger.TWO,
                        BigInteger.valueOf(127),
                        N.subtract(ONE),
                        N.subtract(BigInteger.TWO),
                        N.shiftRight(1),
                        N.shiftRight(1).add(ONE),
                        ONE.shiftLeft(128),
                        ONE.shiftLeft(128).subtract(ONE),
                        LAMBDA,
                        LAMBDA.add(ONE),
                        N.subtract(LAMBDA),
                        N.subtract(LAMBDA).subtract(ONE)));
    }

    @Provide
    Arbitrary<long[]> factors() {
        return Arbitraries.integers()
                .between(-LARGEST, LARGEST)
                .list()
                .ofSize(10)
                .map(limbs -> limbs.stream().mapToLong(Integer::longValue).toArray());
    }

    @Property(tries = 500)
    void products_areThoseOfIntegers(@ForAll("factors") long[] a, @ForAll("factors") long[] b) {
        products(a, b);
    }

    @Example
    void products_ofTheLargestLimbs_doNotOverflow() {
        for (long first : new long[] {LARGEST, -LARGEST, 0}) {
            for (long second : new long[] {LARGEST, -LARGEST}) {
                products(filled(first), filled(second));
            }
        }
        long[] prime = Limbs.of(Limbs.P);
        products(prime, prime);
        products(Limbs.of(Limbs.P.subtract(ONE)), Limbs.of(Limbs.P.subtract(ONE)));
        products(Limbs.of(ONE.shiftLeft(256).subtract(ONE)), Limbs.of(Limbs.P.subtract(ONE)));
    }

    private static void products(long[] a, long[] b) {
        long[] product = new long[10];
        Limbs.multiply(product, a, b);
        assertThat(Limbs.number(product))
                .isEqualTo(integer(a).multiply(integer(b)).mod(Limbs.P));
        bounded(product);
        long[] alias = a.clone();
        Limbs.multiply(alias, alias, b);
        assertThat(alias).isEqualTo(product);

        long[] square = a.clone();
        Limbs.square(square, square);
        assertThat(Limbs.number(square)).isEqualTo(integer(a).pow(2).mod(Limbs.P));
        bounded(square);

        long[] sum = new long[10];
        Limbs.sum(sum, 3, a, -8, b);
        assertThat(Limbs.number(sum))
                .isEqualTo(integer(a)
                        .multiply(BigInteger.valueOf(3))
                        .subtract(integer(b).shiftLeft(3))
                        .mod(Limbs.P));
    }

    private static void bounded(long[] product) {
        for (int i = 0; i < 9; i++) {
            assertThat(product[i]).isBetween(0L, (1L << 26) - 1);
        }
        assertThat(product[9]).isBetween(-1L, 1L << 22);
    }

    private static BigInteger integer(long[] limbs) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < 10; i++) {
            sum = sum.add(BigInteger.valueOf(limbs[i]).shiftLeft(26 * i));
        }
        return sum;
    }

    private static long[] filled(long limb) {
        long[] limbs = new long[10];
        Arrays.fill(limbs, limb);
        return limbs;
    }

    @Property(tries = 500)
    void numbers_areThoseOfTheirLimbs(@ForAll("factors") long[] a, @ForAll("scalars") BigInteger number) {
        assertThat(Limbs.number(a)).isEqualTo(integer(a).mod(Limbs.P));
        assertThat(integer(Limbs.of(number))).isEqualTo(number);
        for (long limb : Limbs.of(number)) {
            assertThat(limb).isBetween(0L, (1L << 26) - 1);
        }
    }

    @Example
    void numbers_atTheEdges_areThoseOfTheirLimbs() {
        for (BigInteger edge : new BigInteger[] {
            BigInteger.ZERO,
            ONE,
            Limbs.P.subtract(ONE),
            Limbs.P,
            Limbs.P.add(ONE),
            ONE.shiftLeft(256).subtract(ONE)
        }) {
            assertThat(integer(Limbs.of(edge))).isEqualTo(edge);
            assertThat(Limbs.number(Limbs.of(edge))).isEqualTo(edge.mod(Limbs.P));
        }
        long[] below = new long[10];
        below[0] = -1;
        assertThat(Limbs.number(below)).isEqualTo(Limbs.P.subtract(ONE));
    }

    @Property(tries = 300)
    void ordinate_isThatOfBouncyCastle(@ForAll("scalars") BigInteger x, @ForAll boolean odd) {
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (odd ? 3 : 2);
        BigIntegers.asUnsignedByteArray(x, compressed, 1, 32);
        BigInteger expected;
        try {
            expected = Secp256k1.CURVE
                    .getCurve()
                    .decodePoint(compressed)
                    .getAffineYCoord()
                    .toBigInteger();
        } catch (IllegalArgumentException e) {
            expected = null;
        }
        long[] found = Limbs.ordinate(Limbs.of(x), odd);
        assertThat(found == null ? null : Limbs.number(found)).isEqualTo(expected);
    }

    @Property(tries = 500)
    void sum_isThatOfBouncyCastle(
            @ForAll("scalars") BigInteger u, @ForAll("scalars") BigInteger v, @ForAll("scalars") BigInteger q) {
        ECPoint point = G.multiply(q.signum() == 0 ? ONE : q).normalize();
        ECPoint expected = ECAlgorithms.sumOfTwoMultiplies(G, u, point, v).normalize();
        BigInteger[] found = PublicSum.of(u, v, limbs(point, true), limbs(point, false));
        // null where a point met itself or its opposite, as these edges do
        if (found != null) {
            assertThat(found)
                    .containsExactly(
                            expected.getAffineXCoord().toBigInteger(),
                            expected.getAffineYCoord().toBigInteger());
        }
    }

    @Property(tries = 200)
    void sum_ofPointsThatNobodyChose_isFound(@ForAll @Size(32) byte[] seed) {
        BigInteger u = hashed(seed, 1);
        BigInteger v = hashed(seed, 2);
        ECPoint point = G.multiply(hashed(seed, 3)).normalize();
        ECPoint expected = ECAlgorithms.sumOfTwoMultiplies(G, u, point, v).normalize();
        assertThat(PublicSum.of(u, v, limbs(point, true), limbs(point, false)))
                .containsExactly(
                        expected.getAffineXCoord().toBigInteger(),
                        expected.getAffineYCoord().toBigInteger());
    }

    /** Any two scalars and any point can be made a signature of: e = −u·r, s = v·r. */
    @Property(tries = 500)
    void recovery_isThatOfBouncyCastle(
            @ForAll("scalars") BigInteger u, @ForAll("scalars") BigInteger v, @ForAll("scalars") BigInteger k)
            throws ProofException {
        ECPoint point = G.multiply(k.signum() == 0 ? ONE : k).normalize();
        BigInteger r = point.getAffineXCoord().toBigInteger();
        BigInteger s = v.multiply(r).mod(N);
        BigInteger e = N.subtract(u).multiply(r).mod(N);
        if (s.compareTo(N.shiftRight(1)) > 0) {
            point = point.negate();
            s = N.subtract(s);
            e = N.subtract(e).mod(N);
        }
        Hash digest = Hash.of(BigIntegers.asUnsignedByteArray(32, e));
        byte[] signature = signature(r, s, point.normalize().getAffineYCoord().testBitZero() ? 28 : 27);
        BigInteger inverse = r.modInverse(N);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        G,
                        N.subtract(e).multiply(inverse).mod(N),
                        point,
                        s.multiply(inverse).mod(N))
                .normalize();
        if (s.signum() == 0) {
            assertThatThrownBy(() -> Secp256k1.recover(digest, signature)).hasMessageContaining("out of range");
        } else if (key.isInfinity()) {
            assertThatThrownBy(() -> Secp256k1.recover(digest, signature)).hasMessageContaining("no key");
        } else {
            byte[] encoded = key.getEncoded(false);
            byte[] hash = Keccak.bytes(Arrays.copyOfRange(encoded, 1, 65));
            assertThat(Secp256k1.recover(digest, signature)).isEqualTo(Address.of(Arrays.copyOfRange(hash, 12, 32)));
        }
    }

    /** With r the generator's own x, sums meet their own terms: what is not found by the fast way is found nonetheless. */
    @Example
    void pointsThatMeetThemselves_areRecovered() throws ProofException {
        for (int u = 0; u < 40; u++) {
            for (int v = 1; v < 40; v++) {
                recovery_isThatOfBouncyCastle(BigInteger.valueOf(u), BigInteger.valueOf(v), ONE);
                recovery_isThatOfBouncyCastle(BigInteger.valueOf(u), BigInteger.valueOf(v), N.subtract(ONE));
                recovery_isThatOfBouncyCastle(N.subtract(BigInteger.valueOf(u)).mod(N), BigInteger.valueOf(v), LAMBDA);
            }
        }
        assertThat(PublicSum.of(ONE, ONE, limbs(G, true), limbs(G, false))).isNull();
        assertThat(PublicSum.of(ONE, N.subtract(ONE), limbs(G, true), limbs(G, false)))
                .isNull();
        assertThat(PublicSum.of(BigInteger.ZERO, BigInteger.ZERO, limbs(G, true), limbs(G, false)))
                .isNull();
    }

    @Example
    void numbersOutOfRange_areRefused() {
        Hash digest = Hash.ZERO;
        BigInteger half = N.shiftRight(1);
        assertThatThrownBy(() -> Secp256k1.recover(digest, signature(BigInteger.ZERO, ONE, 27)))
                .hasMessageContaining("out of range");
        assertThatThrownBy(() -> Secp256k1.recover(digest, signature(N, ONE, 27)))
                .hasMessageContaining("out of range");
        assertThatThrownBy(() -> Secp256k1.recover(digest, signature(Limbs.P.subtract(ONE), ONE, 27)))
                .hasMessageContaining("out of range");
        assertThatThrownBy(() -> Secp256k1.recover(digest, signature(ONE, half.add(ONE), 27)))
                .hasMessageContaining("upper half");
        // 5 is the least number that is no x of the curve
        assertThatThrownBy(() -> Secp256k1.recover(digest, signature(BigInteger.valueOf(5), ONE, 27)))
                .hasMessageContaining("not on the curve");
    }

    /** The vector of Ethereum's precompiled contract at 0x01, with s in the lower half and the other v. */
    @Example
    void knownSignature_recoversToItsAddress() throws ProofException {
        BigInteger high = new BigInteger("eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549", 16);
        byte[] signature = signature(
                new BigInteger("73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f", 16),
                N.subtract(high),
                27);
        assertThat(Secp256k1.recover(
                        Hash.of(HexFormat.of()
                                .parseHex("18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c")),
                        signature))
                .hasToString("0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b");
    }

    private static long[] limbs(ECPoint point, boolean x) {
        return Limbs.of((x ? point.getAffineXCoord() : point.getAffineYCoord()).toBigInteger());
    }

    private static BigInteger hashed(byte[] seed, int which) {
        return new BigInteger(1, Keccak.bytes(seed, new byte[] {(byte) which}))
                .mod(N.subtract(ONE))
                .add(ONE);
    }

    private static byte[] signature(BigInteger r, BigInteger s, int v) {
        byte[] signature = new byte[65];
        BigIntegers.asUnsignedByteArray(r, signature, 0, 32);
        BigIntegers.asUnsignedByteArray(s, signature, 32, 32);
        signature[64] = (byte) v;
        return signature;
    }
}
