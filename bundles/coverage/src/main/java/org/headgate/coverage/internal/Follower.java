package org.headgate.coverage.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Station;
import org.headgate.coverage.Transmitter;
import org.headgate.coverage.internal.CoverageTable.Cursor;
import org.headgate.coverage.internal.CoverageTable.Kept;
import org.headgate.coverage.internal.CoverageTable.Oldest;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal. Verdicts and closed hours are saved as they come, the state of the bench with its place in the journal now and then. What a crash takes is judged
 * again from the last state on, which gives the same: of what is there already nothing is written or published again. Its methods block; safe for any thread.
 */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE_ROWS = 256;

    /** In one transaction: larger ones make H2 write what it will delete, and its file many times the size. */
    private static final int UNSAVED_MAX = 512;

    private static final long SAVE_MILLIS = 30_000;
    private static final long PUBLISH_MILLIS = 5_000;
    private static final long STATE_MILLIS = 600_000;
    private static final int STATE_JUDGED = 65_536;
    private static final int STATE_READ = 1_000_000;
    private static final int DELETED_AT_ONCE = 512;
    private static final int LARGEST_ANSWER = 100_000;

    /** The part of a bound that is made free once it is reached. */
    private static final int FREED = 16;

    private final Journal journal;
    private final Database database;
    private final Bench bench;
    private final Stations stations;
    private final Publishing publishing;
    private final Bounds bounds;
    private final LongSupplier clock;
    private long next;
    private long savedAt;
    private long stateAt;
    private long judgedSinceState;
    private long readSinceState;
    private long judgedBefore;
    private Kept verdicts = new Kept(0, 0);
    private Kept cells = new Kept(0, 0);
    private long skipped;
    private long deleted;
    private volatile State state = new State(0, 0, 0, verdicts, cells);

    /** On disk. */
    record Bounds(long verdictBytes, long cellBytes) {}

    /** For the status. */
    record State(long behind, long skipped, long deleted, Kept verdicts, Kept cells) {}

    /** What is published, and how. @param grid gives null where H3 is not there */
    record Publishing(Outbox outbox, Supplier<? extends @Nullable Grid> grid, boolean cells, boolean verdicts) {}

    Follower(
            Journal journal,
            Database database,
            Bench bench,
            Stations stations,
            Publishing publishing,
            Bounds bounds,
            LongSupplier clock) {
        this.publishing = publishing;
        this.journal = journal;
        this.database = database;
        this.bench = bench;
        this.stations = stations;
        this.bounds = bounds;
        this.clock = clock;
    }

    synchronized void open() throws StoreUnavailable {
        database.prepare("coverage", CoverageTable.STEPS);
        @Nullable Cursor cursor = database.read(CoverageTable::cursor);
        next = cursor == null ? journal.first() : cursor.next();
        savedAt = clock.getAsLong();
        stateAt = savedAt;
        if (cursor != null) {
            load(cursor.state());
        }
        judgedBefore = database.<Long>read(CoverageTable::last);
        verdicts = database.<Kept>read(CoverageTable::kept);
        cells = database.<Kept>read(CoverageTable::cells);
        publishing.outbox().open();
    }

    private void load(byte[] saved) {
        byte[] fresh = bench.save();
        try {
            bench.load(saved);
        } catch (IOException e) {
            LOG.warn(
                    "What was heard before this start is not remembered, open hours of cells are lost: {}",
                    e.toString());
            try {
                bench.load(fresh);
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Reads to the journal's end, and saves what is due. */
    synchronized void round() throws JournalUnavailable, StoreUnavailable {
        while (next < journal.next()) {
            page();
            if (bench.judged().size() >= UNSAVED_MAX) {
                save(stateIsDue(clock.getAsLong()));
            }
        }
        long now = clock.getAsLong();
        boolean whole = stateIsDue(now);
        boolean due = now - savedAt >= (publishing.verdicts() ? PUBLISH_MILLIS : SAVE_MILLIS) || now < savedAt;
        if (whole || !bench.closed().isEmpty() || due && !bench.judged().isEmpty()) {
            save(whole);
        }
        publishing.outbox().flush();
        state = new State(Math.max(0, journal.next() - next), skipped, deleted, verdicts, cells);
    }

    private boolean stateIsDue(long now) {
        return now - stateAt >= STATE_MILLIS && readSinceState > 0
                || now < stateAt
                || judgedSinceState + bench.judged().size() >= STATE_JUDGED
                || readSinceState >= STATE_READ;
    }

    /** All there is, with the state. */
    synchronized void save() throws StoreUnavailable {
        save(true);
    }

    private void save(boolean whole) throws StoreUnavailable {
        long now = clock.getAsLong();
        List<Judged> judged = fresh(bench.judged());
        List<CellHour> closed =
                database.<List<CellHour>>read(connection -> CoverageTable.unknown(connection, bench.closed()));
        List<Publication> publications = publications(judged, closed, now);
        long bytes = 0;
        for (Judged one : judged) {
            bytes += CoverageTable.bytes(one);
        }
        Kept kept = verdicts.plus(judged.size(), bytes);
        Cursor cursor = whole ? new Cursor(next, bench.save()) : null;
        write("coverage_not_saved", connection -> {
            CoverageTable.add(connection, judged);
            CoverageTable.keep(connection, kept);
            CoverageTable.close(connection, closed);
            publishing.outbox().add(connection, publications);
            if (cursor != null) {
                CoverageTable.save(connection, cursor);
            }
            return true;
        });
        publishing.outbox().added(publications);
        verdicts = kept;
        cells = cells.plus(closed.size(), (long) closed.size() * CoverageTable.CELL_BYTES);
        savedAt = now;
        judgedSinceState = whole ? 0 : judgedSinceState + bench.judged().size();
        readSinceState = whole ? 0 : readSinceState;
        stateAt = whole ? now : stateAt;
        bench.saved();
        trim();
    }

    private <T> T write(String code, Database.Work<T> work) throws StoreUnavailable {
        try {
            return database.write(work).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable
                    ? unavailable
                    : new StoreUnavailable(code, "verdicts cannot be written: " + e.getCause(), e);
        }
    }

    /** Without those that were saved before a crash. */
    private List<Judged> fresh(List<Judged> judged) throws StoreUnavailable {
        long lowest = Long.MAX_VALUE;
        long highest = 0;
        for (Judged one : judged) {
            lowest = Math.min(lowest, one.sequence());
            highest = Math.max(highest, one.sequence());
        }
        if (lowest > judgedBefore) {
            return List.copyOf(judged);
        }
        long from = lowest;
        long through = Math.min(highest, judgedBefore);
        Set<Long> known =
                new HashSet<>(database.<Set<Long>>read(connection -> CoverageTable.judged(connection, from, through)));
        return judged.stream().filter(one -> !known.contains(one.sequence())).toList();
    }

    private List<Publication> publications(List<Judged> judged, List<CellHour> closed, long now) {
        List<Publication> publications = new ArrayList<>();
        if (publishing.verdicts()) {
            judged.stream().filter(Judged::adopted).forEach(one -> publications.add(Publication.of(one, now)));
        }
        Grid grid = publishing.cells() && !closed.isEmpty() ? publishing.grid().get() : null;
        if (grid != null) {
            closed.forEach(hour -> publications.add(Publication.of(hour, grid, now)));
        }
        return publications;
    }

    synchronized @Nullable Judged verdict(long sequence) throws StoreUnavailable {
        for (Judged one : bench.judged()) {
            if (one.sequence() == sequence) {
                return one;
            }
        }
        return database.<@Nullable Judged>read(connection -> CoverageTable.verdict(connection, sequence));
    }

    /** Hours that begin in between, those that are open included. @param to exclusive */
    synchronized List<CellHour> hours(long from, long to) throws StoreUnavailable {
        List<CellHour> open = new ArrayList<>(bench.closed());
        open.addAll(bench.hours().standing());
        open.removeIf(hour -> hour.hour() < from || hour.hour() >= to);
        List<CellHour> hours =
                database.<List<CellHour>>read(connection -> CoverageTable.hours(connection, from, to, LARGEST_ANSWER));
        hours.addAll(database.<List<CellHour>>read(connection -> CoverageTable.unknown(connection, open)));
        return hours;
    }

    synchronized Station receiver(String urn) {
        return stations.receiver(urn);
    }

    synchronized @Nullable Transmitter transmitter(String id) {
        return stations.transmitter(id);
    }

    /** As it was after the last round; does not block. */
    State state() {
        return state;
    }

    private void page() throws JournalUnavailable {
        if (next < journal.first()) {
            skipped += journal.first() - next;
            next = journal.first();
        }
        long visible = journal.next();
        List<Contribution> page = journal.tail(next, PAGE_ROWS);
        if (page == null) {
            page = journal.read(next, PAGE_ROWS);
        }
        for (Contribution contribution : page) {
            bench.take(contribution);
            next = contribution.sequence() + 1;
        }
        readSinceState += page.size();
        if (page.size() < PAGE_ROWS) {
            next = Math.max(next, visible);
        }
    }

    /** In big steps: what is over the bound and a part of it more. */
    private void trim() throws StoreUnavailable {
        if (verdicts.bytes() > bounds.verdictBytes()) {
            long least = bounds.verdictBytes() - bounds.verdictBytes() / FREED;
            boolean more = true;
            while (more && verdicts.bytes() > least) {
                more = deleteVerdicts(verdicts.bytes() - least);
            }
        }
        if (cells.bytes() > bounds.cellBytes()) {
            long surplus = cells.bytes() - bounds.cellBytes() + bounds.cellBytes() / FREED;
            deleted += write(
                    "coverage_not_deleted",
                    connection -> CoverageTable.deleteCells(connection, surplus / CoverageTable.CELL_BYTES + 1));
            cells = database.<Kept>read(CoverageTable::cells);
        }
    }

    private boolean deleteVerdicts(long surplus) throws StoreUnavailable {
        @Nullable
        Oldest oldest = database.<@Nullable Oldest>read(
                connection -> CoverageTable.oldest(connection, surplus, DELETED_AT_ONCE));
        Kept left = oldest == null ? new Kept(0, 0) : verdicts.plus(-oldest.rows(), -oldest.bytes());
        write("coverage_not_deleted", connection -> {
            CoverageTable.keep(connection, left);
            return oldest == null ? 0 : CoverageTable.deleteVerdicts(connection, oldest.through());
        });
        verdicts = left;
        deleted += oldest == null ? 0 : oldest.rows();
        return oldest != null;
    }
}
