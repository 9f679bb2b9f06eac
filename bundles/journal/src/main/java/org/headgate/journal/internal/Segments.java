package org.headgate.journal.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of the journal by their first sequence: which there are, which are open, what is read of them. */
final class Segments {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final String SUFFIX = ".mv.db";

    private final Store store;
    private final Path folder;
    private final Marks marks;
    private final int openLimit;
    private final ConcurrentSkipListMap<Long, Segment> byFirst = new ConcurrentSkipListMap<>();

    Segments(Store store, Path data, Marks marks, int openLimit) {
        this.store = store;
        this.folder = data.resolve("journal");
        this.marks = marks;
        this.openLimit = openLimit;
    }

    /** Reads the catalogue; where there is none but files are, makes it from them. Notes what is missing. The active segment, or null. */
    @Nullable
    SegmentRow load() throws StoreUnavailable {
        List<SegmentRow> rows = marks.segments();
        List<Long> files = files();
        if (rows.isEmpty() && !files.isEmpty()) {
            rows = adopt(files);
        }
        SegmentRow active = null;
        for (SegmentRow row : rows) {
            boolean there = files.contains(row.number());
            if (!there) {
                missing(row);
            } else if (row.last() == SegmentRow.OPEN) {
                active = row;
            } else {
                byFirst.put(row.first(), new Segment(row, null, size(row.number())));
            }
        }
        long newest = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).number();
        long oldest = rows.isEmpty() ? 0 : rows.get(0).number();
        for (long number : files) {
            if (number > newest || number < oldest) {
                delete(number);
            }
        }
        return active;
    }

    /** The highest number that a segment ever had. */
    long newest() throws StoreUnavailable {
        long newest = 0;
        for (SegmentRow row : marks.segments()) {
            newest = Math.max(newest, row.number());
        }
        return newest;
    }

    Database open(long number) throws StoreUnavailable {
        Database database = store.open("journal/" + number, Workload.APPEND);
        try {
            database.prepare("journal", Tables.STEPS);
            return database;
        } catch (StoreUnavailable e) {
            database.close();
            throw e;
        }
    }

    /** Removes the file of a segment that never counted. */
    void discard(long number) throws StoreUnavailable {
        delete(number);
    }

    void add(Segment segment) {
        byFirst.put(segment.row().first(), segment);
    }

    @Nullable
    Segment oldest() {
        Map.Entry<Long, Segment> first = byFirst.firstEntry();
        return first == null ? null : first.getValue();
    }

    List<Segment> all() {
        return List.copyOf(byFirst.values());
    }

    long bytes() {
        long bytes = 0;
        for (Segment segment : byFirst.values()) {
            bytes += segment.bytes();
        }
        return bytes;
    }

    /** Up to {@code max} contributions from {@code from} on, below {@code below}, in pages. */
    List<Contribution> read(long from, long below, int max) throws StoreUnavailable {
        List<Contribution> read = new ArrayList<>();
        Map.Entry<Long, Segment> entry = byFirst.floorEntry(from);
        if (entry == null) {
            entry = byFirst.firstEntry();
        }
        long next = from;
        while (entry != null && read.size() < max && next < below) {
            int asked = Math.min(Segment.PAGE, max - read.size());
            List<Contribution> page = page(entry.getValue(), next, below, asked);
            read.addAll(page);
            if (!page.isEmpty()) {
                next = page.get(page.size() - 1).sequence() + 1;
            }
            if (page.size() < asked) {
                entry = byFirst.higherEntry(entry.getKey());
            }
        }
        return read;
    }

    /** Forgets the segment, then removes its file: a file that nobody knows is removed at the next start. */
    void drop(Segment segment) throws StoreUnavailable {
        marks.remove(segment.row().number());
        segment.lock.writeLock().lock();
        try {
            segment.vanish();
            Database database = segment.database();
            if (database != null) {
                database.close();
                segment.database(null);
            }
            byFirst.remove(segment.row().first());
            delete(segment.row().number());
        } finally {
            segment.lock.writeLock().unlock();
        }
    }

    /** Rewrites a closed segment without what was carried over, as small as it gets. */
    void compact(Segment segment) throws StoreUnavailable {
        List<Lost> gaps;
        segment.lock.writeLock().lock();
        try {
            if (segment.gone()) {
                return;
            }
            Database database = segment.database() == null ? open(segment.row().number()) : segment.opened();
            segment.database(database);
            gaps = missing(segment);
            Marks.join(database.write(Segments::dropCarried));
            segment.database(null);
            database.closeCompacted();
            segment.bytes(size(segment.row().number()));
        } finally {
            segment.lock.writeLock().unlock();
        }
        note(gaps);
        SegmentRow row = segment.row();
        SegmentRow compacted =
                new SegmentRow(row.number(), row.first(), row.last(), row.openedAt(), row.closedAt(), true);
        marks.save(compacted);
        segment.row(compacted);
    }

    private static int dropCarried(Connection connection) throws SQLException {
        int dropped = 0;
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of(Tables.WAITING, Tables.QUARANTINE, "journal_origin")) {
                dropped += statement.executeUpdate("DELETE FROM " + table);
            }
        }
        return dropped;
    }

    void close() {
        for (Segment segment : byFirst.values()) {
            segment.lock.writeLock().lock();
            try {
                segment.vanish();
                Database database = segment.database();
                if (database != null) {
                    database.close();
                }
            } finally {
                segment.lock.writeLock().unlock();
            }
        }
    }

    long size(long number) {
        try {
            return Files.size(file(number));
        } catch (IOException e) {
            return 0;
        }
    }

    private List<Contribution> page(Segment segment, long from, long below, int max) throws StoreUnavailable {
        Lock lock = segment.lock.readLock();
        lock.lock();
        try {
            if (segment.gone()) {
                return List.of();
            }
            if (segment.database() != null) {
                return segment.page(from, below, max);
            }
        } finally {
            lock.unlock();
        }
        openForReading(segment);
        return page(segment, from, below, max);
    }

    private void openForReading(Segment segment) throws StoreUnavailable {
        List<Lost> gaps;
        segment.lock.writeLock().lock();
        try {
            if (segment.gone() || segment.database() != null) {
                return;
            }
            segment.database(open(segment.row().number()));
            gaps = missing(segment);
        } finally {
            segment.lock.writeLock().unlock();
        }
        note(gaps);
        closeIdle(segment);
    }

    private void closeIdle(Segment justOpened) {
        List<Segment> open = byFirst.values().stream()
                .filter(s -> !s.active() && s != justOpened && s.database() != null)
                .sorted(Comparator.comparingLong(Segment::usedAt))
                .toList();
        for (int i = 0; i < open.size() - openLimit + 1; i++) {
            Segment idle = open.get(i);
            if (idle.lock.writeLock().tryLock()) {
                try {
                    Database database = idle.database();
                    if (database != null && !idle.active()) {
                        idle.database(null);
                        database.close();
                    }
                } finally {
                    idle.lock.writeLock().unlock();
                }
            }
        }
    }

    /** What a closed segment should hold and does not. */
    private List<Lost> missing(Segment segment) throws StoreUnavailable {
        SegmentRow row = segment.row();
        long known = 0;
        for (Lost range : marks.lost()) {
            if (range.from() >= row.first() && range.to() <= row.last()) {
                known += range.to() - range.from() + 1;
            }
        }
        long expected = row.last() - row.first() + 1 - known;
        return segment.opened()
                .read(connection -> Segment.count(connection) >= expected
                        ? List.<Lost>of()
                        : Segment.gaps(connection, row.first(), row.last(), broken(row.number())));
    }

    private void note(List<Lost> ranges) throws StoreUnavailable {
        for (Lost range : ranges) {
            note(range);
        }
    }

    void note(Lost range) throws StoreUnavailable {
        if (range.to() < range.from()
                || marks.lost().stream().anyMatch(known -> known.from() <= range.from() && known.to() >= range.to())) {
            return;
        }
        LOG.error("sequences {} to {} are lost: {}", range.from(), range.to(), range.reason());
        marks.addLost(range);
    }

    static String broken(long number) {
        return "segment " + number + " was broken";
    }

    private void missing(SegmentRow row) throws StoreUnavailable {
        long last = row.last() == SegmentRow.OPEN ? marks.reserved() - 1 : row.last();
        note(new Lost(row.first(), last, "segment " + row.number() + " is missing"));
        marks.remove(row.number());
    }

    private List<SegmentRow> adopt(List<Long> files) throws StoreUnavailable {
        List<SegmentRow> rows = new ArrayList<>();
        for (long number : files) {
            Database database = open(number);
            try {
                long[] range = database.read(connection -> new long[] {
                    Segment.number(connection, "SELECT COALESCE(MIN(sequence), 0) FROM journal_contribution"),
                    Segment.number(connection, "SELECT COALESCE(MAX(sequence), 0) FROM journal_contribution")
                });
                if (range[0] > 0) {
                    long now = System.currentTimeMillis();
                    boolean newest = number == files.get(files.size() - 1);
                    rows.add(new SegmentRow(
                            number, range[0], newest ? SegmentRow.OPEN : range[1], now, newest ? 0 : now, false));
                    marks.save(rows.get(rows.size() - 1));
                }
            } finally {
                database.close();
            }
        }
        LOG.warn("the list of segments was gone; {} found again from their files", rows.size());
        return rows;
    }

    private List<Long> files() throws StoreUnavailable {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,18}\\.mv\\.db"))
                    .map(name -> Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StoreUnavailable("io_error", folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private Path file(long number) {
        return folder.resolve(number + SUFFIX);
    }

    private void delete(long number) throws StoreUnavailable {
        try {
            Files.deleteIfExists(file(number));
        } catch (IOException e) {
            throw new StoreUnavailable("io_error", file(number) + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
