package org.headgate.market.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of {@code market_ledger}: one a movement, each with a key that it is known by, so that the same movement twice is one. */
final class Ledger {
    static final List<String> STEPS = List.of(
            """
            CREATE TABLE IF NOT EXISTS market_ledger(
              id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              at BIGINT NOT NULL,
              kind VARCHAR(16) NOT NULL,
              idempotency VARCHAR(200) NOT NULL UNIQUE,
              account VARCHAR(80) NOT NULL,
              feed VARCHAR(64) NOT NULL,
              buyer VARCHAR(80) NOT NULL,
              asset VARCHAR(80) NOT NULL,
              amount NUMERIC(39) NOT NULL,
              millis BIGINT NOT NULL,
              range_from BIGINT,
              range_to BIGINT,
              detail VARCHAR(400) NOT NULL)""",
            "CREATE INDEX IF NOT EXISTS market_ledger_account ON market_ledger(account, kind, range_to)",
            "CREATE INDEX IF NOT EXISTS market_ledger_at ON market_ledger(at)");

    /** In the order of the positions, feed by feed: see {@link Charging}. */
    static final List<String> FEED_STEPS = List.of(
            "CREATE INDEX IF NOT EXISTS market_ledger_range ON market_ledger(account, kind, feed, range_to)",
            "DROP INDEX IF EXISTS market_ledger_account");

    private Ledger() {}

    /** Positions, inclusive on both ends. */
    record Range(long from, long to) {}

    /**
     * One movement.
     *
     * @param key what makes the movement one, however often it is told
     * @param account a pass's id, or a channel's
     * @param asset of the amount: see {@link Asset}; empty where no money moves
     * @param amount in the asset's smallest unit; below 0 what the seller spends or gives back
     * @param millis time granted, credited or, below 0, taken
     * @param more whether it adds to the row of a movement before
     */
    record Movement(
            long at,
            String kind,
            String key,
            String account,
            String feed,
            String buyer,
            String asset,
            BigInteger amount,
            long millis,
            @Nullable Range range,
            String detail,
            boolean more) {

        Movement(
                long at,
                String kind,
                String key,
                String account,
                String feed,
                String buyer,
                String asset,
                BigInteger amount,
                long millis,
                @Nullable Range range,
                String detail) {
            this(at, kind, key, account, feed, buyer, asset, amount, millis, range, detail, false);
        }

        /** Records of a feed, charged to a channel. */
        static Movement charge(StoredChannel channel, String feed, long at, Range range, BigInteger amount) {
            return new Movement(
                    at,
                    "charge",
                    "charge:" + channel.id() + ":" + feed + ":" + range.from,
                    channel.id().toString(),
                    feed,
                    channel.config().payer().toString(),
                    Asset.token(channel.network(), channel.config().token()),
                    amount,
                    0,
                    range,
                    "");
        }

        Movement adding() {
            return new Movement(at, kind, key, account, feed, buyer, asset, amount, millis, range, detail, true);
        }

        /** That there is a row, of which the amount was told before. */
        Movement row() {
            return new Movement(
                    at, kind, key, account, feed, buyer, asset, BigInteger.ZERO, millis, range, detail, more);
        }

        /** A charge together with the one behind it; null where it does not go on with that, or on another day. */
        @Nullable
        Movement joined(Movement next) {
            Range mine = range;
            Range other = next.range;
            return mine == null
                            || other == null
                            || other.from != mine.to + 1
                            || !feed.equals(next.feed)
                            || Totals.day(at) != Totals.day(next.at)
                    ? null
                    : new Movement(
                            at,
                            kind,
                            key,
                            account,
                            feed,
                            buyer,
                            asset,
                            amount.add(next.amount),
                            millis,
                            new Range(mine.from, other.to),
                            detail);
        }

        /** What was sold for a payment of its own: {@code pass}, {@code history}, or empty where nothing was. */
        String goods() {
            return !"sale".equals(kind) ? "" : range == null ? "pass" : "history";
        }

        /** One of time alone. */
        static Movement of(long at, String kind, String key, StoredPass pass, long millis, String detail) {
            return of(at, kind, key, pass, millis, null, detail);
        }

        static Movement of(
                long at, String kind, String key, StoredPass pass, long millis, @Nullable Range range, String detail) {
            return new Movement(
                    at, kind, key, pass.id(), pass.feed(), pass.buyer(), "", BigInteger.ZERO, millis, range, detail);
        }
    }

    /** When an account had its last movement of a kind; 0 where it had none. */
    static long last(Connection connection, String kind, String account) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT MAX(at) FROM market_ledger WHERE account = ? AND kind = ?")) {
            query.setString(1, account);
            query.setString(2, kind);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** False where the movement is known already: then nothing was changed. */
    static boolean add(Connection connection, Movement movement) throws SQLException {
        try (PreparedStatement known =
                connection.prepareStatement("SELECT 1 FROM market_ledger WHERE idempotency = ?")) {
            known.setString(1, movement.key());
            try (ResultSet row = known.executeQuery()) {
                if (row.next()) {
                    return false;
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO market_ledger(at, kind, idempotency, account, feed, buyer, asset, amount, millis, range_from, range_to, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, movement.at());
            insert.setString(2, movement.kind());
            insert.setString(3, movement.key());
            insert.setString(4, movement.account());
            insert.setString(5, movement.feed());
            insert.setString(6, movement.buyer());
            insert.setString(7, movement.asset());
            insert.setBigDecimal(8, new BigDecimal(movement.amount()));
            insert.setLong(9, movement.millis());
            Range range = movement.range();
            insert.setObject(10, range == null ? null : range.from());
            insert.setObject(11, range == null ? null : range.to());
            insert.setString(12, cut(movement.detail()));
            insert.executeUpdate();
        }
        Sums.add(connection, movement);
        return true;
    }

    /** Adds charges, each to the row of the same day that ended right before it, where there is one. As they stand there. */
    static List<Movement> charge(Connection connection, List<Movement> charges) throws SQLException {
        List<Movement> entries = new ArrayList<>(charges.size());
        for (Movement charge : charges) {
            if (extend(connection, charge)) {
                Sums.add(connection, charge.adding());
                entries.add(charge.adding());
            } else {
                add(connection, charge);
                entries.add(charge);
            }
        }
        return entries;
    }

    private static boolean extend(Connection connection, Movement charge) throws SQLException {
        Range range = Objects.requireNonNull(charge.range());
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE market_ledger SET range_to = ?, amount = amount + ? WHERE account = ? AND kind = 'charge' AND range_to = ? AND feed = ? AND at >= ? AND at < ?")) {
            update.setLong(1, range.to);
            update.setBigDecimal(2, new BigDecimal(charge.amount()));
            update.setString(3, charge.account());
            update.setLong(4, range.from - 1);
            update.setString(5, charge.feed());
            update.setLong(6, Totals.start(Totals.day(charge.at())));
            update.setLong(7, Totals.start(Totals.day(charge.at()) + 1));
            return update.executeUpdate() == 1;
        }
    }

    /** The parts of a range for which the account has no gap yet. */
    static List<Range> uncovered(Connection connection, String account, Range range) throws SQLException {
        List<Range> open = new ArrayList<>();
        long from = range.from();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT range_from, range_to FROM market_ledger WHERE account = ? AND kind = 'gap' AND range_to >= ? AND range_from <= ?"
                        + " ORDER BY range_from, range_to")) {
            query.setString(1, account);
            query.setLong(2, range.from());
            query.setLong(3, range.to());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next() && from <= range.to()) {
                    if (rows.getLong(1) > from) {
                        open.add(new Range(from, rows.getLong(1) - 1));
                    }
                    from = Math.max(from, rows.getLong(2) + 1);
                }
            }
        }
        if (from <= range.to()) {
            open.add(new Range(from, range.to()));
        }
        return open;
    }

    /** Forgets whole days that ended before. What they added up to. */
    static List<Totals.Row> prune(Connection connection, long before) throws SQLException {
        long day = Totals.day(before);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM market_ledger WHERE at < ?")) {
            delete.setLong(1, Totals.start(day));
            delete.executeUpdate();
        }
        return Sums.prune(connection, day);
    }

    private static String cut(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400);
    }
}
