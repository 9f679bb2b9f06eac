package org.headgate.feeds.internal;

import java.util.List;
import java.util.Optional;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.proof.FeedBatch;
import org.headgate.proof.SignedFeedBatch;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** Of a derived feed: the pieces are its own signed batches, positions are its own sequence. */
final class RowHistory implements FeedHistory {
    private static final int PAGE_ROWS = 256;

    private final DerivedFeed feed;
    private final FeedChain chain;
    private final RowProofs proofs;
    private final PieceCounts counts = new PieceCounts();

    RowHistory(DerivedFeed feed, FeedChain chain, RowProofs proofs) {
        this.feed = feed;
        this.chain = chain;
        this.proofs = proofs;
    }

    @Override
    public Optional<Piece> piece(long position) throws JournalUnavailable {
        long at = Math.max(position, feed.first());
        while (true) {
            @Nullable SignedFeedBatch found = reaching(at);
            if (found == null) {
                return Optional.empty();
            }
            FeedBatch batch = found.batch();
            if (batch.firstSequence() >= feed.first() && whole(batch)) {
                return Optional.of(new Piece(
                        batch.number(),
                        batch.firstSequence(),
                        batch.lastSequence(),
                        batch.lastSequence() - batch.firstSequence() + 1));
            }
            at = batch.lastSequence() + 1;
        }
    }

    @Override
    public Page read(Piece piece, long position, int max, boolean leaf) throws JournalUnavailable {
        long at = Math.max(position, piece.first());
        if (at > piece.last()) {
            return new Page(List.of(), at, null);
        }
        List<Row> rows = feed.read(at, (int) Math.min(max, piece.last() - at + 1));
        if (rows.isEmpty() || rows.get(rows.size() - 1).number() != at + rows.size() - 1) {
            throw new JournalUnavailable(
                    "history_gone", "row " + at + " of the feed is kept no more: retention has taken it meanwhile");
        }
        return new Page(rows.stream().map(row -> feed.item(row, leaf, true)).toList(), at + rows.size(), null);
    }

    @Override
    public List<byte[]> proofs(Piece piece) throws JournalUnavailable {
        return proofs.documents(piece.number());
    }

    private boolean whole(FeedBatch batch) throws JournalUnavailable {
        long size = batch.lastSequence() - batch.firstSequence() + 1;
        long found = counts.get(0, batch.number()).orElse(-1);
        if (found < 0) {
            found = 0;
            for (long at = batch.firstSequence(); at <= batch.lastSequence(); at += PAGE_ROWS) {
                long last = Math.min(batch.lastSequence(), at + PAGE_ROWS - 1);
                found += feed.read(at, PAGE_ROWS).stream()
                        .filter(row -> row.number() <= last)
                        .count();
            }
            counts.put(0, batch.number(), found);
        }
        return found == size;
    }

    private @Nullable SignedFeedBatch reaching(long row) throws JournalUnavailable {
        try {
            return chain.reaching(feed.id(), row);
        } catch (StoreUnavailable e) {
            throw new JournalUnavailable(e.code(), e.getMessage(), e);
        }
    }
}
