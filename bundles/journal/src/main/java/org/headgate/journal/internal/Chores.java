package org.headgate.journal.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal does beside writing, on one thread of low priority: compaction, retention, roll-ups, expiry. */
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long STOP_SECONDS = 60;

    private final H2Journal journal;
    private final Segments segments;
    private final Retention retention;
    private final Rollups rollups;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "journal-chores");
        made.setDaemon(true);
        made.setPriority(Thread.MIN_PRIORITY);
        return made;
    });
    private long sweptAt = System.nanoTime();
    private volatile long rounds;
    private volatile boolean closing;
    private volatile @Nullable String failure;

    Chores(H2Journal journal, Segments segments, Retention retention, Rollups rollups) {
        this.journal = journal;
        this.segments = segments;
        this.retention = retention;
        this.rollups = rollups;
    }

    /** Soon, once however often it is asked for. */
    void run() {
        if (!closing && asked.compareAndSet(false, true)) {
            thread.execute(this::work);
        }
    }

    /** Why the last round could not be finished, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    /** How many there were. */
    long rounds() {
        return rounds;
    }

    void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the journal's chores did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        asked.set(false);
        try {
            journal.active().makeNext();
            compact();
            retention.apply();
            rollups.update();
            boolean sweep = System.nanoTime() - sweptAt > SWEEP_NANOS;
            if (sweep) {
                sweptAt = System.nanoTime();
                rollups.expire();
            }
            if (sweep || journal.active().isOld()) {
                journal.nudge(sweep);
            }
            failure = null;
        } catch (StoreUnavailable | JournalUnavailable e) {
            note(e);
        } catch (RuntimeException e) {
            LOG.error("a chore of the journal failed", e);
            note(e);
        }
        rounds = rounds + 1;
    }

    private void compact() throws StoreUnavailable {
        for (Segment segment : segments.all()) {
            if (!closing && !segment.active() && !segment.row().compacted()) {
                segments.compact(segment);
            }
        }
    }

    private void note(Exception e) {
        if (failure == null) {
            LOG.warn("the journal's chores wait: {}", e.getMessage());
        }
        failure = String.valueOf(e.getMessage());
    }
}
