package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.headgate.market.internal.Ledger.Movement;

/**
 * What the ledger adds up to by kind and asset, in all and today, in memory: taken from {@link Sums} at the start, and added to once a movement is synced. Days are those of UTC. Safe for any
 * thread.
 */
final class Totals {
    /** Of files that are older than {@link Sums}. */
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
