package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.jspecify.annotations.Nullable;

/** Of a feed that passes contributions unchanged: the pieces are the gateway's batches, positions are sequences of the journal. */
final class RawHistory implements FeedHistory {
    private static final int PAGE_ROWS = 256;
    /** Of a batch of which rows are missing. */
    private static final long BROKEN = -1;

    private final Feed feed;
    private final Journal journal;
    private final Supplier<@Nullable Batches> batches;
    private final InclusionProofs proofs;
    private final PieceCounts counts = new PieceCounts();

    RawHistory(Feed feed, Journal journal, Supplier<@Nullable Batches> batches, InclusionProofs proofs) {
        this.feed = feed;
        this.journal = journal;
        this.batches = batches;
        this.proofs = proofs;
    }

    @Override
    public Optional<Piece> piece(long position) throws JournalUnavailable {
        Batches sealed = batches.get();
        if (sealed == null) {
            throw new JournalUnavailable(
                    "batches_absent", "proofs need the batches bundle, which is not running: start it");
        }
        long newest = sealed.last().map(header -> header.header().number()).orElse(0L);
        long at = Math.max(position, journal.first());
        while (true) {
            long from = at;
            Optional<BatchHeader> found = sealed.holding(from)
                    .map(SignedHeader::header)
                    .or(() -> SealedRanges.first(sealed, newest, header -> header.lastSequence() >= from));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            BatchHeader header = found.get();
            long count = header.firstSequence() < journal.first() ? BROKEN : count(header);
            if (count != BROKEN) {
                return Optional.of(new Piece(header.number(), header.firstSequence(), header.lastSequence(), count));
            }
            at = header.lastSequence() + 1;
        }
    }

    @Override
    public Page read(Piece piece, long position, int max, boolean leaf) throws JournalUnavailable {
        List<Item> items = new ArrayList<>();
        long at = Math.max(position, piece.first());
        while (at <= piece.last() && items.size() < max) {
            for (Contribution contribution : rows(at, piece.last())) {
                if (items.size() == max) {
                    break;
                }
                at = contribution.sequence() + 1;
                if (selects(contribution)) {
                    items.add(leaf ? Items.leaf(contribution) : Items.record(contribution));
                }
            }
        }
        return new Page(items, at, null);
    }

    @Override
    public List<byte[]> proofs(Piece piece) throws JournalUnavailable {
        return proofs.documents(piece.number());
    }

    private long count(BatchHeader header) throws JournalUnavailable {
        int version = feed.definition().version();
        OptionalLong known = counts.get(version, header.number());
        if (known.isPresent()) {
            return known.getAsLong();
        }
        long count = 0;
        long at = header.firstSequence();
        while (at <= header.lastSequence()) {
            List<Contribution> page = page(at, header.lastSequence());
            for (Contribution contribution : page) {
                if (contribution.sequence() != at) {
                    count = BROKEN;
                    break;
                }
                at++;
                count += selects(contribution) ? 1 : 0;
            }
            if (page.isEmpty() || count == BROKEN) {
                count = BROKEN;
                break;
            }
        }
        if (header.firstSequence() < journal.first()) {
            return BROKEN;
        }
        counts.put(version, header.number(), count);
        return count;
    }

    /** Never empty. */
    private List<Contribution> rows(long from, long last) throws JournalUnavailable {
        List<Contribution> rows = page(from, last);
        if (rows.isEmpty() || rows.get(0).sequence() != from) {
            throw new JournalUnavailable(
                    "history_gone",
                    "the journal keeps sequence " + from + " no more: retention has taken it meanwhile");
        }
        return rows;
    }

    private List<Contribution> page(long from, long last) throws JournalUnavailable {
        return journal.read(from, PAGE_ROWS).stream()
                .filter(contribution -> contribution.sequence() <= last)
                .toList();
    }

    private boolean selects(Contribution contribution) {
        return feed.at(contribution.sequence()).selection().matches(contribution);
    }
}
