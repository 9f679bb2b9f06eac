package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/** One table of held messages as the writer sees it: bounded in bytes, the oldest go first. For the writer's thread alone, but for the counts. */
final class HeldTable {
    private static final int PAGE = 64;

    private final String name;
    private final long limit;
    private volatile long bytes;
    private volatile long dropped;
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement oldest;
    private final PreparedStatement deleteThrough;
    private boolean batched;

    HeldTable(String name, long limit, Connection connection) throws SQLException {
        this.name = name;
        this.limit = limit;
        this.insert = connection.prepareStatement(Tables.insertHeld(name));
        this.delete = connection.prepareStatement(
                "SELECT bytes, origin, origin_seconds FROM OLD TABLE (DELETE FROM " + name + " WHERE id = ?)");
        this.oldest = connection.prepareStatement(
                "SELECT id, bytes FROM " + name + " ORDER BY id FETCH FIRST " + PAGE + " ROWS ONLY");
        this.deleteThrough = connection.prepareStatement("DELETE FROM " + name + " WHERE id <= ?");
        count(connection);
    }

    /** Takes the counts of the table that this one goes on from. */
    void continueFrom(HeldTable before) {
        dropped = before.dropped;
    }

    long bytes() {
        return bytes;
    }

    long dropped() {
        return dropped;
    }

    void restore(long bytesBefore) throws SQLException {
        bytes = bytesBefore;
        insert.clearBatch();
        batched = false;
    }

    void insert(Held held) throws SQLException {
        HeldRow.bind(insert, held);
        insert.addBatch();
        batched = true;
        bytes = bytes + held.message().size();
    }

    /** Takes a row out; null where there is no such row. */
    @Nullable
    Taken take(long id) throws SQLException {
        delete.setLong(1, id);
        try (ResultSet row = delete.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            bytes = bytes - row.getInt(1);
            long key = row.getLong(2);
            return new Taken(row.wasNull() ? null : new Origin(key, row.getInt(3), false));
        }
    }

    void flush() throws SQLException {
        if (batched) {
            insert.executeBatch();
            batched = false;
        }
        while (bytes > limit && dropOldest() > 0) {
            // the next page
        }
    }

    /** Drops what is older. */
    void expire(Connection connection, long before) throws SQLException {
        try (PreparedStatement expire = connection.prepareStatement("DELETE FROM " + name + " WHERE received_at < ?")) {
            expire.setLong(1, before);
            int expired = expire.executeUpdate();
            if (expired > 0) {
                dropped += expired;
                count(connection);
            }
        }
    }

    void copyFrom(Connection old) throws SQLException {
        long after = 0;
        try (PreparedStatement select = old.prepareStatement("SELECT " + Tables.HELD_COLUMNS + " FROM " + name
                + " WHERE id > ? ORDER BY id FETCH FIRST " + PAGE + " ROWS ONLY")) {
            for (boolean more = true; more; flush()) {
                more = false;
                select.setLong(1, after);
                try (ResultSet rows = select.executeQuery()) {
                    for (; rows.next(); more = true) {
                        Held held = HeldRow.read(rows);
                        insert(held);
                        after = held.id();
                    }
                }
            }
        }
    }

    /** What is left of a row that was taken out: a resend of it may still come. */
    record Taken(@Nullable Origin origin) {}

    private int dropOldest() throws SQLException {
        long freed = 0;
        long through = 0;
        int rows = 0;
        try (ResultSet row = oldest.executeQuery()) {
            while (row.next() && bytes - freed > limit) {
                through = row.getLong(1);
                freed += row.getInt(2);
                rows++;
            }
        }
        deleteThrough.setLong(1, through);
        deleteThrough.executeUpdate();
        bytes -= freed;
        dropped += rows;
        return rows;
    }

    private void count(Connection connection) throws SQLException {
        bytes = Segment.number(connection, "SELECT COALESCE(SUM(bytes), 0) FROM " + name);
    }
}
