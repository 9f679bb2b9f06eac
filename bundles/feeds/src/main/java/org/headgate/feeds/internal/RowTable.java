package org.headgate.feeds.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database {@code feeds}: how far the journal was followed, what is open, and the rows of derived feeds. */
final class RowTable {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS feeds_cursor(
              id INT PRIMARY KEY,
              next_sequence BIGINT NOT NULL,
              watermark BIGINT NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS feeds_state(
              feed VARCHAR(64) PRIMARY KEY,
              delivered BIGINT NOT NULL,
              last_at BIGINT NOT NULL,
              next_row BIGINT NOT NULL,
              capped_through BIGINT NOT NULL,
              windows BLOB NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS feeds_row(
              feed VARCHAR(64) NOT NULL,
              number BIGINT NOT NULL,
              version INT NOT NULL,
              kind INT NOT NULL,
              trust INT NOT NULL,
              device VARCHAR(400) NOT NULL,
              last_sequence BIGINT NOT NULL,
              received_at BIGINT NOT NULL,
              pack BLOB NOT NULL,
              PRIMARY KEY(feed, number))""");

    private static final String COLUMNS = "number, version, kind, trust, device, last_sequence, received_at, pack";

    private RowTable() {}

    /** @param next sequence to follow from @param watermark latest receive time, milliseconds since the epoch */
    record Cursor(long next, long watermark) {}

    /** @param nextRow feed sequence to be given next @param cappedThrough rows up to it were deleted for their size, not their age */
    record State(long delivered, long lastAt, long nextRow, long cappedThrough, byte[] windows) {
        static final State NEW = new State(0, 0, 1, 0, new byte[0]);
    }

    /** What is kept of a feed. */
    record Kept(long first, long rows, long bytes) {}

    static @Nullable Cursor cursor(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT next_sequence, watermark FROM feeds_cursor WHERE id = 1");
                ResultSet row = query.executeQuery()) {
            return row.next() ? new Cursor(row.getLong(1), row.getLong(2)) : null;
        }
    }

    static Map<String, State> states(Connection connection) throws SQLException {
        Map<String, State> states = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT feed, delivered, last_at, next_row, capped_through, windows FROM feeds_state");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                states.put(
                        row.getString(1),
                        new State(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getBytes(6)));
            }
        }
        return states;
    }

    static void save(Connection connection, Cursor cursor) throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement("MERGE INTO feeds_cursor KEY(id) VALUES (1, ?, ?)")) {
            merge.setLong(1, cursor.next());
            merge.setLong(2, cursor.watermark());
            merge.executeUpdate();
        }
    }

    static void save(Connection connection, String feed, State state) throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement("MERGE INTO feeds_state KEY(feed) VALUES (?, ?, ?, ?, ?, ?)")) {
            merge.setString(1, feed);
            merge.setLong(2, state.delivered());
            merge.setLong(3, state.lastAt());
            merge.setLong(4, state.nextRow());
            merge.setLong(5, state.cappedThrough());
            merge.setBytes(6, state.windows());
            merge.executeUpdate();
        }
    }

    static void append(Connection connection, String feed, List<Row> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO feeds_row(feed, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Row row : rows) {
                insert.setString(1, feed);
                insert.setLong(2, row.number());
                insert.setInt(3, row.version());
                insert.setInt(4, row.kind());
                insert.setInt(5, row.trust());
                insert.setString(6, row.device());
                insert.setLong(7, row.lastSequence());
                insert.setLong(8, row.receivedAt());
                insert.setBytes(9, row.pack());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static List<Row> rows(Connection connection, String feed, long from, int max) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM feeds_row WHERE feed = ? AND number >= ? ORDER BY number LIMIT ?")) {
            query.setString(1, feed);
            query.setLong(2, from);
            query.setInt(3, max);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getLong(1),
                            row.getInt(2),
                            row.getInt(3),
                            row.getInt(4),
                            row.getString(5),
                            row.getLong(6),
                            row.getLong(7),
                            row.getBytes(8)));
                }
            }
        }
        return rows;
    }

    static Kept kept(Connection connection, String feed) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT MIN(number), COUNT(*), COALESCE(SUM(LENGTH(pack) + LENGTH(device) + 120), 0) FROM feeds_row WHERE feed = ?")) {
            query.setString(1, feed);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Kept(row.getLong(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    /** Deletes at most {@code max} of the oldest rows below a feed sequence. */
    static int delete(Connection connection, String feed, long below, int max) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM feeds_row WHERE feed = ? AND number < ? AND number < (SELECT MIN(number) FROM feeds_row WHERE feed = ?) + ?")) {
            delete.setString(1, feed);
            delete.setLong(2, below);
            delete.setString(3, feed);
            delete.setInt(4, max);
            return delete.executeUpdate();
        }
    }

    static void forget(Connection connection, String feed, State tombstone) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM feeds_row WHERE feed = ?")) {
            delete.setString(1, feed);
            delete.executeUpdate();
        }
        save(connection, feed, tombstone);
    }
}
