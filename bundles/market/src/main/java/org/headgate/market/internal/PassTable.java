package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code market_pass}. */
final class PassTable {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS market_pass(
              id VARCHAR(32) PRIMARY KEY,
              token_hash BINARY(32) NOT NULL,
              feed VARCHAR(64) NOT NULL,
              buyer VARCHAR(80) NOT NULL,
              from_at BIGINT NOT NULL,
              until_at BIGINT NOT NULL,
              credited_ms BIGINT NOT NULL,
              revoked_at BIGINT NOT NULL,
              reason VARCHAR(200) NOT NULL)""");

    private static final String COLUMNS =
            "id, token_hash, feed, buyer, from_at, until_at, credited_ms, revoked_at, reason";

    private PassTable() {}

    static List<StoredPass> all(Connection connection) throws SQLException {
        List<StoredPass> passes = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM market_pass");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                passes.add(pass(rows));
            }
        }
        return passes;
    }

    static @Nullable StoredPass find(Connection connection, String id) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM market_pass WHERE id = ?")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? pass(rows) : null;
            }
        }
    }

    static void insert(Connection connection, StoredPass pass) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO market_pass(" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, pass.id());
            insert.setBytes(2, pass.tokenHash());
            insert.setString(3, pass.feed());
            insert.setString(4, pass.buyer());
            insert.setLong(5, pass.from());
            insert.setLong(6, pass.until());
            insert.setLong(7, pass.creditedMillis());
            insert.setLong(8, pass.revokedAt());
            insert.setString(9, pass.reason());
            insert.executeUpdate();
        }
    }

    static void revoke(Connection connection, String id, long at, String reason) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE market_pass SET revoked_at = ?, reason = ? WHERE id = ?")) {
            update.setLong(1, at);
            update.setString(2, reason);
            update.setString(3, id);
            update.executeUpdate();
        }
    }

    static void extend(Connection connection, String id, long millis) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE market_pass SET until_at = until_at + ?, credited_ms = credited_ms + ? WHERE id = ?")) {
            update.setLong(1, millis);
            update.setLong(2, millis);
            update.setString(3, id);
            update.executeUpdate();
        }
    }

    /** Forgets passes that ended before; their movements stay in the ledger. */
    static int prune(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM market_pass WHERE until_at < ? OR (revoked_at > 0 AND revoked_at < ?)")) {
            delete.setLong(1, before);
            delete.setLong(2, before);
            return delete.executeUpdate();
        }
    }

    private static StoredPass pass(ResultSet row) throws SQLException {
        return new StoredPass(
                row.getString(1),
                row.getBytes(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getString(9));
    }
}
