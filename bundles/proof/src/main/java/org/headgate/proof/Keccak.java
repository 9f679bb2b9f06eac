package org.headgate.proof;

import org.bouncycastle.crypto.digests.KeccakDigest;
import org.headgate.api.batch.Hash;

/** keccak-256 as Ethereum uses it (the padding of the submission, not of SHA-3). An instance is for one thread; the static methods for any. */
public final class Keccak {
    private final KeccakDigest digest = new KeccakDigest(256);

    /** Over all parts, one after the other. */
    public static Hash hash(byte[]... parts) {
        return Hash.of(bytes(parts));
    }

    static byte[] bytes(byte[]... parts) {
        Keccak keccak = new Keccak();
        for (byte[] part : parts) {
            keccak.update(part, 0, part.length);
        }
        byte[] hash = new byte[32];
        keccak.finish(hash, 0);
        return hash;
    }

    void update(byte[] bytes, int from, int length) {
        digest.update(bytes, from, length);
    }

    /** Writes the hash and starts anew. */
    void finish(byte[] to, int at) {
        digest.doFinal(to, at);
    }
}
