package org.headgate.batches.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.proof.MerkleTree;
import org.jspecify.annotations.Nullable;

/** Trees that were used lately, up to a number of bytes; the newest is always kept. Safe for any thread. */
final class TreeCache {
    /** Two nodes of 32 bytes and an index a leaf. */
    private static final int BYTES_A_LEAF = 68;

    private final long most;
    private final LinkedHashMap<Long, MerkleTree> trees = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long evicted;

    TreeCache(long mostBytes) {
        this.most = mostBytes;
    }

    synchronized @Nullable MerkleTree get(long number) {
        return trees.get(number);
    }

    synchronized void put(long number, MerkleTree tree) {
        MerkleTree before = trees.put(number, tree);
        bytes += weight(tree) - (before == null ? 0 : weight(before));
        Iterator<Map.Entry<Long, MerkleTree>> oldest = trees.entrySet().iterator();
        while (bytes > most && trees.size() > 1) {
            bytes -= weight(oldest.next().getValue());
            oldest.remove();
            evicted++;
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Trees that had to go. */
    synchronized long evicted() {
        return evicted;
    }

    private static long weight(MerkleTree tree) {
        return (long) BYTES_A_LEAF * tree.size();
    }
}
