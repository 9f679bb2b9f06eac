package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.headgate.journal.internal.Rollups.Series;

/** The roll-ups in their database. */
final class RollupTable {
    static final List<String> STEPS = List.of(
            "CREATE TABLE IF NOT EXISTS rollup_series(id BIGINT PRIMARY KEY, device VARCHAR(70000) NOT NULL,"
                    + " quantity VARCHAR(70000) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS rollup_minute(id BIGINT PRIMARY KEY, n BIGINT NOT NULL, low DOUBLE PRECISION NOT NULL,"
                    + " high DOUBLE PRECISION NOT NULL, total DOUBLE PRECISION NOT NULL, latest DOUBLE PRECISION NOT NULL,"
                    + " latest_at DOUBLE PRECISION NOT NULL)",
            "CREATE TABLE IF NOT EXISTS rollup_through(id TINYINT PRIMARY KEY, sequence BIGINT NOT NULL)");

    private RollupTable() {}

    static void series(Connection connection, ObjLongConsumer<Series> each) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, device, quantity FROM rollup_series");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                each.accept(new Series(row.getString(2), row.getString(3)), row.getLong(1));
            }
        }
    }

    static long through(Connection connection) throws SQLException {
        return Segment.number(connection, "SELECT COALESCE(MAX(sequence), 0) FROM rollup_through");
    }

    /** Of minutes of all series. */
    static long count(Connection connection) throws SQLException {
        return Segment.number(connection, "SELECT COUNT(*) FROM rollup_minute");
    }

    /** @param through the last sequence that is in, with these */
    static void save(Connection connection, List<Map.Entry<Series, Long>> added, Minutes gathered, long through)
            throws SQLException {
        try (PreparedStatement name = connection.prepareStatement("INSERT INTO rollup_series VALUES (?, ?, ?)");
                PreparedStatement select = connection.prepareStatement(
                        "SELECT n, low, high, total, latest, latest_at FROM rollup_minute WHERE id = ?");
                PreparedStatement merge =
                        connection.prepareStatement("MERGE INTO rollup_minute VALUES (?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement mark = connection.prepareStatement("MERGE INTO rollup_through VALUES (1, ?)")) {
            for (Map.Entry<Series, Long> entry : added) {
                name.setLong(1, entry.getValue());
                name.setString(2, entry.getKey().device());
                name.setString(3, entry.getKey().quantity());
                name.executeUpdate();
            }
            for (long key : gathered.keys()) {
                select.setLong(1, key);
                Minute minute = gathered.get(key);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        minute = Minute.of(row, 1).plus(minute);
                    }
                }
                merge.setLong(1, key);
                minute.bind(merge, 2);
                merge.executeUpdate();
            }
            mark.setLong(1, through);
            mark.executeUpdate();
        }
    }

    /** By key, in its order. */
    static Map<Long, Minute> read(Connection connection, long first, long last) throws SQLException {
        Map<Long, Minute> minutes = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id, n, low, high, total, latest, latest_at"
                + " FROM rollup_minute WHERE id >= ? AND id <= ?")) {
            select.setLong(1, first);
            select.setLong(2, last);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    minutes.put(row.getLong(1), Minute.of(row, 2));
                }
            }
        }
        return minutes;
    }

    /** How many went. */
    static long dropBefore(Connection connection, List<Long> series, long minute) throws SQLException {
        long gone = 0;
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM rollup_minute WHERE id >= ? AND id < ?")) {
            for (long id : series) {
                delete.setLong(1, id << 32);
                delete.setLong(2, id << 32 | minute);
                gone += delete.executeUpdate();
            }
        }
        return gone;
    }

    static Set<Long> seriesWithMinutes(Connection connection) throws SQLException {
        Set<Long> ids = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM rollup_series s WHERE EXISTS"
                        + " (SELECT 1 FROM rollup_minute m WHERE m.id >= s.id * 4294967296"
                        + " AND m.id < (s.id + 1) * 4294967296)");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    static int dropSeries(Connection connection, List<Long> series) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM rollup_series WHERE id = ?")) {
            for (long id : series) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            return delete.executeBatch().length;
        }
    }
}
