package org.headgate.market.internal;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.market.internal.Totals.Key;
import org.headgate.market.internal.Totals.Row;
import org.headgate.market.internal.Totals.Sum;

/**
 * What the ledger adds up to, by day, kind, goods, asset, feed and buyer: written in the transaction of the row, so that nobody has to read the ledger through. A row for each day on which
 * somebody bought something of a feed, however many records that were.
 */
final class Sums {
    /** Sums by day, kind and asset alone stood in {@code market_total} before. */
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS market_sum(
              on_day BIGINT NOT NULL,
              kind VARCHAR(16) NOT NULL,
              goods VARCHAR(16) NOT NULL,
              asset VARCHAR(80) NOT NULL,
              feed VARCHAR(64) NOT NULL,
              buyer VARCHAR(80) NOT NULL,
              amount NUMERIC(39) NOT NULL,
              entries BIGINT NOT NULL,
              PRIMARY KEY(on_day, kind, goods, asset, feed, buyer))""", """
            MERGE INTO market_sum(on_day, kind, goods, asset, feed, buyer, amount, entries)
                KEY(on_day, kind, goods, asset, feed, buyer)
              SELECT at / 86400000, kind, CASE WHEN kind <> 'sale' THEN '' WHEN range_from IS NULL THEN 'pass' ELSE 'history' END AS goods,
                  asset, feed, buyer, SUM(amount), COUNT(*) FROM market_ledger
              GROUP BY at / 86400000, kind, goods, asset, feed, buyer""", "DROP TABLE IF EXISTS market_total");

    private Sums() {}

    static void add(Connection connection, Movement movement) throws SQLException {
        if (change(
                        connection,
                        "UPDATE market_sum SET amount = amount + ?, entries = entries + ?"
                                + " WHERE on_day = ? AND kind = ? AND goods = ? AND asset = ? AND feed = ? AND buyer = ?",
                        movement)
                == 0) {
            change(
                    connection,
                    "INSERT INTO market_sum(amount, entries, on_day, kind, goods, asset, feed, buyer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    movement);
        }
    }

    private static int change(Connection connection, String sql, Movement movement) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            change.setBigDecimal(1, new BigDecimal(movement.amount()));
            change.setLong(2, movement.more() ? 0 : 1);
            change.setLong(3, Totals.day(movement.at()));
            change.setString(4, movement.kind());
            change.setString(5, movement.goods());
            change.setString(6, movement.asset());
            change.setString(7, movement.feed());
            change.setString(8, movement.buyer());
            return change.executeUpdate();
        }
    }

    /** Forgets days before. What they held. */
    static List<Row> prune(Connection connection, long beforeDay) throws SQLException {
        List<Row> old = read(connection, " WHERE on_day < " + beforeDay);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM market_sum WHERE on_day < ?")) {
            delete.setLong(1, beforeDay);
            delete.executeUpdate();
        }
        return old;
    }

    /** By day, kind and asset. */
    static List<Row> read(Connection connection) throws SQLException {
        return read(connection, "");
    }

    private static List<Row> read(Connection connection, String condition) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT on_day, kind, asset, SUM(amount), SUM(entries) FROM market_sum" + condition
                                + " GROUP BY on_day, kind, asset");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getLong(1),
                        new Key(row.getString(2), row.getString(3)),
                        new Sum(row.getBigDecimal(4).toBigIntegerExact(), row.getLong(5))));
            }
        }
        return rows;
    }
}
