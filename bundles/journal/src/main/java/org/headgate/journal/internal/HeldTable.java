package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/**
 * One table of held messages as the writer sees it: bounded in bytes, the oldest go first. It moves into the next segment in two steps: most rows ahead of
 * time, while the changes to them are noted; what came since, and the changes, at the roll. For the writer's thread alone, but for the counts.
 */
final class HeldTable {
    private static final int PAGE = 64;
    private static final int CHANGES = 10_000;

    private final String name;
    private final long limit;
    private volatile long bytes;
    private volatile long dropped;
    private final PreparedStatement insert;
    private final PreparedStatement take;
    private final PreparedStatement oldest;
    private final Statements changing;
    private boolean batched;
    private @Nullable List<Change> changes;
    private long bytesBefore;
    private int changesBefore;

    /** Its bytes are set by {@link #count} or {@link #takeOver}. */
    HeldTable(String name, long limit, Connection connection) throws SQLException {
        this.name = name;
        this.limit = limit;
        this.insert = connection.prepareStatement(Tables.insertHeld(name));
        this.take = connection.prepareStatement(
                "SELECT bytes, origin, origin_seconds FROM OLD TABLE (DELETE FROM " + name + " WHERE id = ?)");
        this.oldest = connection.prepareStatement(
                "SELECT id, bytes FROM " + name + " ORDER BY id FETCH FIRST " + PAGE + " ROWS ONLY");
        this.changing = new Statements(connection);
    }

    /** Takes the rows of the table of the segment before, but for those that were copied ahead, and its counts. */
    void takeOver(HeldTable before, Connection old, long copiedBelow, long below) throws SQLException {
        if (before.changes != null) {
            for (Change change : before.changes) {
                changing.execute(change);
            }
        }
        for (long from = copiedBelow; from < below; ) {
            from = copyFrom(old, from, below);
        }
        dropped = before.dropped;
        bytes = before.bytes;
    }

    void continueFrom(long droppedSoFar) {
        dropped = droppedSoFar;
    }

    long bytes() {
        return bytes;
    }

    long dropped() {
        return dropped;
    }

    void begin() {
        bytesBefore = bytes;
        changesBefore = changes == null ? 0 : changes.size();
    }

    void undo() throws SQLException {
        bytes = bytesBefore;
        insert.clearBatch();
        batched = false;
        if (changes != null) {
            changes.subList(changesBefore, changes.size()).clear();
        }
    }

    /** From now on changes to what is there are noted. */
    void noteChanges() {
        changes = new ArrayList<>();
    }

    /** Whether they are all noted; there is a limit to them. */
    boolean changesNoted() {
        return changes != null;
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
        take.setLong(1, id);
        try (ResultSet row = take.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            note("DELETE FROM " + name + " WHERE id = ?", id);
            bytes = bytes - row.getInt(1);
            long key = row.getLong(2);
            return new Taken(row.wasNull() ? null : new Origin(key, row.getInt(3), false));
        }
    }

    void forget(long id, long origin) throws SQLException {
        change("UPDATE " + name + " SET origin = NULL WHERE id = ? AND origin = ?", id, origin);
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
        int expired = change("DELETE FROM " + name + " WHERE received_at < ?", before);
        if (expired > 0) {
            dropped += expired;
            count(connection);
        }
    }

    void count(Connection connection) throws SQLException {
        bytes = Segment.number(connection, "SELECT COALESCE(SUM(bytes), 0) FROM " + name);
    }

    /** Copies rows from one id on, below another, at most some; the next id, or {@code below} at the end. */
    long copyFrom(Connection old, long from, long below) throws SQLException {
        long next = below;
        try (PreparedStatement select = old.prepareStatement("SELECT " + Tables.HELD_COLUMNS + " FROM " + name
                + " WHERE id >= ? AND id < ? ORDER BY id FETCH FIRST " + PAGE + " ROWS ONLY")) {
            select.setLong(1, from);
            select.setLong(2, below);
            int copied = 0;
            try (ResultSet rows = select.executeQuery()) {
                for (; rows.next(); copied++) {
                    Held held = HeldRow.read(rows);
                    insert(held);
                    next = held.id() + 1;
                }
            }
            if (copied < PAGE) {
                next = below;
            }
        }
        if (batched) {
            insert.executeBatch();
            batched = false;
        }
        return next;
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
        change("DELETE FROM " + name + " WHERE id <= ?", through);
        bytes -= freed;
        dropped += rows;
        return rows;
    }

    private int change(String sql, long... values) throws SQLException {
        int changed = changing.execute(new Change(sql, values));
        if (changed > 0) {
            note(sql, values);
        }
        return changed;
    }

    private void note(String sql, long... values) {
        if (changes != null) {
            changes.add(new Change(sql, values));
            if (changes.size() > CHANGES) {
                changes = null;
            }
        }
    }

    private record Change(String sql, long[] values) {}

    /** Prepared once each. */
    private record Statements(Connection connection, Map<String, PreparedStatement> prepared) {
        Statements(Connection connection) {
            this(connection, new HashMap<>());
        }

        int execute(Change change) throws SQLException {
            PreparedStatement statement = prepared.get(change.sql);
            if (statement == null) {
                statement = connection.prepareStatement(change.sql);
                prepared.put(change.sql, statement);
            }
            for (int i = 0; i < change.values.length; i++) {
                statement.setLong(i + 1, change.values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
