package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.Batches.MultiProof;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.ProofDocument;
import org.jspecify.annotations.Nullable;

/** Proofs that a feed's records are in the gateway's batches. */
final class InclusionProofs implements ProofTopic.Source {
    private static final int PAGE_ROWS = 256;

    /** What a document holds beside sequences, flags and hashes. */
    private static final int FRAME_BYTES = 1_024;

    private static final int HASH_BYTES = 69;

    private final Feed feed;
    private final Journal journal;
    private final Supplier<@Nullable Batches> batches;
    private final AtomicLong impossible;
    private volatile long last;
    private volatile Floor floor = new Floor(0, 1);

    /** @param number of the first batch behind a sequence that is in none */
    private record Floor(long sequence, long number) {}

    /** @param impossible counts batches that can be proven no more */
    InclusionProofs(Feed feed, Journal journal, Supplier<@Nullable Batches> batches, AtomicLong impossible) {
        this.feed = feed;
        this.journal = journal;
        this.batches = batches;
        this.impossible = impossible;
    }

    @Override
    public long first() {
        Batches sealed = batches.get();
        long kept = Math.max(feed.replayFloor(), journal.first());
        if (sealed == null) {
            return last + 1;
        }
        Optional<SignedHeader> holding = sealed.holding(kept);
        if (holding.isEmpty()) {
            return kept <= 1 ? 1 : behind(sealed, kept);
        }
        BatchHeader header = holding.get().header();
        return header.firstSequence() < journal.first() ? header.number() + 1 : header.number();
    }

    /** The first batch that begins behind a sequence that is in none. */
    private long behind(Batches sealed, long sequence) {
        Floor known = floor;
        if (known.sequence() == sequence) {
            return known.number();
        }
        long newest = last();
        long number = SealedRanges.first(sealed, newest, header -> header.lastSequence() >= sequence)
                .map(BatchHeader::number)
                .orElse(newest + 1);
        if (number <= newest) {
            floor = new Floor(sequence, number);
        }
        return number;
    }

    @Override
    public long provenThrough() {
        Batches sealed = batches.get();
        return sealed == null
                ? -1
                : sealed.last().map(header -> header.header().lastSequence()).orElse(0L);
    }

    @Override
    public long last() {
        Batches sealed = batches.get();
        if (sealed != null) {
            last = Math.max(
                    last, sealed.last().map(header -> header.header().number()).orElse(0L));
        }
        return last;
    }

    @Override
    public List<byte[]> documents(long number) throws JournalUnavailable {
        Batches sealed = batches.get();
        if (sealed == null) {
            throw new JournalUnavailable(
                    "batches_absent", "proofs need the batches bundle, which is not running: start it");
        }
        Optional<SignedHeader> header = sealed.find(number);
        if (header.isEmpty()) {
            return List.of();
        }
        List<Long> sequences = sequences(header.get().header());
        if (sequences.isEmpty()) {
            return List.of();
        }
        try {
            return documents(sealed, number, sequences);
        } catch (JournalUnavailable e) {
            if (header.get().header().firstSequence() >= journal.first()) {
                throw e;
            }
            impossible.incrementAndGet();
            return List.of();
        }
    }

    /** Leaves that lie side by side in the tree share their siblings: parts are cut in the order of the leaves. */
    private static List<byte[]> documents(Batches batches, long number, List<Long> sequences)
            throws JournalUnavailable {
        MultiProof whole = batches.prove(number, sequences);
        byte[] one = ProofDocument.of(whole).toJson();
        if (one.length <= Proofs.PART_BYTES) {
            return List.of(one);
        }
        List<Long> leaves = whole.sequences();
        int leafBytes = (one.length - FRAME_BYTES) / leaves.size() + 1;
        int size = Math.max(1, (Proofs.PART_BYTES - FRAME_BYTES - 20 * HASH_BYTES) / leafBytes);
        while (true) {
            List<byte[]> parts = cut(batches, number, leaves, size);
            if (size == 1 || parts.stream().allMatch(part -> part.length <= Proofs.PART_BYTES)) {
                return parts;
            }
            size = Math.max(1, size * 3 / 4);
        }
    }

    private static List<byte[]> cut(Batches batches, long number, List<Long> leaves, int size)
            throws JournalUnavailable {
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < leaves.size(); from += size) {
            List<Long> part = leaves.subList(from, Math.min(leaves.size(), from + size));
            parts.add(ProofDocument.of(batches.prove(number, part)).toJson());
        }
        return List.copyOf(parts);
    }

    private List<Long> sequences(BatchHeader header) throws JournalUnavailable {
        List<Long> sequences = new ArrayList<>();
        long at = header.firstSequence();
        while (at <= header.lastSequence()) {
            List<Contribution> page = journal.read(at, PAGE_ROWS);
            for (Contribution contribution : page) {
                if (contribution.sequence() <= header.lastSequence()
                        && feed.at(contribution.sequence()).selection().matches(contribution)) {
                    sequences.add(contribution.sequence());
                }
            }
            at = page.size() < PAGE_ROWS
                    ? Long.MAX_VALUE
                    : page.get(page.size() - 1).sequence() + 1;
        }
        return sequences;
    }
}
