package org.headgate.feeds.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.feeds.internal.RowTable.Cursor;
import org.headgate.feeds.internal.RowTable.State;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal once for all feeds: counts what is in them, and feeds those that have rows of their own. The place in the journal, open windows,
 * counts and new rows are saved in one transaction; after a crash it goes on from there, and the same journal gives the same rows. For one thread.
 */
final class Follower {
    private static final int PAGE_ROWS = 256;
    private static final int PENDING_MAX = 1_024;
    private static final long SAVE_MILLIS = 60_000;

    /** How far the clock may go back before open windows follow it. */
    private static final long CLOCK_BACK_MILLIS = 600_000;

    private final Journal journal;
    private final Database database;
    private final RowMarks marks;
    private final Supplier<List<RunningFeed>> feeds;
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong clockBack = new AtomicLong();
    private volatile long next;
    private long watermark;
    private long savedAt;
    private long savedNext;
    private int rebuilds;

    Follower(Journal journal, Database database, RowMarks marks, Supplier<List<RunningFeed>> feeds) {
        this.journal = journal;
        this.database = database;
        this.marks = marks;
        this.feeds = feeds;
    }

    /** Reads where it was. Blocks. */
    void open(long now) throws StoreUnavailable {
        database.prepare("feeds", RowTable.STEPS);
        reload(now);
    }

    /** The sequence that it has not seen yet. */
    long next() {
        return next;
    }

    /** Contributions that were gone before they were followed. */
    long skipped() {
        return skipped.get();
    }

    long clockBack() {
        return clockBack.get();
    }

    /** Goes on where a feed of that name was left. Reads the disk. */
    void join(RunningFeed feed) throws StoreUnavailable {
        restore(feed, database.<Map<String, State>>read(RowTable::states).get(feed.id()), rebuilds > 0);
    }

    /** Follows to the journal's end. Blocks. True where there are new rows. */
    boolean follow(long now) throws JournalUnavailable, StoreUnavailable {
        boolean rows = false;
        while (next < journal.next()) {
            page();
            if (pending() >= PENDING_MAX) {
                rows |= save(now);
            }
        }
        return rows | (pending() > 0 && save(now));
    }

    /** Closes what the clock says is over; call after {@link #follow}. Blocks. True where there are new rows. */
    boolean tick(long now) throws StoreUnavailable {
        if (now + CLOCK_BACK_MILLIS < watermark) {
            clockBack.incrementAndGet();
            watermark = now;
        } else {
            watermark = Math.max(watermark, now);
        }
        close();
        boolean due = pending() > 0 || now - savedAt >= SAVE_MILLIS && next != savedNext || now < savedAt;
        return due && save(now);
    }

    /** Saves, whatever is due. Blocks. */
    boolean save(long now) throws StoreUnavailable {
        Cursor cursor = new Cursor(next, watermark);
        List<RunningFeed> running = feeds.get();
        Map<String, State> changed = new HashMap<>();
        running.forEach(feed -> changed.put(feed.id(), feed.state()));
        boolean rows = pending() > 0;
        for (RunningFeed feed : running) {
            if (!feed.pending().isEmpty()) {
                marks.reserve(feed.id(), changed.get(feed.id()).nextRow() - 1);
            }
        }
        try {
            database.<Boolean>write(connection -> {
                        RowTable.save(connection, cursor);
                        for (RunningFeed feed : running) {
                            RowTable.save(connection, feed.id(), changed.get(feed.id()));
                            if (!feed.pending().isEmpty()) {
                                RowTable.append(connection, feed.id(), feed.pending());
                            }
                        }
                        return true;
                    })
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            reload(now);
            throw e.getCause() instanceof StoreUnavailable unavailable
                    ? unavailable
                    : new StoreUnavailable("feeds_not_saved", "rows of feeds cannot be written: " + e.getCause(), e);
        }
        savedAt = now;
        savedNext = next;
        running.forEach(RunningFeed::published);
        return rows;
    }

    private void reload(long now) throws StoreUnavailable {
        boolean broken = database.rebuilds() > rebuilds;
        rebuilds = database.rebuilds();
        @Nullable Cursor cursor = database.read(RowTable::cursor);
        next = cursor == null ? journal.next() : cursor.next();
        watermark = cursor == null ? 0 : cursor.watermark();
        savedAt = now;
        savedNext = cursor == null ? -1 : next;
        Map<String, State> states = database.<Map<String, State>>read(RowTable::states);
        for (RunningFeed feed : feeds.get()) {
            restore(feed, states.get(feed.id()), broken);
        }
    }

    private void restore(RunningFeed feed, @Nullable State kept, boolean broken) throws StoreUnavailable {
        State state = feed.derived() == null ? kept == null ? State.NEW : kept : marks.goOn(feed.id(), kept, broken);
        long first = database.<RowTable.Kept>read(connection -> RowTable.kept(connection, feed.id()))
                .first();
        feed.restore(state, first == 0 ? state.nextRow() : first, marks.of(feed.id()));
    }

    private void page() throws JournalUnavailable {
        if (next < journal.first()) {
            skipped.addAndGet(journal.first() - next);
            next = journal.first();
        }
        long visible = journal.next();
        List<Contribution> page = journal.tail(next, PAGE_ROWS);
        if (page == null) {
            page = journal.read(next, PAGE_ROWS);
        }
        List<RunningFeed> running = feeds.get();
        for (Contribution contribution : page) {
            watermark = Math.max(watermark, contribution.receivedAt());
            close();
            for (RunningFeed feed : running) {
                feed.follow(contribution, watermark);
            }
            next = contribution.sequence() + 1;
        }
        if (page.size() < PAGE_ROWS) {
            next = Math.max(next, visible);
        }
    }

    private void close() {
        feeds.get().forEach(feed -> feed.close(watermark));
    }

    private int pending() {
        int pending = 0;
        for (RunningFeed feed : feeds.get()) {
            pending += feed.pending().size();
        }
        return pending;
    }
}
