package org.headgate.market.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.headgate.market.internal.Ledger.Movement;

/**
 * What the ledger adds up to, by day, kind and asset: kept with it, so that nobody has to read it through. Days are those of UTC. On disk by static methods, within the
 * transaction of the row; in memory by {@link #add(List)}, once that is synced. Safe for any thread.
 */
final class Totals {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS market_total(
              on_day BIGINT NOT NULL,
              kind VARCHAR(16) NOT NULL,
              asset VARCHAR(80) NOT NULL,
              amount NUMERIC(39) NOT NULL,
              entries BIGINT NOT NULL,
              PRIMARY KEY(on_day, kind, asset))""", """
            MERGE INTO market_total(on_day, kind, asset, amount, entries) KEY(on_day, kind, asset)
              SELECT at / 86400000, kind, asset, SUM(amount), COUNT(*) FROM market_ledger
              GROUP BY at / 86400000, kind, asset""");

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final Map<Key, Sum> all = new HashMap<>();
    private final Map<Key, Sum> today = new HashMap<>();
    private long day;
    private long entries;

    /** @param asset empty where no money moves */
    record Key(String kind, String asset) {}

    record Sum(BigInteger amount, long entries) {
        static final Sum NOTHING = new Sum(BigInteger.ZERO, 0);

        Sum plus(BigInteger more, long rows) {
            return new Sum(amount.add(more), entries + rows);
        }
    }

    record Row(long day, Key key, Sum sum) {}

    static long day(long millis) {
        return Math.floorDiv(millis, DAY_MILLIS);
    }

    static long start(long day) {
        return day * DAY_MILLIS;
    }

    static void add(Connection connection, Movement movement) throws SQLException {
        if (change(
                        connection,
                        "UPDATE market_total SET amount = amount + ?, entries = entries + ? WHERE on_day = ? AND kind = ? AND asset = ?",
                        movement)
                == 0) {
            change(
                    connection,
                    "INSERT INTO market_total(amount, entries, on_day, kind, asset) VALUES (?, ?, ?, ?, ?)",
                    movement);
        }
    }

    private static int change(Connection connection, String sql, Movement movement) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            change.setBigDecimal(1, new BigDecimal(movement.amount()));
            change.setLong(2, movement.more() ? 0 : 1);
            change.setLong(3, day(movement.at()));
            change.setString(4, movement.kind());
            change.setString(5, movement.asset());
            return change.executeUpdate();
        }
    }

    /** Forgets days before. What they held. */
    static List<Row> prune(Connection connection, long beforeDay) throws SQLException {
        List<Row> old = read(connection, " WHERE on_day < " + beforeDay);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM market_total WHERE on_day < ?")) {
            delete.setLong(1, beforeDay);
            delete.executeUpdate();
        }
        return old;
    }

    static List<Row> read(Connection connection) throws SQLException {
        return read(connection, "");
    }

    private static List<Row> read(Connection connection, String condition) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT on_day, kind, asset, amount, entries FROM market_total" + condition);
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

    /** Takes what is on disk instead of what is known. */
    synchronized void load(List<Row> rows) {
        all.clear();
        today.clear();
        day = Long.MIN_VALUE;
        entries = 0;
        rows.forEach(row -> add(row.day, row.key, row.sum));
    }

    /** Movements that are synced. */
    synchronized void add(List<Movement> movements) {
        movements.forEach(movement -> add(
                day(movement.at()),
                new Key(movement.kind(), movement.asset()),
                new Sum(movement.amount(), movement.more() ? 0 : 1)));
    }

    synchronized void forget(List<Row> rows) {
        for (Row row : rows) {
            all.computeIfPresent(row.key, (key, sum) -> sum.plus(row.sum.amount.negate(), -row.sum.entries));
            entries -= row.sum.entries;
        }
    }

    synchronized long entries() {
        return entries;
    }

    /** By kind and asset, as far back as the ledger goes. */
    synchronized Map<Key, BigInteger> all() {
        return amounts(all);
    }

    /** As {@link #all()}, of one kind and asset. */
    synchronized BigInteger amount(String kind, String asset) {
        return all.getOrDefault(new Key(kind, asset), Sum.NOTHING).amount;
    }

    synchronized Map<Key, BigInteger> today(long now) {
        return day(now) == day ? amounts(today) : Map.of();
    }

    private static Map<Key, BigInteger> amounts(Map<Key, Sum> sums) {
        Map<Key, BigInteger> amounts = new HashMap<>();
        sums.forEach((key, sum) -> amounts.put(key, sum.amount));
        return amounts;
    }

    private void add(long when, Key key, Sum sum) {
        if (when > day) {
            day = when;
            today.clear();
        }
        if (when == day) {
            today.put(key, today.getOrDefault(key, Sum.NOTHING).plus(sum.amount, sum.entries));
        }
        all.put(key, all.getOrDefault(key, Sum.NOTHING).plus(sum.amount, sum.entries));
        entries += sum.entries;
    }
}
