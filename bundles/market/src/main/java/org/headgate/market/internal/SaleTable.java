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
import org.headgate.api.batch.Address;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.x402.Network;
import org.jspecify.annotations.Nullable;

/** The rows of {@code market_sale}: payments for passes and ranges of the past, from before they are sent to the chain, so that none is forgotten between payment and pass. */
final class SaleTable {
    static final List<String> STEPS =
            List.of("""
            CREATE TABLE IF NOT EXISTS market_sale(
              id VARCHAR(32) PRIMARY KEY,
              at BIGINT NOT NULL,
              network VARCHAR(32) NOT NULL,
              asset VARCHAR(42) NOT NULL,
              payer VARCHAR(42) NOT NULL,
              nonce VARCHAR(66) NOT NULL,
              identifier VARCHAR(128),
              ticket VARCHAR(128) NOT NULL,
              payment VARCHAR(4000) NOT NULL,
              feed VARCHAR(64) NOT NULL,
              url VARCHAR(2000) NOT NULL,
              amount NUMERIC(39) NOT NULL,
              seconds BIGINT NOT NULL,
              done_at BIGINT NOT NULL,
              settled VARCHAR(80) NOT NULL,
              UNIQUE(payer, nonce, asset, network),
              UNIQUE(payer, identifier))""", "CREATE INDEX IF NOT EXISTS market_sale_done ON market_sale(done_at)");

    /** Of a range of the past; 0 for a pass. */
    static final List<String> RANGE_STEPS = List.of(
            "ALTER TABLE market_sale ADD COLUMN IF NOT EXISTS range_from BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE market_sale ADD COLUMN IF NOT EXISTS range_to BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE market_sale ADD COLUMN IF NOT EXISTS range_records BIGINT DEFAULT 0 NOT NULL");

    static final List<String> OWED_STEPS =
            List.of("ALTER TABLE market_sale ADD COLUMN IF NOT EXISTS owed BOOLEAN DEFAULT FALSE NOT NULL");

    private static final String COLUMNS =
            "id, at, network, asset, payer, nonce, identifier, ticket, payment, feed, url, amount, seconds, done_at, settled,"
                    + " range_from, range_to, range_records, owed";

    private SaleTable() {}

    /**
     * One payment.
     *
     * @param id of what is bought
     * @param identifier which the payer gave it; null where he gave none
     * @param ticket of the offer that was paid ({@link Ticket}); empty where there was none
     * @param payment the scheme's payload, as JSON
     * @param seconds how long the pass lasts, or how long the range can be had again
     * @param doneAt milliseconds since the epoch; 0 until the goods are there
     * @param transaction the hash; empty until then
     * @param range of the past that is bought; null for a pass
     * @param owed whether the payer was told to ask again, or nothing, and has not been told since what he bought
     */
    record SaleRow(
            String id,
            long at,
            Network network,
            Address asset,
            Address payer,
            String nonce,
            @Nullable String identifier,
            String ticket,
            String payment,
            String feed,
            String url,
            BigInteger amount,
            long seconds,
            long doneAt,
            String transaction,
            @Nullable HistoryRange range,
            boolean owed) {

        boolean done() {
            return doneAt > 0;
        }

        SaleRow done(long when, String hash) {
            return new SaleRow(
                    id,
                    at,
                    network,
                    asset,
                    payer,
                    nonce,
                    identifier,
                    ticket,
                    payment,
                    feed,
                    url,
                    amount,
                    seconds,
                    when,
                    hash,
                    range,
                    owed);
        }

        boolean sameNonce(SaleRow other) {
            return nonce.equals(other.nonce)
                    && payer.equals(other.payer)
                    && asset.equals(other.asset)
                    && network.equals(other.network);
        }

        /** Whether the other is for the same goods. */
        boolean sameGoods(SaleRow other) {
            return feed.equals(other.feed) && Objects.equals(range, other.range);
        }

        /** Whether something of it does not stand on the chain for all to read. */
        boolean secret() {
            return !ticket.isEmpty() || identifier != null;
        }

        /** Whether the other is the same payment, for the same. */
        boolean samePayment(SaleRow other) {
            return payment.equals(other.payment) && feed.equals(other.feed) && (range == null) == (other.range == null);
        }

        /** Whether the other is the same payment, for the same, by one who knows what does not stand on the chain. */
        boolean repeats(SaleRow other) {
            return samePayment(other)
                    && ticket.equals(other.ticket)
                    && (identifier == null || identifier.equals(other.identifier));
        }
    }

    /** One by the same payer with the same nonce, else one with the same identifier. */
    static @Nullable SaleRow like(Connection connection, SaleRow sale) throws SQLException {
        SaleRow byNonce = one(
                connection,
                "network = ? AND asset = ? AND payer = ? AND nonce = ?",
                sale.network().toString(),
                sale.asset().toString(),
                sale.payer().toString(),
                sale.nonce());
        String identifier = sale.identifier();
        return byNonce != null || identifier == null
                ? byNonce
                : one(connection, "payer = ? AND identifier = ?", sale.payer().toString(), identifier);
    }

    /** The oldest by which the same payer bought the same, and has not got it. */
    static @Nullable SaleRow owed(Connection connection, SaleRow sale) throws SQLException {
        HistoryRange range = sale.range();
        return one(
                connection,
                "payer = ? AND network = ? AND asset = ? AND feed = ? AND range_from = ? AND range_to = ? AND owed ORDER BY at LIMIT 1",
                sale.payer().toString(),
                sale.network().toString(),
                sale.asset().toString(),
                sale.feed(),
                Long.toString(range == null ? 0 : range.from()),
                Long.toString(range == null ? 0 : range.to()));
    }

    /** Notes whether it is owed. False where that was so before. */
    static boolean owe(Connection connection, String id, boolean owed) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE market_sale SET owed = ? WHERE id = ? AND owed <> ?")) {
            update.setBoolean(1, owed);
            update.setString(2, id);
            update.setBoolean(3, owed);
            return update.executeUpdate() > 0;
        }
    }

    static @Nullable SaleRow find(Connection connection, String id) throws SQLException {
        return one(connection, "id = ?", id);
    }

    /** Those of one network that are not done, the oldest first. */
    static List<SaleRow> open(Connection connection, Network network, int most) throws SQLException {
        List<SaleRow> open = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM market_sale WHERE done_at = 0 AND network = ? ORDER BY at LIMIT " + most)) {
            query.setString(1, network.toString());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    open.add(sale(rows));
                }
            }
        }
        return open;
    }

    static void insert(Connection connection, SaleRow sale) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO market_sale(" + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, sale.id());
            insert.setLong(2, sale.at());
            insert.setString(3, sale.network().toString());
            insert.setString(4, sale.asset().toString());
            insert.setString(5, sale.payer().toString());
            insert.setString(6, sale.nonce());
            insert.setString(7, sale.identifier());
            insert.setString(8, sale.ticket());
            insert.setString(9, sale.payment());
            insert.setString(10, sale.feed());
            insert.setString(11, sale.url());
            insert.setBigDecimal(12, new BigDecimal(sale.amount()));
            insert.setLong(13, sale.seconds());
            insert.setLong(14, sale.doneAt());
            insert.setString(15, sale.transaction());
            HistoryRange range = sale.range();
            insert.setLong(16, range == null ? 0 : range.from());
            insert.setLong(17, range == null ? 0 : range.to());
            insert.setLong(18, range == null ? 0 : range.records());
            insert.setBoolean(19, sale.owed());
            insert.executeUpdate();
        }
    }

    static void done(Connection connection, String id, long at, String transaction) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE market_sale SET done_at = ?, settled = ? WHERE id = ?")) {
            update.setLong(1, at);
            update.setString(2, transaction);
            update.setString(3, id);
            update.executeUpdate();
        }
    }

    /** Forgets one that came to nothing. */
    static void drop(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM market_sale WHERE id = ? AND done_at = 0")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** Forgets those whose pass is forgotten, and ranges that ended before: the chain takes none of their payments twice. */
    static void prune(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM market_sale WHERE done_at > 0 AND CASE WHEN range_to > 0 THEN done_at + seconds * 1000 < ?"
                        + " ELSE id NOT IN (SELECT id FROM market_pass) END")) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
    }

    private static @Nullable SaleRow one(Connection connection, String condition, String... values)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM market_sale WHERE " + condition)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? sale(rows) : null;
            }
        }
    }

    private static SaleRow sale(ResultSet row) throws SQLException {
        return new SaleRow(
                row.getString(1),
                row.getLong(2),
                new Network(Long.parseLong(row.getString(3).substring("eip155:".length()))),
                Address.parse(row.getString(4)),
                Address.parse(row.getString(5)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getBigDecimal(12).toBigIntegerExact(),
                row.getLong(13),
                row.getLong(14),
                row.getString(15),
                row.getLong(17) == 0 ? null : new HistoryRange(row.getLong(16), row.getLong(17), row.getLong(18)),
                row.getBoolean(19));
    }
}
