package org.headgate.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.batch.Hash;
import org.headgate.api.journal.Contribution;

/** OpenZeppelin's StandardMerkleTree: leaf hashes in ascending order, parents hash their children in ascending order. Immutable, safe for any thread. */
public final class MerkleTree {
    private final byte[] nodes;
    private final int leaves;
    private final int[] nodeOfLeaf;

    private MerkleTree(byte[] hashes) {
        leaves = hashes.length / 32;
        nodes = new byte[32 * (2 * leaves - 1)];
        nodeOfLeaf = new int[leaves];
        place(hashes);
        Keccak keccak = new Keccak();
        for (int node = leaves - 2; node >= 0; node--) {
            MerkleProof.hashPair(keccak, nodes, 32 * (2 * node + 1), nodes, 32 * (2 * node + 2), nodes, 32 * node);
        }
    }

    /** Over {@link Leaf} hashes; the order does not matter for the root, but is what indices below refer to. @throws IllegalArgumentException if empty */
    public static MerkleTree of(List<Hash> leaves) {
        byte[] hashes = new byte[32 * leaves.size()];
        for (int i = 0; i < leaves.size(); i++) {
            System.arraycopy(leaves.get(i).bytes(), 0, hashes, 32 * i, 32);
        }
        return new MerkleTree(notEmpty(hashes));
    }

    /** A tree whose leaves come one after the other and need not be kept. */
    public static Builder builder() {
        return new Builder();
    }

    public Hash root() {
        return node(0);
    }

    /** How many leaves. */
    public int size() {
        return leaves;
    }

    /** The hash of the leaf that was given at {@code index}. */
    public Hash leaf(int index) {
        return node(nodeOfLeaf[index]);
    }

    /** The siblings on the way from the leaf that was given at {@code index} to the root. */
    public List<Hash> proof(int index) {
        List<Hash> proof = new ArrayList<>();
        for (int node = nodeOfLeaf[index]; node > 0; node = (node - 1) / 2) {
            proof.add(node(sibling(node)));
        }
        return proof;
    }

    /** A multiproof of the leaves given at {@code indices}, each once. @throws IllegalArgumentException if one comes twice */
    public MultiProof multiProof(int... indices) {
        Integer[] order = Arrays.stream(indices).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Integer.compare(nodeOfLeaf[b], nodeOfLeaf[a]));
        ArrayDeque<Integer> pending = new ArrayDeque<>();
        for (Integer index : order) {
            if (!pending.isEmpty() && pending.getLast() == nodeOfLeaf[index]) {
                throw new IllegalArgumentException("leaf " + index + " is asked for twice");
            }
            pending.add(nodeOfLeaf[index]);
        }
        List<Hash> proof = new ArrayList<>();
        List<Boolean> flags = new ArrayList<>();
        while (!pending.isEmpty() && pending.getFirst() > 0) {
            int node = pending.removeFirst();
            boolean both = !pending.isEmpty() && pending.getFirst() == sibling(node);
            flags.add(both);
            if (both) {
                pending.removeFirst();
            } else {
                proof.add(node(sibling(node)));
            }
            pending.add((node - 1) / 2);
        }
        if (indices.length == 0) {
            proof.add(root());
        }
        return new MultiProof(List.of(order), proof, flags);
    }

    /** @param indices of the leaves, in the order in which the proof wants them @param flags {@code proofFlags} */
    public record MultiProof(List<Integer> indices, List<Hash> proof, List<Boolean> flags) {}

    /** Keeps 32 bytes a leaf. Not thread-safe. */
    public static final class Builder {
        private final Keccak keccak = new Keccak();
        private byte[] hashes = new byte[32 * 64];
        private int leaves;

        private Builder() {}

        public Builder add(Contribution contribution) {
            return add(
                    contribution.sequence(),
                    contribution.receivedAt(),
                    contribution.kind().code(),
                    contribution.trust().code(),
                    contribution.pack());
        }

        /** The parts of a contribution; {@code pack} is canonical SenML-CBOR. */
        public Builder add(long sequence, long receivedAt, int kind, int trust, byte[] pack) {
            if (hashes.length == 32 * leaves) {
                hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            }
            Leaf.write(keccak, sequence, receivedAt, kind, trust, pack, hashes, 32 * leaves++);
            return this;
        }

        public int size() {
            return leaves;
        }

        /** @throws IllegalArgumentException if nothing was added */
        public MerkleTree build() {
            return new MerkleTree(notEmpty(Arrays.copyOf(hashes, 32 * leaves)));
        }
    }

    private void place(byte[] hashes) {
        long[] order = order(hashes);
        long mask = mask();
        for (int i = 0; i < leaves; i++) {
            int leaf = (int) (order[i] & mask);
            int node = 2 * leaves - 2 - i;
            System.arraycopy(hashes, 32 * leaf, nodes, 32 * node, 32);
            nodeOfLeaf[leaf] = node;
        }
    }

    /** Leaves in ascending order of their hashes: the first bits of each hash, with the index of the leaf in place of the rest of 64. */
    private long[] order(byte[] hashes) {
        long mask = mask();
        long[] order = new long[leaves];
        for (int i = 0; i < leaves; i++) {
            long first = 0;
            for (int at = 32 * i; at < 32 * i + 8; at++) {
                first = first << 8 | hashes[at] & 0xff;
            }
            order[i] = (first ^ Long.MIN_VALUE) & ~mask | i;
        }
        Arrays.sort(order);
        for (int i = 1; i < leaves; i++) {
            for (int j = i; j > 0 && ((order[j - 1] ^ order[j]) & ~mask) == 0; j--) {
                int before = 32 * (int) (order[j - 1] & mask);
                int behind = 32 * (int) (order[j] & mask);
                if (Arrays.compareUnsigned(hashes, before, before + 32, hashes, behind, behind + 32) <= 0) {
                    break;
                }
                long swapped = order[j];
                order[j] = order[j - 1];
                order[j - 1] = swapped;
            }
        }
        return order;
    }

    private long mask() {
        return (1L << 32 - Integer.numberOfLeadingZeros(leaves)) - 1;
    }

    private Hash node(int index) {
        return Hash.of(Arrays.copyOfRange(nodes, 32 * index, 32 * index + 32));
    }

    private static int sibling(int node) {
        return (node & 1) == 1 ? node + 1 : node - 1;
    }

    private static byte[] notEmpty(byte[] hashes) {
        if (hashes.length == 0) {
            throw new IllegalArgumentException("a tree has at least one leaf");
        }
        return hashes;
    }
}
