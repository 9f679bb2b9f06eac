package org.headgate.proof;

import java.util.Arrays;
import java.util.List;
import org.headgate.api.batch.Hash;

/** Verification as in OpenZeppelin's {@code MerkleProof.sol}. */
public final class MerkleProof {
    private MerkleProof() {}

    /** Whether the leaf hash is below the root. */
    public static boolean verify(Hash root, Hash leaf, List<Hash> proof) {
        Keccak keccak = new Keccak();
        byte[] node = leaf.bytes();
        for (Hash sibling : proof) {
            hashPair(keccak, node, 0, sibling.bytes(), 0, node, 0);
        }
        return Arrays.equals(node, root.bytes());
    }

    /**
     * Whether all leaf hashes are below the root.
     *
     * @param leaves in the order of the multiproof
     * @throws ProofException {@code multiproof_malformed} where the numbers of leaves, siblings and flags do not fit
     */
    public static boolean verify(Hash root, List<Hash> leaves, List<Hash> proof, List<Boolean> flags)
            throws ProofException {
        if (leaves.size() + proof.size() != flags.size() + 1) {
            throw malformed(leaves.size() + " leaves and " + proof.size() + " siblings need "
                    + (leaves.size() + proof.size() - 1) + " flags, not " + flags.size());
        }
        if (flags.isEmpty()) {
            return root.equals(leaves.isEmpty() ? proof.get(0) : leaves.get(0));
        }
        byte[][] nodes = new byte[leaves.size() + flags.size()][];
        for (int i = 0; i < leaves.size(); i++) {
            nodes[i] = leaves.get(i).bytes();
        }
        Keccak keccak = new Keccak();
        int end = leaves.size();
        int next = 0;
        int sibling = 0;
        for (boolean both : flags) {
            if (next + (both ? 1 : 0) >= end || !both && sibling >= proof.size()) {
                throw malformed("the flags ask for more nodes than there are");
            }
            byte[] left = nodes[next++];
            byte[] right = both ? nodes[next++] : proof.get(sibling++).bytes();
            byte[] parent = new byte[32];
            hashPair(keccak, left, 0, right, 0, parent, 0);
            nodes[end++] = parent;
        }
        if (sibling != proof.size()) {
            throw malformed((proof.size() - sibling) + " siblings are left over");
        }
        return Arrays.equals(nodes[end - 1], root.bytes());
    }

    static void hashPair(Keccak keccak, byte[] a, int atA, byte[] b, int atB, byte[] to, int at) {
        boolean ordered = Arrays.compareUnsigned(a, atA, atA + 32, b, atB, atB + 32) <= 0;
        keccak.update(ordered ? a : b, ordered ? atA : atB, 32);
        keccak.update(ordered ? b : a, ordered ? atB : atA, 32);
        keccak.finish(to, at);
    }

    private static ProofException malformed(String why) {
        return new ProofException("multiproof_malformed", why);
    }
}
