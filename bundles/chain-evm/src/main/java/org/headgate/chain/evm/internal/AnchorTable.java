package org.headgate.chain.evm.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** The rows of {@code chain_anchor}: roots over ranges of batches, one after the other. Of one chain. */
final class AnchorTable {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS chain_anchor(
              chain BIGINT NOT NULL,
              first_batch BIGINT NOT NULL,
              last_batch BIGINT NOT NULL,
              root BINARY(32) NOT NULL,
              made_at BIGINT NOT NULL,
              noted_at BIGINT NOT NULL,
              hash VARCHAR(66) NOT NULL,
              cost NUMERIC(39) NOT NULL,
              PRIMARY KEY(chain, last_batch))""");

    private final long chain;

    /**
     * The StandardMerkleTree root over the hashes of the headers of batches {@code first} to {@code last}.
     *
     * @param madeAt milliseconds since the epoch
     * @param notedAt seconds since the epoch, as the chain says; 0 where it is not noted yet
     * @param transaction its hash; empty where another had it noted, or where it is not yet
     * @param cost of gas, in wei
     */
    record Anchor(long first, long last, Hash root, long madeAt, long notedAt, String transaction, BigInteger cost) {

        static Anchor made(long first, long last, Hash root, long madeAt) {
            return new Anchor(first, last, root, madeAt, 0, "", BigInteger.ZERO);
        }

        Anchor noted(long at, String transaction, BigInteger cost) {
            return new Anchor(first, last, root, madeAt, at, transaction, cost);
        }
    }

    AnchorTable(long chain) {
        this.chain = chain;
    }

    @Nullable
    Anchor last(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT first_batch, last_batch, root, made_at, noted_at, hash, cost FROM chain_anchor WHERE chain = ?"
                        + " ORDER BY last_batch DESC LIMIT 1")) {
            query.setLong(1, chain);
            return read(query).orElse(null);
        }
    }

    /** Of what is noted. */
    Optional<Anchor> covering(Connection connection, long batch) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT first_batch, last_batch, root, made_at, noted_at, hash, cost FROM chain_anchor WHERE chain = ?"
                        + " AND last_batch >= ? AND first_batch <= ? AND noted_at > 0 ORDER BY last_batch LIMIT 1")) {
            query.setLong(1, chain);
            query.setLong(2, batch);
            query.setLong(3, batch);
            return read(query);
        }
    }

    private static Optional<Anchor> read(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Anchor(
                            row.getLong(1),
                            row.getLong(2),
                            Hash.of(row.getBytes(3)),
                            row.getLong(4),
                            row.getLong(5),
                            row.getString(6),
                            row.getBigDecimal(7).toBigInteger()))
                    : Optional.empty();
        }
    }

    void put(Connection connection, Anchor anchor) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO chain_anchor KEY(chain, last_batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            merge.setLong(1, chain);
            merge.setLong(2, anchor.first());
            merge.setLong(3, anchor.last());
            merge.setBytes(4, anchor.root().bytes());
            merge.setLong(5, anchor.madeAt());
            merge.setLong(6, anchor.notedAt());
            merge.setString(7, anchor.transaction());
            merge.setBigDecimal(8, new BigDecimal(anchor.cost()));
            merge.executeUpdate();
        }
    }

    /** Of what was made since then, in wei. */
    BigInteger cost(Connection connection, long since) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT COALESCE(SUM(cost), 0) FROM chain_anchor WHERE chain = ? AND made_at >= ?")) {
            query.setLong(1, chain);
            query.setLong(2, since);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBigDecimal(1).toBigInteger();
            }
        }
    }

    /** Forgets those made before, the newest aside. */
    void prune(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM chain_anchor WHERE chain = ? AND made_at < ? AND last_batch <"
                        + " (SELECT MAX(last_batch) FROM chain_anchor WHERE chain = ?)")) {
            delete.setLong(1, chain);
            delete.setLong(2, before);
            delete.setLong(3, chain);
            delete.executeUpdate();
        }
    }
}
