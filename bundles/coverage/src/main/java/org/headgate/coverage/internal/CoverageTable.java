package org.headgate.coverage.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.CellHour.Side;
import org.headgate.coverage.Place;
import org.jspecify.annotations.Nullable;

/** The database {@code coverage}: the place in the journal with what is open, verdicts, closed hours, and where receivers said to be. */
final class CoverageTable {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS coverage_cursor(
              id INT PRIMARY KEY,
              next_sequence BIGINT NOT NULL,
              watermark BIGINT NOT NULL,
              hours BLOB NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS coverage_verdict(
              sequence BIGINT PRIMARY KEY,
              heard_at BIGINT NOT NULL,
              receiver VARCHAR(400) NOT NULL,
              holds BOOLEAN NOT NULL,
              verdict BLOB NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS coverage_cell(
              begins BIGINT NOT NULL,
              side INT NOT NULL,
              cell BIGINT NOT NULL,
              heard BIGINT NOT NULL,
              refused BIGINT NOT NULL,
              rssi_best DOUBLE PRECISION,
              rssi_median DOUBLE PRECISION,
              snr_best DOUBLE PRECISION,
              snr_median DOUBLE PRECISION,
              last_at BIGINT NOT NULL,
              transmitters BIGINT NOT NULL,
              PRIMARY KEY(begins, side, cell))""", """
            CREATE TABLE IF NOT EXISTS coverage_receiver(
              urn VARCHAR(400) PRIMARY KEY,
              lat DOUBLE PRECISION NOT NULL,
              lon DOUBLE PRECISION NOT NULL)""");

    /** What a verdict takes beside its bytes, and what a cell takes, about. */
    static final int VERDICT_BYTES = 160;

    static final int CELL_BYTES = 140;

    private CoverageTable() {}

    /** @param next sequence to read from @param watermark milliseconds since the epoch @param hours that are open */
    record Cursor(long next, long watermark, byte[] hours) {}

    /** What there is of something. */
    record Kept(long rows, long bytes) {}

    static @Nullable Cursor cursor(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT next_sequence, watermark, hours FROM coverage_cursor WHERE id = 1");
                ResultSet row = query.executeQuery()) {
            return row.next() ? new Cursor(row.getLong(1), row.getLong(2), row.getBytes(3)) : null;
        }
    }

    static void save(Connection connection, Cursor cursor) throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement("MERGE INTO coverage_cursor KEY(id) VALUES (1, ?, ?, ?)")) {
            merge.setLong(1, cursor.next());
            merge.setLong(2, cursor.watermark());
            merge.setBytes(3, cursor.hours());
            merge.executeUpdate();
        }
    }

    static void add(Connection connection, List<Judged> judged) throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement("MERGE INTO coverage_verdict KEY(sequence) VALUES (?, ?, ?, ?, ?)")) {
            for (Judged one : judged) {
                merge.setLong(1, one.sequence());
                merge.setLong(2, one.heardAt());
                merge.setString(3, one.receiver());
                merge.setBoolean(4, one.holds());
                merge.setBytes(5, one.verdict());
                merge.addBatch();
            }
            merge.executeBatch();
        }
    }

    static @Nullable Judged verdict(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT sequence, heard_at, receiver, holds, verdict FROM coverage_verdict WHERE sequence = ?")) {
            query.setLong(1, sequence);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Judged(
                                row.getLong(1), row.getLong(2), row.getString(3), row.getBoolean(4), row.getBytes(5))
                        : null;
            }
        }
    }

    static Set<Long> judgedFrom(Connection connection, long sequence) throws SQLException {
        Set<Long> judged = new HashSet<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT sequence FROM coverage_verdict WHERE sequence >= ?")) {
            query.setLong(1, sequence);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    judged.add(row.getLong(1));
                }
            }
        }
        return judged;
    }

    static void close(Connection connection, List<CellHour> hours) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO coverage_cell KEY(begins, side, cell) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (CellHour hour : hours) {
                merge.setLong(1, hour.hour());
                merge.setInt(2, hour.side().ordinal());
                merge.setLong(3, hour.cell());
                merge.setLong(4, hour.count());
                merge.setLong(5, hour.refused());
                merge.setObject(6, hour.bestRssiDbm(), Types.DOUBLE);
                merge.setObject(7, hour.medianRssiDbm(), Types.DOUBLE);
                merge.setObject(8, hour.bestSnrDb(), Types.DOUBLE);
                merge.setObject(9, hour.medianSnrDb(), Types.DOUBLE);
                merge.setLong(10, hour.lastHeardAt());
                merge.setLong(11, hour.transmitters());
                merge.addBatch();
            }
            merge.executeBatch();
        }
    }

    /** Hours that begin in between, in order. @param to exclusive */
    static List<CellHour> hours(Connection connection, long from, long to, int max) throws SQLException {
        List<CellHour> hours = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT begins, side, cell, heard, refused, rssi_best, rssi_median, snr_best, snr_median, last_at, transmitters"
                        + " FROM coverage_cell WHERE begins >= ? AND begins < ? ORDER BY begins DESC, side, cell LIMIT ?")) {
            query.setLong(1, from);
            query.setLong(2, to);
            query.setInt(3, max);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    hours.add(new CellHour(
                            row.getLong(1),
                            Side.values()[row.getInt(2)],
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getObject(6, Double.class),
                            row.getObject(7, Double.class),
                            row.getObject(8, Double.class),
                            row.getObject(9, Double.class),
                            row.getLong(10),
                            row.getLong(11)));
                }
            }
        }
        return hours;
    }

    static Kept verdicts(Connection connection) throws SQLException {
        return kept(
                connection,
                "SELECT COUNT(*), COALESCE(SUM(LENGTH(verdict)), 0) + COUNT(*) * " + VERDICT_BYTES
                        + " FROM coverage_verdict");
    }

    static Kept cells(Connection connection) throws SQLException {
        return kept(connection, "SELECT COUNT(*), COUNT(*) * " + CELL_BYTES + " FROM coverage_cell");
    }

    /** Deletes the oldest. */
    static int deleteVerdicts(Connection connection, long rows) throws SQLException {
        return delete(
                connection,
                "DELETE FROM coverage_verdict WHERE sequence IN (SELECT sequence FROM coverage_verdict ORDER BY sequence LIMIT ?)",
                rows);
    }

    static int deleteCells(Connection connection, long rows) throws SQLException {
        return delete(
                connection,
                "DELETE FROM coverage_cell WHERE (begins, side, cell) IN (SELECT begins, side, cell FROM coverage_cell ORDER BY begins, side, cell LIMIT ?)",
                rows);
    }

    static Map<String, Place> receivers(Connection connection) throws SQLException {
        Map<String, Place> receivers = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT urn, lat, lon FROM coverage_receiver");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                receivers.put(row.getString(1), new Place(row.getDouble(2), row.getDouble(3)));
            }
        }
        return receivers;
    }

    static void replaceReceivers(Connection connection, Map<String, Place> receivers) throws SQLException {
        try (PreparedStatement clear = connection.prepareStatement("DELETE FROM coverage_receiver");
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO coverage_receiver VALUES (?, ?, ?)")) {
            clear.executeUpdate();
            for (Map.Entry<String, Place> receiver : receivers.entrySet()) {
                insert.setString(1, receiver.getKey());
                insert.setDouble(2, receiver.getValue().latitude());
                insert.setDouble(3, receiver.getValue().longitude());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static Kept kept(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Kept(row.getLong(1), row.getLong(2));
        }
    }

    private static int delete(Connection connection, String sql, long rows) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, rows);
            return delete.executeUpdate();
        }
    }
}
