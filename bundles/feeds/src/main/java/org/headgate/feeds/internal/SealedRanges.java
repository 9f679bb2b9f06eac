package org.headgate.feeds.internal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.feed.Feeds.Span;
import org.jspecify.annotations.Nullable;

/** Which batch holds a sequence, and when it was received: the newest ranges from memory, others from the chain of headers. Safe for any thread. */
final class SealedRanges {
    private static final int REMEMBERED = 4_096;
    private static final long FIRST_SPAN_MILLIS = 60_000;

    private final Supplier<@Nullable Batches> batches;
    private final TreeMap<Long, BatchHeader> byLast = new TreeMap<>();

    SealedRanges(Supplier<@Nullable Batches> batches) {
        this.batches = batches;
    }

    /** Reads the newest headers, if none is known yet. May read the disk. */
    void load() {
        Batches chain = batches.get();
        if (chain == null || through() > 0) {
            return;
        }
        long last = chain.last().map(header -> header.header().number()).orElse(0L);
        if (last > 0) {
            chain.list(Math.max(1, last - REMEMBERED + 1), REMEMBERED).forEach(header -> sealed(header.header()));
        }
    }

    synchronized void sealed(BatchHeader header) {
        byLast.put(header.lastSequence(), header);
        while (byLast.size() > REMEMBERED) {
            byLast.pollFirstEntry();
        }
    }

    /** The last sequence that is known to be sealed. */
    synchronized long through() {
        return byLast.isEmpty() ? 0 : byLast.lastKey();
    }

    /** From memory; 0 where it is not sealed, or too long ago. */
    synchronized long recentBatch(long sequence) {
        Map.Entry<Long, BatchHeader> holding = byLast.ceilingEntry(sequence);
        return holding != null && holding.getValue().firstSequence() <= sequence
                ? holding.getValue().number()
                : 0;
    }

    /** 0 where it is not sealed. May read the disk. */
    long anyBatch(long sequence) {
        long recent = recentBatch(sequence);
        Batches chain = batches.get();
        return recent > 0 || chain == null
                ? recent
                : chain.holding(sequence)
                        .map(header -> header.header().number())
                        .orElse(0L);
    }

    /** Where the first batch begins that ends at a sequence or behind it: behind the sequence where the header that held it is lost. 0 where none is known. May read the disk. */
    long nextFirst(long sequence) {
        Batches chain = batches.get();
        BatchHeader last =
                chain == null ? null : chain.last().map(SignedHeader::header).orElse(null);
        return chain == null || last == null
                ? 0
                : first(chain, last.number(), header -> header.lastSequence() >= sequence)
                        .map(BatchHeader::firstSequence)
                        .orElse(0L);
    }

    /**
     * When a range was received: between the seals of the batches around it, in proportion to the sequences. What is not sealed yet, which the end of a lost
     * range may be until the next header declares it, is left out; empty where that is all. May read the disk.
     */
    Optional<Span> span(long from, long to) {
        Batches chain = batches.get();
        if (chain == null || from > to) {
            return Optional.empty();
        }
        long sealed = chain.last().map(header -> header.header().lastSequence()).orElse(0L);
        if (from > sealed) {
            return Optional.empty();
        }
        Optional<Long> start = time(chain, from);
        Optional<Long> end = time(chain, Math.min(to, sealed) + 1);
        return start.isPresent() && end.isPresent() ? Optional.of(new Span(start.get(), end.get())) : Optional.empty();
    }

    /** Of a sealed batch, when it was sealed and when the one before it was. May read the disk. */
    Optional<Span> span(long batch) {
        Batches chain = batches.get();
        return chain == null
                ? Optional.empty()
                : chain.find(batch)
                        .map(header -> new Span(
                                sealedBefore(chain, header.header()),
                                header.header().sealedAt()));
    }

    /** The first sequence of the first batch that was sealed at that time or later; 0 where nothing is sealed. May read the disk. */
    long firstSince(long time) {
        Batches chain = batches.get();
        BatchHeader last =
                chain == null ? null : chain.last().map(SignedHeader::header).orElse(null);
        if (chain == null || last == null) {
            return 0;
        }
        return first(chain, last.number(), header -> header.sealedAt() >= time)
                .map(BatchHeader::firstSequence)
                .orElse(last.lastSequence() + 1);
    }

    private static Optional<Long> time(Batches chain, long sequence) {
        Optional<BatchHeader> last = chain.last().map(SignedHeader::header);
        if (last.isEmpty() || sequence > last.get().lastSequence() + 1) {
            return Optional.empty();
        }
        if (sequence == last.get().lastSequence() + 1) {
            return Optional.of(last.get().sealedAt());
        }
        return first(chain, last.get().number(), header -> header.lastSequence() >= sequence)
                .map(header -> {
                    long before = sealedBefore(chain, header);
                    long first = header.firstSequence() - header.lost();
                    double share = (double) (sequence - first) / (header.lastSequence() + 1 - first);
                    return before + (long) (Math.max(0, share) * (header.sealedAt() - before));
                });
    }

    /** The first header for which something holds that holds for all after it. */
    static Optional<BatchHeader> first(Batches chain, long last, Predicate<BatchHeader> holds) {
        long low = 1;
        long high = last;
        Optional<BatchHeader> found = Optional.empty();
        while (low <= high) {
            long middle = (low + high) >>> 1;
            Optional<BatchHeader> header =
                    chain.list(middle, 1).stream().map(SignedHeader::header).findFirst();
            if (header.isEmpty()) {
                high = middle - 1;
            } else if (holds.test(header.get())) {
                found = header;
                high = middle - 1;
            } else {
                low = header.get().number() + 1;
            }
        }
        return found;
    }

    private static long sealedBefore(Batches chain, BatchHeader header) {
        return chain.find(header.number() - 1)
                .map(before -> before.header().sealedAt())
                .orElse(header.sealedAt() - FIRST_SPAN_MILLIS);
    }
}
