package org.headgate.batches.internal;

import java.util.List;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.MerkleTree;

/** Proofs of inclusion, from trees that are built anew when they are no longer in memory. Safe for any thread. */
final class Prover {
    private static final int PAGE_ROWS = 256;

    private final Journal journal;
    private final TreeCache cache;

    Prover(Journal journal, TreeCache cache) {
        this.journal = journal;
        this.cache = cache;
    }

    /** @throws IllegalArgumentException for a sequence that is not in the batch, or comes twice */
    MultiProof prove(SignedHeader signed, List<Long> sequences) throws JournalUnavailable {
        BatchHeader header = signed.header();
        int[] indices = new int[sequences.size()];
        for (int i = 0; i < indices.length; i++) {
            long sequence = sequences.get(i);
            if (sequence < header.firstSequence() || sequence > header.lastSequence()) {
                throw new IllegalArgumentException("sequence " + sequence + " is not in batch " + header.number()
                        + ", which holds " + header.firstSequence() + " to " + header.lastSequence());
            }
            indices[i] = (int) (sequence - header.firstSequence());
        }
        MerkleTree.MultiProof proof = tree(header).multiProof(indices);
        List<Long> ordered = proof.indices().stream()
                .map(index -> header.firstSequence() + index)
                .toList();
        return new MultiProof(signed, ordered, proof.proof(), proof.flags());
    }

    private synchronized MerkleTree tree(BatchHeader header) throws JournalUnavailable {
        MerkleTree known = cache.get(header.number());
        if (known != null) {
            return known;
        }
        MerkleTree tree = build(header);
        cache.put(header.number(), tree);
        return tree;
    }

    private MerkleTree build(BatchHeader header) throws JournalUnavailable {
        MerkleTree.Builder builder = MerkleTree.builder();
        long next = header.firstSequence();
        while (next <= header.lastSequence()) {
            List<Contribution> page = journal.read(next, PAGE_ROWS);
            for (Contribution contribution : page) {
                if (contribution.sequence() == next && next <= header.lastSequence()) {
                    builder.add(contribution);
                    next++;
                }
            }
            if (page.isEmpty() || page.get(page.size() - 1).sequence() >= next && next <= header.lastSequence()) {
                throw new JournalUnavailable(
                        "contributions_gone",
                        "contribution " + next + " of batch " + header.number()
                                + " is no longer in the journal, so nothing of that batch can be proven any more; raise journal.retention.hours to keep data longer");
            }
        }
        MerkleTree tree = builder.build();
        if (!tree.root().equals(header.root())) {
            throw new JournalUnavailable(
                    "root_differs",
                    "the journal's contributions of batch " + header.number() + " give root " + tree.root()
                            + ", the sealed one is " + header.root() + ": the journal was changed after the seal");
        }
        return tree;
    }
}
