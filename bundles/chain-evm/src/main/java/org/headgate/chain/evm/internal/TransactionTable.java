package org.headgate.chain.evm.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** The rows of {@code chain_transaction}, and what gas cost by day in {@code chain_gas}. Of one chain. */
final class TransactionTable {
    static final List<String> STEPS = List.of(
            """
            CREATE TABLE IF NOT EXISTS chain_transaction(
              chain BIGINT NOT NULL,
              purpose VARCHAR(250) NOT NULL,
              sender BINARY(20) NOT NULL,
              nonce BIGINT NOT NULL,
              target BINARY(20) NOT NULL,
              data VARBINARY(524288) NOT NULL,
              event VARBINARY(1024) NOT NULL,
              code_simulation VARCHAR(100) NOT NULL,
              code_transaction VARCHAR(100) NOT NULL,
              code_event VARCHAR(100) NOT NULL,
              gas BIGINT NOT NULL,
              fee_most NUMERIC(39) NOT NULL,
              fee_priority NUMERIC(39) NOT NULL,
              raw VARBINARY(524800) NOT NULL,
              attempts VARBINARY(1024) NOT NULL,
              state VARCHAR(16) NOT NULL,
              created_at BIGINT NOT NULL,
              hash BINARY(32) NOT NULL,
              block BIGINT NOT NULL,
              gas_cost NUMERIC(39) NOT NULL,
              refusal VARCHAR(100) NOT NULL,
              PRIMARY KEY(chain, purpose))""",
            "CREATE INDEX IF NOT EXISTS chain_transaction_state ON chain_transaction(chain, state, created_at)",
            """
            CREATE TABLE IF NOT EXISTS chain_gas(
              chain BIGINT NOT NULL,
              epoch_day BIGINT NOT NULL,
              cost NUMERIC(39) NOT NULL,
              transactions BIGINT NOT NULL,
              PRIMARY KEY(chain, epoch_day))""");

    private static final String COLUMNS = "purpose, sender, nonce, target, data, event, code_simulation,"
            + " code_transaction, code_event, gas, fee_most, fee_priority, raw, attempts, state, created_at, hash,"
            + " block, gas_cost, refusal";

    private final long chain;

    TransactionTable(long chain) {
        this.chain = chain;
    }

    @Nullable
    Sent find(Connection connection, String purpose) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM chain_transaction WHERE chain = ? AND purpose = ?")) {
            query.setLong(1, chain);
            query.setString(2, purpose);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? sent(row) : null;
            }
        }
    }

    /** Those that are not in a block as far as is known. */
    List<Sent> open(Connection connection) throws SQLException {
        List<Sent> open = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM chain_transaction WHERE chain = ? AND state = 'OPEN'")) {
            query.setLong(1, chain);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    open.add(sent(rows));
                }
            }
        }
        return open;
    }

    /** Writes a row, over the one that there is. */
    void put(Connection connection, Sent sent) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement("MERGE INTO chain_transaction(chain, " + COLUMNS
                + ") KEY(chain, purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            Order order = sent.order();
            int at = 0;
            merge.setLong(++at, chain);
            merge.setString(++at, order.purpose());
            merge.setBytes(++at, sent.sender().bytes());
            merge.setLong(++at, sent.nonce());
            merge.setBytes(++at, order.to().bytes());
            merge.setBytes(++at, sent.isOpen() ? order.data() : new byte[0]);
            merge.setBytes(++at, order.event());
            merge.setString(++at, order.refusals().simulation());
            merge.setString(++at, order.refusals().transaction());
            merge.setString(++at, order.refusals().event());
            merge.setLong(++at, sent.gas());
            merge.setBigDecimal(++at, new BigDecimal(sent.fees().most()));
            merge.setBigDecimal(++at, new BigDecimal(sent.fees().priority()));
            merge.setBytes(++at, sent.raw());
            merge.setBytes(++at, joined(sent.attempts()));
            merge.setString(++at, sent.state().name());
            merge.setLong(++at, sent.createdAt());
            merge.setBytes(++at, sent.hash().bytes());
            merge.setLong(++at, sent.block());
            merge.setBigDecimal(++at, new BigDecimal(sent.gasCost()));
            merge.setString(++at, sent.refusal());
            merge.executeUpdate();
        }
    }

    /** A transaction that came to nothing, and another for the same is written: what became of it is kept, under its hash. */
    void setAside(Connection connection, Sent next) throws SQLException {
        Sent last = find(connection, next.order().purpose());
        if (last != null && last.state() == Sent.State.REVERTED) {
            rename(connection, last);
        }
    }

    /** As {@link #put}, of one that a node had, and whose nonce another took. Its purpose is free for the next. */
    void putAside(Connection connection, Sent lost) throws SQLException {
        put(connection, lost);
        rename(connection, lost);
    }

    private void rename(Connection connection, Sent past) throws SQLException {
        try (PreparedStatement rename = connection.prepareStatement(
                "UPDATE chain_transaction SET purpose = ? WHERE chain = ? AND purpose = ?")) {
            rename.setString(1, "past:" + past.hash());
            rename.setLong(2, chain);
            rename.setString(3, past.order().purpose());
            rename.executeUpdate();
        }
    }

    /** Forgets those that came to an end; what they cost stays. @param before when they were made @param voidBefore when those were that came to nothing */
    int prune(Connection connection, long before, long voidBefore) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM chain_transaction WHERE chain = ? AND (state <> 'OPEN' AND created_at < ? OR state = 'VOID' AND created_at < ?)")) {
            delete.setLong(1, chain);
            delete.setLong(2, before);
            delete.setLong(3, voidBefore);
            return delete.executeUpdate();
        }
    }

    void spend(Connection connection, long day, BigInteger cost) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(
                "UPDATE chain_gas SET cost = cost + ?, transactions = transactions + 1 WHERE chain = ? AND epoch_day = ?")) {
            add.setBigDecimal(1, new BigDecimal(cost));
            add.setLong(2, chain);
            add.setLong(3, day);
            if (add.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO chain_gas(chain, epoch_day, cost, transactions) VALUES (?, ?, ?, 1)")) {
            insert.setLong(1, chain);
            insert.setLong(2, day);
            insert.setBigDecimal(3, new BigDecimal(cost));
            insert.executeUpdate();
        }
    }

    /** From a day on. */
    BigInteger spent(Connection connection, long day) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT COALESCE(SUM(cost), 0) FROM chain_gas WHERE chain = ? AND epoch_day >= ?")) {
            query.setLong(1, chain);
            query.setLong(2, day);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBigDecimal(1).toBigInteger();
            }
        }
    }

    static long day(long millis) {
        return Instant.ofEpochMilli(millis)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .toEpochDay();
    }

    private static Sent sent(ResultSet row) throws SQLException {
        Order order = new Order(
                row.getString(1),
                Address.of(row.getBytes(4)),
                row.getBytes(5),
                row.getBytes(6),
                new Order.Refusals(row.getString(7), row.getString(8), row.getString(9)));
        return new Sent(
                order,
                Address.of(row.getBytes(2)),
                row.getLong(3),
                row.getLong(10),
                new Fees(
                        row.getBigDecimal(11).toBigInteger(),
                        row.getBigDecimal(12).toBigInteger()),
                row.getBytes(13),
                parted(row.getBytes(14)),
                Sent.State.valueOf(row.getString(15)),
                row.getLong(16),
                Hash.of(row.getBytes(17)),
                row.getLong(18),
                row.getBigDecimal(19).toBigInteger(),
                row.getString(20));
    }

    private static byte[] joined(List<Hash> hashes) {
        byte[] all = new byte[32 * hashes.size()];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(hashes.get(i).bytes(), 0, all, 32 * i, 32);
        }
        return all;
    }

    private static List<Hash> parted(byte[] all) {
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < all.length; at += 32) {
            hashes.add(Hash.of(Arrays.copyOfRange(all, at, at + 32)));
        }
        return List.copyOf(hashes);
    }
}
