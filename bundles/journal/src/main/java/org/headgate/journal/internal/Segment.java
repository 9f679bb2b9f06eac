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
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** One file of the journal. Readers hold the lock's read side; opening, closing, compacting and deleting hold its write side. */
final class Segment {
    static final int PAGE = 256;
    private static final int KEYS = 4096;

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

    /** One page, in one transaction; the read lock is held and the database is open. */
    List<Contribution> page(long from, long below, int max) throws StoreUnavailable {
        usedAt = System.nanoTime();
        return opened().read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(Tables.SELECT_CONTRIBUTIONS)) {
                select.setLong(1, from);
                select.setLong(2, below);
                select.setInt(3, Math.min(max, PAGE));
                try (ResultSet rows = select.executeQuery()) {
                    List<Contribution> page = new ArrayList<>();
                    while (rows.next()) {
                        page.add(contribution(rows));
                    }
                    return page;
                }
            }
        });
    }

    /** What of a range of sequences is not there. */
    static List<Lost> gaps(Connection connection, long first, long last, String reason) throws SQLException {
        List<Lost> gaps = new ArrayList<>();
        long expected = first;
        try (PreparedStatement select = connection.prepareStatement("SELECT sequence FROM journal_contribution"
                + " WHERE sequence >= ? AND sequence <= ? ORDER BY sequence FETCH FIRST " + KEYS + " ROWS ONLY")) {
            for (boolean more = true; more; ) {
                more = false;
                select.setLong(1, expected);
                select.setLong(2, last);
                try (ResultSet rows = select.executeQuery()) {
                    for (; rows.next(); more = true) {
                        long sequence = rows.getLong(1);
                        if (sequence > expected) {
                            gaps.add(new Lost(expected, sequence - 1, reason));
                        }
                        expected = sequence + 1;
                    }
                }
            }
        }
        if (expected <= last) {
            gaps.add(new Lost(expected, last, reason));
        }
        return gaps;
    }

    static long count(Connection connection) throws SQLException {
        return number(connection, "SELECT COUNT(*) FROM journal_contribution");
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Contribution contribution(ResultSet row) throws SQLException {
        return new Contribution(
                row.getLong(1),
                row.getLong(2),
                Kind.of(row.getInt(3)),
                Trust.of(row.getInt(4)),
                row.getBytes(6),
                row.getString(7),
                row.getBoolean(5),
                null);
    }
}
