package org.headgate.coverage.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.Station;
import org.headgate.coverage.internal.CoverageTable.Cursor;
import org.headgate.coverage.internal.CoverageTable.Kept;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal. Verdicts, closed hours, open hours and the place in the journal are saved in one transaction: each sighting is judged and counted once, whatever
 * happens in between. Its methods block; safe for any thread.
 */
final class Follower {
    private static final int PAGE_ROWS = 256;
    private static final int UNSAVED_MAX = 4_096;
    private static final long SAVE_MILLIS = 30_000;
    private static final long PUBLISH_MILLIS = 5_000;
    private static final int DELETED_AT_ONCE = 2_000;
    private static final int LARGEST_ANSWER = 100_000;

    /** How far the clock may go back before it is followed. */
    private static final long CLOCK_BACK_MILLIS = 600_000;

    private final Journal journal;
    private final Database database;
    private final Bench bench;
    private final Stations stations;
    private final Publishing publishing;
    private final Bounds bounds;
    private final LongSupplier clock;
    private long next;
    private long watermark;
    private long savedAt;
    private Kept verdicts = new Kept(0, 0);
    private Kept cells = new Kept(0, 0);
    private long skipped;
    private long deleted;
    private volatile State state = new State(0, 0, 0, verdicts, cells);

    /** On disk. */
    record Bounds(long verdictBytes, long cellBytes) {}

    /** For the status. */
    record State(long behind, long skipped, long deleted, Kept verdicts, Kept cells) {}

    /** What is published, and how. @param grid null where H3 is not there */
    record Publishing(Outbox outbox, @Nullable Grid grid, boolean cells, boolean verdicts) {}

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
        watermark = cursor == null ? 0 : cursor.watermark();
        savedAt = clock.getAsLong();
        long from = next;
        database.<Map<String, Place>>read(CoverageTable::receivers).forEach(stations::located);
        bench.restore(
                cursor == null ? new byte[0] : cursor.hours(),
                database.read(connection -> CoverageTable.judgedFrom(connection, from)));
        publishing.outbox().open();
        count();
    }

    /** Reads to the journal's end, judges what is ripe, and saves what is due. */
    synchronized void round() throws JournalUnavailable, StoreUnavailable {
        while (next < journal.next()) {
            page();
            bench.release(watermark);
            if (bench.judged().size() >= UNSAVED_MAX) {
                save();
            }
        }
        long now = clock.getAsLong();
        watermark = now + CLOCK_BACK_MILLIS < watermark ? now : Math.max(watermark, now);
        bench.release(watermark);
        boolean due = !bench.closed().isEmpty()
                || now - savedAt >= (publishing.verdicts() ? PUBLISH_MILLIS : SAVE_MILLIS)
                || now < savedAt;
        if (due) {
            save();
        }
        publishing.outbox().flush();
        state = new State(Math.max(0, journal.next() - next), skipped, deleted, verdicts, cells);
    }

    /** Whatever is due. */
    synchronized void save() throws StoreUnavailable {
        savedAt = clock.getAsLong();
        List<Publication> publications = publications(savedAt);
        Cursor cursor =
                new Cursor(bench.lowestWaiting(next), watermark, bench.hours().save());
        try {
            database.<Boolean>write(connection -> {
                        CoverageTable.save(connection, cursor);
                        CoverageTable.add(connection, bench.judged());
                        CoverageTable.close(connection, bench.closed());
                        publishing.outbox().add(connection, publications);
                        if (bench.receiversChanged()) {
                            CoverageTable.replaceReceivers(connection, stations.told());
                        }
                        return true;
                    })
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable
                    ? unavailable
                    : new StoreUnavailable("coverage_not_saved", "verdicts cannot be written: " + e.getCause(), e);
        }
        publishing.outbox().added(publications);
        long bytes = 0;
        for (Judged one : bench.judged()) {
            bytes += one.verdict().length + CoverageTable.VERDICT_BYTES;
        }
        verdicts = new Kept(verdicts.rows() + bench.judged().size(), verdicts.bytes() + bytes);
        cells = new Kept(
                cells.rows() + bench.closed().size(),
                cells.bytes() + (long) bench.closed().size() * CoverageTable.CELL_BYTES);
        bench.saved();
        trim();
    }

    /** Of what is about to be saved. */
    private List<Publication> publications(long now) {
        List<Publication> publications = new ArrayList<>();
        Grid grid = publishing.grid();
        if (publishing.verdicts()) {
            bench.judged().stream().filter(Judged::adopted).forEach(one -> publications.add(Publication.of(one, now)));
        }
        if (publishing.cells() && grid != null) {
            bench.closed().forEach(hour -> publications.add(Publication.of(hour, grid, now)));
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
        List<CellHour> hours =
                database.<List<CellHour>>read(connection -> CoverageTable.hours(connection, from, to, LARGEST_ANSWER));
        hours.addAll(bench.closed());
        hours.addAll(bench.hours().standing());
        hours.removeIf(hour -> hour.hour() < from || hour.hour() >= to);
        return hours;
    }

    synchronized Station receiver(String urn) {
        return stations.receiver(urn);
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
            watermark = Math.max(watermark, contribution.receivedAt());
            bench.take(contribution, watermark);
            next = contribution.sequence() + 1;
        }
        if (page.size() < PAGE_ROWS) {
            next = Math.max(next, visible);
        }
    }

    private void trim() throws StoreUnavailable {
        if (verdicts.bytes() > bounds.verdictBytes()) {
            delete(CoverageTable::deleteVerdicts, surplus(verdicts, bounds.verdictBytes()));
        }
        if (cells.bytes() > bounds.cellBytes()) {
            delete(CoverageTable::deleteCells, surplus(cells, bounds.cellBytes()));
        }
    }

    private static long surplus(Kept kept, long most) {
        return 1 + (kept.bytes() - most) * kept.rows() / kept.bytes();
    }

    private void delete(Deletion deletion, long rows) throws StoreUnavailable {
        try {
            for (long left = rows; left > 0; left -= DELETED_AT_ONCE) {
                long now = Math.min(left, DELETED_AT_ONCE);
                deleted += database.<Integer>write(connection -> deletion.run(connection, now))
                        .toCompletableFuture()
                        .join();
            }
        } catch (CompletionException e) {
            throw new StoreUnavailable("coverage_not_deleted", "old verdicts cannot be deleted: " + e.getCause(), e);
        }
        count();
    }

    private void count() throws StoreUnavailable {
        verdicts = database.<Kept>read(CoverageTable::verdicts);
        cells = database.<Kept>read(CoverageTable::cells);
    }

    private interface Deletion {
        int run(java.sql.Connection connection, long rows) throws java.sql.SQLException;
    }
}
