package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.feeds.internal.RowTable.State;
import org.headgate.feeds.internal.Windows.Closed;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * A feed with rows of its own. What follows the journal ({@link #add}, {@link #close}, {@link #state}, {@link #restore}) is for one thread; what reads is
 * for any. Rows are seen once they are {@link #published}.
 */
final class DerivedFeed {
    private final Feed feed;
    private final Places places;
    private final Database database;
    private final RowTail tail;
    private final Windows windows;
    private final AtomicLong packsRefused;
    private final Map<Integer, Transform> transforms = new HashMap<>();
    private final List<Row> pending = new ArrayList<>();
    private final SealedRanges sealed;
    private long nextRow = 1;
    private volatile long first = 1;
    private volatile long next = 1;
    private volatile long cappedThrough;
    private volatile long lostThrough;

    DerivedFeed(
            Feed feed,
            Places places,
            Database database,
            RowTail tail,
            Windows windows,
            SealedRanges sealed,
            AtomicLong packsRefused) {
        this.feed = feed;
        this.places = places;
        this.database = database;
        this.tail = tail;
        this.windows = windows;
        this.sealed = sealed;
        this.packsRefused = packsRefused;
    }

    String id() {
        return feed.id();
    }

    Windows windows() {
        return windows;
    }

    long first() {
        return first;
    }

    long next() {
        return next;
    }

    long cappedThrough() {
        return cappedThrough;
    }

    /** Rows up to it that are not kept were lost, not deleted. */
    long lostThrough() {
        return lostThrough;
    }

    /** Rows were deleted. @param first that is kept */
    void trimmed(long first, long cappedThrough) {
        this.first = first;
        this.cappedThrough = cappedThrough;
    }

    void add(Contribution contribution, long watermark) {
        Feed.Rule rule = feed.at(contribution.sequence());
        int version = rule.definition().version();
        transforms.keySet().removeIf(old -> old < version);
        Transform.Passed passed = transforms
                .computeIfAbsent(version, v -> new Transform(rule, feed.secret(), places))
                .apply(contribution);
        if (rule.definition().window() > 0) {
            windows.add(contribution, passed, rule.definition().window(), version, watermark);
        } else if (!passed.records().isEmpty()) {
            row(
                    version,
                    contribution.kind().code(),
                    contribution.trust().code(),
                    passed.device(),
                    contribution.sequence(),
                    contribution.receivedAt(),
                    passed.records());
        }
    }

    void close(long watermark) {
        for (Closed window : windows.close(watermark)) {
            row(
                    window.key().version(),
                    window.key().kind(),
                    window.trust(),
                    window.key().device(),
                    window.lastSequence(),
                    window.receivedAt(),
                    window.records());
        }
    }

    /** Rows that are not published yet. */
    List<Row> pending() {
        return pending;
    }

    State state(long delivered) {
        long lastAt = feed.measured().snapshot(0).lastAt();
        long newest = pending.stream().mapToLong(Row::receivedAt).max().orElse(0);
        return new State(delivered, Math.max(lastAt, newest), nextRow, cappedThrough, windows.save());
    }

    void restore(State state, long firstKept, RowMarks.Mark mark) {
        lostThrough = mark.lostThrough();
        pending.clear();
        windows.load(state.windows());
        nextRow = state.nextRow();
        next = nextRow;
        first = firstKept;
        cappedThrough = state.cappedThrough();
    }

    /** The pending rows are on disk. */
    void published() {
        if (!pending.isEmpty()) {
            tail.append(feed.id(), pending);
            pending.clear();
            next = nextRow;
        }
    }

    List<Row> read(long position, int max) throws JournalUnavailable {
        try {
            long end = next;
            List<Row> rows = database.read(connection -> RowTable.rows(connection, feed.id(), position, max));
            return rows.stream().filter(row -> row.number() < end).toList();
        } catch (StoreUnavailable e) {
            throw new JournalUnavailable(e.code(), e.getMessage(), e);
        }
    }

    /** Null where memory does not hold all from the position on. */
    @Nullable
    List<Row> tail(long position, int max) {
        return tail.read(feed.id(), position, max);
    }

    /** @param disk whether the disk may be read */
    Item item(Row row, boolean leaf, boolean disk) {
        return tail.item(feed.id(), row, leaf, disk ? sealed::anyBatch : sealed::recentBatch);
    }

    private void row(
            int version,
            int kind,
            int trust,
            String device,
            long sequence,
            long receivedAt,
            List<SenmlRecord> records) {
        try {
            byte[] pack = SenmlPack.of(records).toCbor();
            pending.add(new Row(nextRow, version, kind, trust, device, sequence, receivedAt, pack));
            nextRow++;
        } catch (SenmlException e) {
            packsRefused.incrementAndGet();
        }
    }
}
