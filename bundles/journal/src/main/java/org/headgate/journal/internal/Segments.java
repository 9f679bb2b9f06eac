package org.headgate.journal.internal;

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
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** The segments of the journal by their first sequence: which there are, which are open, what is read of them. */
final class Segments {
    private final Catalogue catalogue;
    private final Marks marks;
    private final int openLimit;
    private final ConcurrentSkipListMap<Long, Segment> byFirst = new ConcurrentSkipListMap<>();

    Segments(Store store, Path data, Marks marks, int openLimit) {
        this.catalogue = new Catalogue(store, data, marks);
        this.marks = marks;
        this.openLimit = openLimit;
    }

    /** Finds what there is. The active segment, or null. */
    @Nullable
    SegmentRow load() throws StoreUnavailable {
        SegmentRow active = null;
        for (SegmentRow row : catalogue.load()) {
            if (row.last() == SegmentRow.OPEN) {
                active = row;
            } else {
                byFirst.put(row.first(), new Segment(row, null, size(row.number())));
            }
        }
        return active;
    }

    Database open(long number) throws StoreUnavailable {
        return catalogue.open(number);
    }

    long size(long number) {
        return catalogue.size(number);
    }

    void note(Lost range) throws StoreUnavailable {
        catalogue.note(range);
    }

    /** Removes the file of a segment that never counted. */
    void discard(long number) throws StoreUnavailable {
        catalogue.delete(number);
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
            catalogue.delete(segment.row().number());
        } finally {
            segment.lock.writeLock().unlock();
        }
    }

    /** Rewrites a closed segment without what was carried over, as small as it gets. */
    void compact(Segment segment) throws StoreUnavailable {
        segment.lock.writeLock().lock();
        try {
            if (segment.gone()) {
                return;
            }
            Database database = segment.database() == null ? open(segment.row().number()) : segment.opened();
            segment.database(database);
            noteLoss(segment);
            Marks.join(database.write(Segments::dropCarried));
            segment.database(null);
            database.closeCompacted();
            segment.bytes(size(segment.row().number()));
        } finally {
            segment.lock.writeLock().unlock();
        }
        SegmentRow row = segment.row();
        SegmentRow compacted =
                new SegmentRow(row.number(), row.first(), row.last(), row.openedAt(), row.closedAt(), true);
        marks.save(compacted);
        segment.row(compacted);
    }

    private static int dropCarried(Connection connection) throws SQLException {
        int dropped = 0;
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of(Tables.WAITING, Tables.QUARANTINE, "journal_origin", "journal_released")) {
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

    private List<Contribution> page(Segment segment, long from, long below, int max) throws StoreUnavailable {
        Lock lock = segment.lock.readLock();
        lock.lock();
        try {
            if (segment.gone()) {
                return List.of();
            }
            Database database = segment.database();
            if (database != null) {
                List<Lost> broken = new ArrayList<>();
                List<Contribution> page = segment.page(from, below, max, broken);
                for (Lost range : broken) {
                    note(range);
                }
                if (database.rebuilt() && !segment.active()) {
                    noteLoss(segment);
                }
                return page;
            }
        } finally {
            lock.unlock();
        }
        openForReading(segment);
        return page(segment, from, below, max);
    }

    private void openForReading(Segment segment) throws StoreUnavailable {
        segment.lock.writeLock().lock();
        try {
            if (segment.gone() || segment.database() != null) {
                return;
            }
            segment.database(open(segment.row().number()));
            noteLoss(segment);
        } finally {
            segment.lock.writeLock().unlock();
        }
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

    /** Notes what a closed segment should hold and does not. */
    private void noteLoss(Segment segment) throws StoreUnavailable {
        for (Lost range : missing(segment)) {
            note(range);
        }
        segment.opened().lossNoted();
    }

    /** A file that was not rebuilt and begins and ends where it should has all that is between: a block is lost only with the pages above it. */
    private List<Lost> missing(Segment segment) throws StoreUnavailable {
        SegmentRow row = segment.row();
        boolean rebuilt = segment.opened().rebuilt();
        return segment.opened()
                .read(connection -> !rebuilt
                                && Segment.number(connection, Tables.FIRST) == row.first()
                                && Segment.number(connection, Tables.LAST) == row.last()
                        ? List.<Lost>of()
                        : Segment.gaps(connection, row.first(), row.last(), broken(row.number())));
    }

    static String broken(long number) {
        return "segment " + number + " was broken";
    }
}
