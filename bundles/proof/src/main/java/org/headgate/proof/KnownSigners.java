package org.headgate.proof;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Recovers who signed, faster for those who sign again and again: their signatures are verified with multiples of their key that are kept. Keeps those who signed last, in 5 KiB each. Safe for any
 * thread.
 */
public final class KnownSigners {
    private final int most;
    private final Map<Address, Known> signers = new LinkedHashMap<>(16, 0.75f, true);
    private long dropped;

    /** Multiples of a key are made when it signs for the second time: anybody can sign once. */
    private static final class Known {
        private final long[] x;
        private final long[] y;
        private volatile @Nullable Comb multiples;

        private Known(BigInteger[] key) {
            x = Limbs.of(key[0]);
            y = Limbs.of(key[1]);
        }

        private Comb multiples() {
            Comb known = multiples;
            if (known == null) {
                known = Comb.of(x, y);
                multiples = known;
            }
            return known;
        }
    }

    /** @param most signers that are kept; with 0 it is as {@link Secp256k1#recover} */
    public KnownSigners(int most) {
        this.most = most;
    }

    /**
     * The address whose key signed the digest: what {@link Secp256k1#recover} gives.
     *
     * @param expected who should have; for him it is fast
     * @throws ProofException as {@link Secp256k1#recover}
     */
    public Address recover(Hash digest, byte[] signature, Address expected) throws ProofException {
        Secp256k1.Signature read = Secp256k1.Signature.read(signature);
        Known known = find(expected);
        if (known != null && read.isBy(known.multiples(), digest)) {
            return expected;
        }
        BigInteger[] key = read.key(digest);
        Address signer = Secp256k1.address(key);
        if (known == null && signer.equals(expected)) {
            keep(signer, new Known(key));
        }
        return signer;
    }

    public synchronized int size() {
        return signers.size();
    }

    public int most() {
        return most;
    }

    /** How many were dropped for others since it was made. */
    public synchronized long dropped() {
        return dropped;
    }

    private synchronized @Nullable Known find(Address signer) {
        return signers.get(signer);
    }

    private synchronized void keep(Address signer, Known known) {
        signers.put(signer, known);
        if (signers.size() > most) {
            signers.remove(signers.keySet().iterator().next());
            dropped++;
        }
    }
}
