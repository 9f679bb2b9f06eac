package org.headgate.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** A key that is known gives what recovery gives, and what Bouncy Castle's verification says. */
class KnownSignersTest {
    private static final X9ECParameters CURVE = Secp256k1.CURVE;
    private static final ECPoint G = CURVE.getG();
    private static final BigInteger N = CURVE.getN();
    private static final BigInteger ONE = BigInteger.ONE;
    private static final BigInteger LAMBDA =
            new BigInteger("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72", 16);

    @Provide
    Arbitrary<BigInteger> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.bigIntegers().between(BigInteger.ZERO, N.subtract(ONE)),
                Arbitraries.integers()
                        .between(0, 255)
                        .map(bit -> ONE.shiftLeft(bit).mod(N)),
                Arbitraries.integers()
                        .between(0, 127)
                        .map(bit -> LAMBDA.shiftLeft(bit).mod(N)),
                Arbitraries.of(
                        BigInteger.ZERO,
                        ONE,
                        BigInteger.TWO,
                        N.subtract(ONE),
                        N.subtract(BigInteger.TWO),
                        N.shiftRight(1),
                        N.shiftRight(1).add(ONE),
                        ONE.shiftLeft(128).subtract(ONE),
                        LAMBDA,
                        LAMBDA.add(ONE),
                        N.subtract(LAMBDA),
                        N.subtract(LAMBDA).subtract(ONE)));
    }

    @Property(tries = 500)
    void sum_isThatOfBouncyCastle(
            @ForAll("scalars") BigInteger u, @ForAll("scalars") BigInteger v, @ForAll("scalars") BigInteger q) {
        ECPoint point = G.multiply(q.signum() == 0 ? ONE : q).normalize();
        BigInteger[] found = comb(point).sum(u, v);
        // null where a point met itself or its opposite, as these edges do
        if (found != null) {
            assertThat(found)
                    .containsExactly(numbers(
                            ECAlgorithms.sumOfTwoMultiplies(G, u, point, v).normalize()));
        }
    }

    @Property(tries = 300)
    void sum_ofPointsThatNobodyChose_isFound(@ForAll @Size(32) byte[] seed) {
        BigInteger u = hashed(seed, 1);
        BigInteger v = hashed(seed, 2);
        ECPoint point = G.multiply(hashed(seed, 3)).normalize();
        assertThat(comb(point).sum(u, v))
                .containsExactly(
                        numbers(ECAlgorithms.sumOfTwoMultiplies(G, u, point, v).normalize()));
    }

    /** Any two scalars and any key can be made a signature of: R = u·G + v·Q, r its abscissa, s = r/v, e = u·s. */
    @Property(tries = 500)
    void knownSigner_isFoundWhereRecoveryFindsHim(
            @ForAll("scalars") BigInteger u, @ForAll("scalars") BigInteger v, @ForAll("scalars") BigInteger q)
            throws ProofException {
        BigInteger secret = q.signum() == 0 ? ONE : q;
        ECPoint key = G.multiply(secret).normalize();
        BigInteger divisor = v.signum() == 0 ? ONE : v;
        ECPoint point = ECAlgorithms.sumOfTwoMultiplies(G, u, key, divisor).normalize();
        if (point.isInfinity()) {
            return;
        }
        BigInteger r = point.getAffineXCoord().toBigInteger();
        if (r.compareTo(N) >= 0) {
            return;
        }
        BigInteger s = r.multiply(divisor.modInverse(N)).mod(N);
        BigInteger e = u.multiply(s).mod(N);
        boolean odd = point.getAffineYCoord().testBitZero();
        if (s.compareTo(N.shiftRight(1)) > 0) {
            s = N.subtract(s);
            odd = !odd;
        }
        Hash digest = Hash.of(BigIntegers.asUnsignedByteArray(32, e));
        byte[] signature = signature(r, s, odd ? 28 : 27);
        Address signer = Secp256k1.address(numbers(key));

        KnownSigners signers = knowing(secret);
        assertThat(signers.recover(digest, signature, signer)).isEqualTo(signer);
        assertThat(verified(key, digest, r, s)).isTrue();
        assertThat(Secp256k1.recover(digest, signature)).isEqualTo(signer);
    }

    @Property(tries = 300)
    void whateverIsWrong_isAsRecoveryHasIt(
            @ForAll @Size(32) byte[] seed, @ForAll @Size(32) byte[] other, @ForAll byte flip, @ForAll byte v)
            throws ProofException {
        BigInteger secret = hashed(seed, 1);
        Hash digest = Hash.of(Keccak.bytes(seed));
        byte[] signature = Secp256k1.sign(BigIntegers.asUnsignedByteArray(32, secret), digest);
        KnownSigners signers = knowing(secret);
        Address signer = Secp256k1.address(BigIntegers.asUnsignedByteArray(32, secret));

        same(signers, digest, signature, signer);
        same(signers, Hash.of(other), signature, signer);
        byte[] turned = signature.clone();
        turned[64] ^= 7; // 27 for 28
        assertThat(signers.recover(digest, turned, signer)).isNotEqualTo(signer);
        same(signers, digest, turned, signer);
        byte[] bent = signature.clone();
        bent[(flip & 0xff) % 64] ^= (byte) (1 << (flip & 7));
        same(signers, digest, bent, signer);
        byte[] outside = signature.clone();
        outside[64] = v;
        same(signers, digest, outside, signer);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        byte[] high = signature.clone();
        BigIntegers.asUnsignedByteArray(N.subtract(s), high, 32, 32);
        high[64] ^= 7;
        assertThatThrownBy(() -> signers.recover(digest, high, signer)).hasMessageContaining("upper half");
        same(signers, digest, Arrays.copyOf(signature, 64), signer);
    }

    /** The abscissa of R may be from the order to the prime: then r is less by the order, and no v of 27 or 28 recovers the key. */
    @Example
    void abscissaBeyondTheOrder_isNotTaken() throws ProofException {
        BigInteger x = N.add(ONE);
        long @Nullable [] y = Limbs.ordinate(Limbs.of(x), false);
        while (y == null) {
            x = x.add(ONE);
            y = Limbs.ordinate(Limbs.of(x), false);
        }
        BigInteger r = x.subtract(N);
        ECPoint point = CURVE.getCurve().createPoint(x, Limbs.number(y));
        Hash digest = Hash.of(Keccak.bytes(new byte[] {1}));
        BigInteger e = new BigInteger(1, digest.bytes()).mod(N);
        BigInteger inverse = r.modInverse(N);
        BigInteger s = BigInteger.valueOf(12_345);
        // Q = (s·R − e·G) / r
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        G,
                        N.subtract(e).multiply(inverse).mod(N),
                        point,
                        s.multiply(inverse).mod(N))
                .normalize();
        assertThat(verified(key, digest, r, s)).isTrue();
        for (int v : new int[] {27, 28}) {
            assertThat(Secp256k1.Signature.read(signature(r, s, v)).isBy(comb(key), digest))
                    .isFalse();
        }
    }

    @Example
    void signatureThatMakesNoPoint_isNotTaken() throws ProofException {
        // u·G + v·Q is infinite for e = −r·q
        BigInteger secret = BigInteger.valueOf(77);
        ECPoint key = G.multiply(secret).normalize();
        BigInteger r = G.getAffineXCoord().toBigInteger();
        Hash digest = Hash.of(BigIntegers.asUnsignedByteArray(
                32, N.subtract(r.multiply(secret).mod(N))));
        Secp256k1.Signature read = Secp256k1.Signature.read(signature(r, BigInteger.valueOf(5), 27));
        assertThat(read.isBy(comb(key), digest)).isFalse();
    }

    @Example
    void keptAreThoseWhoSignedLast() throws ProofException {
        KnownSigners signers = new KnownSigners(2);
        for (int round = 0; round < 2; round++) {
            for (int key = 1; key <= 3; key++) {
                signs(signers, BigInteger.valueOf(key));
            }
        }
        assertThat(signers.size()).isEqualTo(2);
        assertThat(signers.dropped()).isEqualTo(4);
        KnownSigners nobody = new KnownSigners(0);
        signs(nobody, ONE);
        signs(nobody, ONE);
        assertThat(nobody.size()).isZero();
    }

    /** A stranger is not kept under the name of him whom he claims to be. */
    @Example
    void stranger_isNotKept() throws ProofException {
        KnownSigners signers = new KnownSigners(2);
        Hash digest = Hash.of(Keccak.bytes(new byte[] {2}));
        byte[] signature = Secp256k1.sign(BigIntegers.asUnsignedByteArray(32, ONE), digest);
        Address other = Secp256k1.address(BigIntegers.asUnsignedByteArray(32, BigInteger.TWO));
        assertThat(signers.recover(digest, signature, other)).isNotEqualTo(other);
        assertThat(signers.size()).isZero();
    }

    private static void same(KnownSigners signers, Hash digest, byte[] signature, Address expected) {
        assertThat(outcome(() -> signers.recover(digest, signature, expected)))
                .isEqualTo(outcome(() -> Secp256k1.recover(digest, signature)));
    }

    private interface Recovering {
        Address recover() throws ProofException;
    }

    private static String outcome(Recovering recovering) {
        try {
            return recovering.recover().toString();
        } catch (ProofException e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    /** Who signed twice, so that multiples of his key are there at the third. */
    private static KnownSigners knowing(BigInteger secret) throws ProofException {
        KnownSigners signers = new KnownSigners(4);
        signs(signers, secret);
        signs(signers, secret);
        assertThat(signers.size()).isEqualTo(1);
        return signers;
    }

    private static void signs(KnownSigners signers, BigInteger secret) throws ProofException {
        byte[] key = BigIntegers.asUnsignedByteArray(32, secret);
        Hash digest = Hash.of(Keccak.bytes(key));
        Address signer = Secp256k1.address(key);
        assertThat(signers.recover(digest, Secp256k1.sign(key, digest), signer)).isEqualTo(signer);
    }

    private static boolean verified(ECPoint key, Hash digest, BigInteger r, BigInteger s) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(key, new ECDomainParameters(CURVE)));
        return signer.verifySignature(digest.bytes(), r, s);
    }

    private static Comb comb(ECPoint point) {
        BigInteger[] numbers = numbers(point);
        return Comb.of(Limbs.of(numbers[0]), Limbs.of(numbers[1]));
    }

    private static BigInteger[] numbers(ECPoint point) {
        return new BigInteger[] {
            point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()
        };
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
