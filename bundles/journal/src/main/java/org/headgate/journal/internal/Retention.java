package org.headgate.journal.internal;

import org.headgate.api.journal.JournalUnavailable;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes whole segments away when they are old, or when the files come near the hard cap; never what is not sealed. */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final long SECOND = 1_000_000_000L;

    private final Segments segments;
    private final Marks marks;
    private final Settings settings;
    private final BelievedClock clock;
    private volatile @Nullable JournalUnavailable full;
    private volatile long dropped;
    private volatile long appliedAt = System.nanoTime() - SECOND;

    Retention(Segments segments, Marks marks, Settings settings, BelievedClock clock) {
        this.segments = segments;
        this.marks = marks;
        this.settings = settings;
        this.clock = clock;
    }

    boolean full() {
        return full != null;
    }

    @Nullable
    JournalUnavailable reason() {
        return full;
    }

    /** Segments taken so far. */
    long dropped() {
        return dropped;
    }

    /** Bytes that may not be taken, because nothing in them is sealed. */
    long unsealedBytes() {
        long bytes = 0;
        for (Segment segment : segments.all()) {
            bytes += mayGo(segment) ? 0 : segment.bytes();
        }
        return bytes;
    }

    /** Room for one more segment is kept below the hard cap. */
    long target() {
        return settings.retentionBytes() - Math.min(settings.segmentBytes(), settings.retentionBytes() / 4);
    }

    /** Cheap. True where {@link #apply} is to be called. */
    boolean look() {
        long bytes = segments.bytes();
        if (bytes <= target() || full != null) {
            return false;
        }
        return bytes >= settings.retentionBytes() || System.nanoTime() - appliedAt > SECOND;
    }

    /** Takes what may go. */
    void apply() throws StoreUnavailable {
        long oldest = clock.now() - settings.retention().toMillis();
        for (Segment segment : segments.all()) {
            boolean old = segment.row().closedAt() < oldest;
            boolean much = segments.bytes() > target();
            if (!old && !much || !mayGo(segment)) {
                break;
            }
            segments.drop(segment);
            dropped++;
            LOG.debug("segment {} is gone", segment.row().number());
        }
        forgetLost();
        long bytes = segments.bytes();
        full = bytes < settings.retentionBytes() ? null : overflow(bytes);
        appliedAt = System.nanoTime();
    }

    /** What is lost need not be remembered once what was around it is gone and a header has declared it. */
    private void forgetLost() throws StoreUnavailable {
        Segment first = segments.oldest();
        if (first != null) {
            marks.forgetLost(Math.min(first.row().first(), marks.sealed() + 1));
        }
    }

    private JournalUnavailable overflow(long bytes) {
        return new JournalUnavailable(
                "journal_full",
                "the journal holds " + bytes + " bytes that are not sealed yet, " + settings.retentionBytes()
                        + " is the hard cap; see why batches are not sealed, or raise journal.retention.mib");
    }

    private boolean mayGo(Segment segment) {
        return !segment.active() && (!marks.sealing() || segment.row().last() <= marks.sealed());
    }
}
