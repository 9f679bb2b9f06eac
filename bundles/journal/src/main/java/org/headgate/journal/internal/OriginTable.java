package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Origins on disk: beside the rows of the active segment, and, from the segments before it, in a table of their own. */
final class OriginTable {
    private OriginTable() {}

    /** Reads what is still worth knowing, the oldest first. */
    static void load(Connection connection, Origins origins, int rows) throws SQLException {
        origins.clear();
        long now = System.currentTimeMillis();
        read(
                connection,
                "SELECT origin, until, " + Origins.CARRIED + " FROM journal_origin WHERE until > ?",
                now,
                origins);
        for (String table : new String[] {Tables.QUARANTINE, Tables.WAITING}) {
            read(
                    connection,
                    "SELECT origin, received_at + CAST(origin_seconds AS BIGINT) * 1000, -id FROM " + table
                            + " WHERE origin IS NOT NULL AND received_at + CAST(origin_seconds AS BIGINT) * 1000 > ? ORDER BY id",
                    now,
                    origins);
        }
        long last = Segment.number(connection, "SELECT COALESCE(MAX(sequence), 0) FROM journal_contribution");
        read(
                connection,
                "SELECT origin, received_at + CAST(origin_seconds AS BIGINT) * 1000, sequence FROM journal_contribution WHERE sequence > "
                        + (last - rows)
                        + " AND origin IS NOT NULL AND received_at + CAST(origin_seconds AS BIGINT) * 1000 > ? ORDER BY sequence",
                now,
                origins);
    }

    static void carry(Connection to, Origins origins) throws SQLException {
        try (PreparedStatement merge = to.prepareStatement("MERGE INTO journal_origin(origin, until) VALUES (?, ?)")) {
            SQLException[] failure = new SQLException[1];
            origins.forEach(System.currentTimeMillis(), (key, until) -> {
                try {
                    merge.setLong(1, key);
                    merge.setLong(2, until);
                    merge.addBatch();
                } catch (SQLException e) {
                    failure[0] = e;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
            merge.executeBatch();
        }
    }

    private static void read(Connection connection, String sql, long now, Origins origins) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, now);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    origins.add(row.getLong(1), row.getLong(2), row.getLong(3));
                }
            }
        }
    }
}
