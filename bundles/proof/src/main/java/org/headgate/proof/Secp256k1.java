package org.headgate.proof;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/** ECDSA over secp256k1 with the recovery id, as Ethereum writes it: 65 bytes r‖s‖v, v 27 or 28, s in the lower half (EIP-2). Safe for any thread. */
public final class Secp256k1 {
    static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger N = CURVE.getN();
    private static final BigInteger HALF = N.shiftRight(1);

    private Secp256k1() {}

    /** Whether 32 bytes are a private key: from 1 to the order of the group less 1. */
    public static boolean isPrivateKey(byte[] key) {
        if (key.length != 32) {
            return false;
        }
        BigInteger scalar = new BigInteger(1, key);
        return scalar.signum() > 0 && scalar.compareTo(N) < 0;
    }

    /** The address of a private key. @throws IllegalArgumentException unless {@link #isPrivateKey} */
    public static Address address(byte[] privateKey) {
        return address(affine(multiplyGenerator(scalar(privateKey))));
    }

    /** Signs a digest as it is, with the nonce of RFC 6979. @throws IllegalArgumentException unless {@link #isPrivateKey} */
    public static byte[] sign(byte[] privateKey, Hash digest) {
        BigInteger secret = scalar(privateKey);
        byte[] message = digest.bytes();
        BigInteger e = new BigInteger(1, message);
        HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
        nonces.init(N, secret, message);
        while (true) {
            BigInteger k = nonces.nextK();
            ECPoint point = multiplyGenerator(k);
            BigInteger r = point.getAffineXCoord().toBigInteger();
            BigInteger s = BigIntegers.modOddInverse(N, k)
                    .multiply(e.add(secret.multiply(r)))
                    .mod(N);
            if (r.compareTo(N) >= 0 || r.signum() == 0 || s.signum() == 0) {
                continue;
            }
            boolean odd = point.getAffineYCoord().testBitZero();
            boolean high = s.compareTo(HALF) > 0;
            return signature(r, high ? N.subtract(s) : s, odd != high);
        }
    }

    /**
     * The address whose key signed the digest.
     *
     * @throws ProofException {@code signature_invalid} for another length, v other than 27 or 28, s in the upper half, or numbers that no key could have made
     */
    public static Address recover(Hash digest, byte[] signature) throws ProofException {
        return address(Signature.read(signature).key(digest));
    }

    /** Numbers of which a signature can consist. */
    record Signature(BigInteger r, BigInteger s, boolean odd) {

        static Signature read(byte[] signature) throws ProofException {
            if (signature.length != 65) {
                throw invalid("a signature has 65 bytes, not " + signature.length);
            }
            int v = signature[64] & 0xff;
            if (v != 27 && v != 28) {
                throw invalid("v is " + v + ", it must be 27 or 28");
            }
            BigInteger r = new BigInteger(1, signature, 0, 32);
            BigInteger s = new BigInteger(1, signature, 32, 32);
            if (r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0) {
                throw invalid("r or s is out of range");
            }
            if (s.compareTo(HALF) > 0) {
                throw invalid("s is in the upper half of the group order");
            }
            return new Signature(r, s, v == 28);
        }

        /** x and y of the key that signed: {@code (s·R − e·G) / r}, for the point R that has the abscissa r. */
        BigInteger[] key(Hash digest) throws ProofException {
            long[] x = Limbs.of(r);
            long[] y = Limbs.ordinate(x, odd);
            if (y == null) {
                throw invalid("r is not on the curve");
            }
            BigInteger inverse = BigIntegers.modOddInverseVar(N, r);
            BigInteger u1 = N.subtract(number(digest).mod(N)).multiply(inverse).mod(N);
            BigInteger u2 = s.multiply(inverse).mod(N);
            BigInteger[] key = PublicSum.of(u1, u2, x, y);
            if (key != null) {
                return key;
            }
            ECPoint point = CURVE.getCurve().createPoint(r, Limbs.number(y));
            ECPoint sum = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2);
            if (sum.isInfinity()) {
                throw invalid("it recovers to no key");
            }
            return affine(sum.normalize());
        }

        /**
         * Whether it recovers to this key Q: {@code (e·G + r·Q) / s} is R. Its abscissa is r itself and not only r modulo the order, as with {@link #key}. False also where it could not be found
         * in this way.
         */
        boolean isBy(Comb key, Hash digest) {
            BigInteger inverse = BigIntegers.modOddInverseVar(N, s);
            BigInteger[] point = key.sum(
                    number(digest).multiply(inverse).mod(N), r.multiply(inverse).mod(N));
            return point != null && point[0].equals(r) && point[1].testBit(0) == odd;
        }

        private static BigInteger number(Hash digest) {
            return new BigInteger(1, digest.bytes());
        }
    }

    private static ECPoint multiplyGenerator(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).normalize();
    }

    private static BigInteger[] affine(ECPoint point) {
        return new BigInteger[] {
            point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()
        };
    }

    /** @param key x and y */
    static Address address(BigInteger[] key) {
        byte[] encoded = new byte[64];
        BigIntegers.asUnsignedByteArray(key[0], encoded, 0, 32);
        BigIntegers.asUnsignedByteArray(key[1], encoded, 32, 32);
        return Address.of(Arrays.copyOfRange(Keccak.bytes(encoded), 12, 32));
    }

    private static byte[] signature(BigInteger r, BigInteger s, boolean odd) {
        byte[] signature = new byte[65];
        BigIntegers.asUnsignedByteArray(r, signature, 0, 32);
        BigIntegers.asUnsignedByteArray(s, signature, 32, 32);
        signature[64] = (byte) (odd ? 28 : 27);
        return signature;
    }

    private static BigInteger scalar(byte[] privateKey) {
        if (!isPrivateKey(privateKey)) {
            throw new IllegalArgumentException("not a private key of secp256k1");
        }
        return new BigInteger(1, privateKey);
    }

    private static ProofException invalid(String why) {
        return new ProofException("signature_invalid", why);
    }
}
