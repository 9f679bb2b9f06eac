package org.headgate.batches.internal;

import org.headgate.proof.MerkleTree;
import org.headgate.proof.Secp256k1;

/** Seals nothing, with a key of nobody, so that the code is loaded and compiled when the first batch is due: cold, a batch takes many times as long. */
final class Rehearsal {
    /** Enough for the JVM to compile what they have in common with a whole batch. */
    private static final int LEAVES = 1024;

    private static final byte[] PACK = new byte[128];
    private static final byte[] KEY = new byte[32];

    static {
        KEY[31] = 1;
    }

    private Rehearsal() {}

    static void run() {
        MerkleTree.Builder leaves = MerkleTree.builder();
        for (int sequence = 1; sequence <= LEAVES; sequence++) {
            leaves.add(sequence, sequence, 0, 0, PACK);
        }
        Secp256k1.sign(KEY, leaves.build().root());
    }
}
