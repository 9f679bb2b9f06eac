package org.headgate.proof;

import java.util.Arrays;

/** Nodes of one tree that are known to lead to its root, with their sibling and their parent: proofs that share a way are hashed once. */
final class KnownNodes {
    private static final int ENTRY = 96;
    private static final int MOST = 1 << 17;

    private final Keccak keccak = new Keccak();
    private byte[] entries = new byte[ENTRY << 10];
    private int capacity = 1 << 10;
    private int size;
    private byte[] way = new byte[ENTRY * 32];

    void clear() {
        if (size > 0) {
            Arrays.fill(entries, (byte) 0);
            size = 0;
        }
    }

    /** Hashes upward from the leaf, as far as the way is not known. @param observed takes the root that the proof leads to */
    boolean leadsTo(byte[] root, byte[] leaf, byte[] proof, byte[] observed) {
        System.arraycopy(leaf, 0, observed, 0, 32);
        int steps = proof.length / 32;
        int fresh = 0;
        for (int i = 0; i < steps; i++) {
            int entry = size == 0 ? -1 : find(observed);
            if (entry >= 0 && Arrays.equals(entries, entry + 32, entry + 64, proof, 32 * i, 32 * i + 32)) {
                System.arraycopy(entries, entry + 64, observed, 0, 32);
                continue;
            }
            if (way.length == ENTRY * fresh) {
                way = Arrays.copyOf(way, 2 * way.length);
            }
            int at = ENTRY * fresh++;
            System.arraycopy(observed, 0, way, at, 32);
            System.arraycopy(proof, 32 * i, way, at + 32, 32);
            MerkleProof.hashPair(keccak, way, at, way, at + 32, observed, 0);
            System.arraycopy(observed, 0, way, at + 64, 32);
        }
        if (!Arrays.equals(observed, root)) {
            return false;
        }
        for (int i = 0; i < fresh; i++) {
            learn(ENTRY * i);
        }
        return true;
    }

    private void learn(int at) {
        if (size + 2 > MOST) {
            return;
        }
        if (2 * (size + 2) > capacity) {
            grow();
        }
        put(way, at, at + 32, at + 64);
        put(way, at + 32, at, at + 64);
    }

    private void grow() {
        byte[] old = entries;
        capacity *= 2;
        entries = new byte[ENTRY * capacity];
        size = 0;
        for (int at = 0; at < old.length; at += ENTRY) {
            if (!empty(old, at)) {
                put(old, at, at + 32, at + 64);
            }
        }
    }

    private void put(byte[] from, int node, int sibling, int parent) {
        int slot = slot(from, node);
        while (!empty(entries, ENTRY * slot)) {
            if (Arrays.equals(entries, ENTRY * slot, ENTRY * slot + 32, from, node, node + 32)) {
                return;
            }
            slot = slot + 1 & capacity - 1;
        }
        System.arraycopy(from, node, entries, ENTRY * slot, 32);
        System.arraycopy(from, sibling, entries, ENTRY * slot + 32, 32);
        System.arraycopy(from, parent, entries, ENTRY * slot + 64, 32);
        size++;
    }

    private int find(byte[] node) {
        int slot = slot(node, 0);
        while (!empty(entries, ENTRY * slot)) {
            if (Arrays.equals(entries, ENTRY * slot, ENTRY * slot + 32, node, 0, 32)) {
                return ENTRY * slot;
            }
            slot = slot + 1 & capacity - 1;
        }
        return -1;
    }

    /** A parent is a hash: never all zero. */
    private static boolean empty(byte[] entries, int at) {
        for (int i = at + 64; i < at + 68; i++) {
            if (entries[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private int slot(byte[] node, int at) {
        int hash = (node[at + 8] & 0xff) << 24
                | (node[at + 9] & 0xff) << 16
                | (node[at + 10] & 0xff) << 8
                | node[at + 11] & 0xff;
        return hash & capacity - 1;
    }
}
