package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.FeedBatch;
import org.headgate.proof.FeedProofDocument;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.SignedFeedBatch;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** Proofs of a derived feed's rows: each signed feed batch, with multiproofs of all its rows. */
final class RowProofs implements ProofTopic.Source {
    /** Rows a document may hold: half of {@link Proofs#PART_BYTES} for sequences and flags, some hashes beside them. */
    private static final int ROWS_A_PART = 1_024;

    private final DerivedFeed feed;
    private final FeedChain chain;
    private volatile Floor floor = new Floor(0, 1);

    /** @param row that is kept from @param number of the first whole feed batch from it on */
    private record Floor(long row, long number) {}

    RowProofs(DerivedFeed feed, FeedChain chain) {
        this.feed = feed;
        this.chain = chain;
    }

    /** Told by the newest only, so that no event loop reads the disk; what is older and gone is skipped when read. */
    @Override
    public long first() {
        return floor.number;
    }

    @Override
    public long last() {
        SignedFeedBatch last = chain.last(feed.id());
        return last == null ? 0 : last.batch().number();
    }

    @Override
    public long provenThrough() {
        SignedFeedBatch last = chain.last(feed.id());
        return last == null ? 0 : last.batch().lastSequence();
    }

    @Override
    public List<byte[]> documents(long number) throws JournalUnavailable {
        try {
            raise();
            SignedFeedBatch found = chain.find(feed.id(), number);
            return found == null ? List.of() : documents(found);
        } catch (StoreUnavailable e) {
            throw new JournalUnavailable(e.code(), e.getMessage(), e);
        }
    }

    private void raise() throws StoreUnavailable {
        long first = feed.first();
        if (floor.row != first) {
            @Nullable SignedFeedBatch kept = chain.reaching(feed.id(), first);
            floor = new Floor(first, kept == null ? last() + 1 : kept.batch().number());
        }
    }

    private List<byte[]> documents(SignedFeedBatch signed) throws JournalUnavailable {
        FeedBatch batch = signed.batch();
        int size = (int) (batch.lastSequence() - batch.firstSequence() + 1);
        List<Row> rows = feed.read(batch.firstSequence(), size).stream()
                .filter(row -> row.number() <= batch.lastSequence())
                .toList();
        if (rows.size() < size) {
            return List.of();
        }
        MerkleTree tree = FeedChain.tree(rows);
        int[] leafOrder = tree.multiProof(IntStream.range(0, size).toArray()).indices().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < size; from += ROWS_A_PART) {
            int[] part = Arrays.copyOfRange(leafOrder, from, Math.min(size, from + ROWS_A_PART));
            parts.add(document(signed, rows, tree.multiProof(part)));
        }
        return List.copyOf(parts);
    }

    private static byte[] document(SignedFeedBatch signed, List<Row> rows, MerkleTree.MultiProof proof) {
        List<Long> sequences =
                proof.indices().stream().map(index -> rows.get(index).number()).toList();
        return new FeedProofDocument(signed, sequences, proof.proof(), proof.flags()).toJson();
    }
}
