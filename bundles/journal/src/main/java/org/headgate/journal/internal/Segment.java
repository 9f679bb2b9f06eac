package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** One file of the journal. Readers hold the lock's read side; opening, closing, compacting and deleting hold its write side. */
final class Segment {
    static final int PAGE = 256;
    private static final int BLOCKS = 32;

    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile SegmentRow row;
    private volatile @Nullable Database database;
    private volatile boolean gone;
    private volatile long bytes;
    private volatile long usedAt;
    private final long carriedBytes;

    Segment(SegmentRow row, @Nullable Database database, long bytes) {
        this.row = row;
        this.database = database;
        this.bytes = bytes;
        this.carriedBytes = bytes;
    }

    SegmentRow row() {
        return row;
    }

    void row(SegmentRow changed) {
        row = changed;
    }

    boolean active() {
        return row.last() == SegmentRow.OPEN;
    }

    @Nullable
    Database database() {
        return database;
    }

    void database(@Nullable Database opened) {
        database = opened;
    }

    /** As {@link #database()}, where it must be open. */
    Database opened() {
        Database opened = database;
        if (opened == null) {
            throw new IllegalStateException("segment " + row.number() + " is not open");
        }
        return opened;
    }

    long bytes() {
        return bytes;
    }

    void bytes(long size) {
        bytes = size;
    }

    /** The size at which it is closed: whatever was carried over, half of the limit is for its own. */
    long rollAt(long limit) {
        return Math.max(limit, carriedBytes + limit / 2);
    }

    long usedAt() {
        return usedAt;
    }

    boolean gone() {
        return gone;
    }

    void vanish() {
        gone = true;
    }

    /**
     * Up to {@code max}, in one transaction; the read lock is held and the database is open.
     *
     * @param broken takes the ranges that are there and cannot be read
     */
    List<Contribution> page(long from, long below, int max, List<Lost> broken) throws StoreUnavailable {
        usedAt = System.nanoTime();
        return opened().read(connection -> page(connection, from, below, max, broken));
    }

    private List<Contribution> page(Connection connection, long from, long below, int max, List<Lost> broken)
            throws SQLException {
        broken.clear();
        List<Contribution> page = new ArrayList<>();
        long end = Math.min(row.last(), below - 1);
        int blocks = 2;
        int step = 1;
        long found = Math.max(row.first(), floor(connection, from));
        try (PreparedStatement select = connection.prepareStatement(Tables.BLOCKS)) {
            for (long at = found; page.size() < max && at <= end; ) {
                select.setLong(1, at);
                select.setLong(2, below);
                select.setInt(3, blocks);
                int read = 0;
                try (ResultSet rows = select.executeQuery()) {
                    for (; rows.next(); read++) {
                        long first = rows.getLong(1);
                        long last = rows.getLong(2);
                        byte[] body = rows.getBytes(3);
                        if (Block.isWhole(first, last, body)) {
                            found = wanting(found, first, broken);
                            found = Math.max(found, last + 1);
                            at = found;
                            step = 1;
                            Block.read(first, body, from, below, max, page);
                        } else {
                            at = Math.max(at, first + 1);
                        }
                    }
                }
                if (read < blocks) {
                    at = Math.max(at, found) + step;
                    step = Math.min(2 * step, Block.MOST);
                }
                blocks = BLOCKS;
            }
        }
        if (page.size() < max) {
            wanting(found, end + 1, broken);
        }
        return page;
    }

    /**
     * What is between one whole row and the next is lost: a row that is not whole cannot say where it begins and ends, and where a key is broken H2 finds neither that
     * row nor, from before it, the ones behind: they are looked for in steps.
     */
    private long wanting(long from, long to, List<Lost> broken) {
        if (from < to) {
            broken.add(new Lost(from, to - 1, Segments.broken(row.number())));
        }
        return Math.max(from, to);
    }

    private static long floor(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(Tables.FLOOR)) {
            select.setLong(1, sequence);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : sequence;
            }
        }
    }

    /** What of a range of sequences is not there. */
    static List<Lost> gaps(Connection connection, long first, long last, String reason) throws SQLException {
        List<Lost> gaps = new ArrayList<>();
        long expected = first;
        try (PreparedStatement select = connection.prepareStatement(Tables.BLOCKS)) {
            for (boolean more = true; more && expected <= last; ) {
                more = false;
                select.setLong(1, expected);
                select.setLong(2, last + 1);
                select.setInt(3, BLOCKS);
                try (ResultSet rows = select.executeQuery()) {
                    for (; rows.next(); more = true) {
                        long begins = rows.getLong(1);
                        if (begins > expected) {
                            gaps.add(new Lost(expected, begins - 1, reason));
                        }
                        expected = rows.getLong(2) + 1;
                    }
                }
            }
        }
        if (expected <= last) {
            gaps.add(new Lost(expected, last, reason));
        }
        return gaps;
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
