package org.headgate.chain.evm.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code chain_facilitated}: payments that an outside facilitator was asked to settle, from before it was. Of one chain. */
final class FacilitatedTable {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS chain_facilitated(
              chain BIGINT NOT NULL,
              purpose VARCHAR(250) NOT NULL,
              created_at BIGINT NOT NULL,
              since_block BIGINT NOT NULL,
              hash VARCHAR(66) NOT NULL,
              block BIGINT NOT NULL,
              PRIMARY KEY(chain, purpose))""");

    private final long chain;

    FacilitatedTable(long chain) {
        this.chain = chain;
    }

    /**
     * One payment.
     *
     * @param sinceBlock in no block up to this one was it settled
     * @param hash of the transaction that settled it; empty until that is known
     */
    record Row(String purpose, long createdAt, long sinceBlock, String hash, long block) {
        boolean done() {
            return !hash.isEmpty();
        }
    }

    @Nullable
    Row find(Connection connection, String purpose) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT created_at, since_block, hash, block FROM chain_facilitated WHERE chain = ? AND purpose = ?")) {
            query.setLong(1, chain);
            query.setString(2, purpose);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Row(purpose, row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4))
                        : null;
            }
        }
    }

    void put(Connection connection, Row row) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO chain_facilitated(chain, purpose, created_at, since_block, hash, block)"
                        + " KEY(chain, purpose) VALUES (?, ?, ?, ?, ?, ?)")) {
            merge.setLong(1, chain);
            merge.setString(2, row.purpose());
            merge.setLong(3, row.createdAt());
            merge.setLong(4, row.sinceBlock());
            merge.setString(5, row.hash());
            merge.setLong(6, row.block());
            merge.executeUpdate();
        }
    }

    /** @param before when they were made */
    int prune(Connection connection, long before) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM chain_facilitated WHERE chain = ? AND created_at < ?")) {
            delete.setLong(1, chain);
            delete.setLong(2, before);
            return delete.executeUpdate();
        }
    }
}
