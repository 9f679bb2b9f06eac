package org.headgate.market.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.market.internal.ChannelRows.Row;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.Network;
import org.headgate.x402.Voucher;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/** The rows of {@code market_channel}. */
final class ChannelTable {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS market_channel(
              id VARCHAR(66) PRIMARY KEY,
              chain_id BIGINT NOT NULL,
              payer VARCHAR(42) NOT NULL,
              payer_authorizer VARCHAR(42) NOT NULL,
              receiver VARCHAR(42) NOT NULL,
              receiver_authorizer VARCHAR(42) NOT NULL,
              token VARCHAR(42) NOT NULL,
              withdraw_delay BIGINT NOT NULL,
              salt VARCHAR(66) NOT NULL,
              balance NUMERIC(39) NOT NULL,
              claimed NUMERIC(39) NOT NULL,
              withdraw_at BIGINT NOT NULL,
              withdraw_amount NUMERIC(39) NOT NULL,
              refund_nonce NUMERIC(78) NOT NULL,
              block BIGINT NOT NULL,
              seen_at BIGINT NOT NULL,
              base NUMERIC(39) NOT NULL,
              charged NUMERIC(39) NOT NULL,
              signed NUMERIC(39),
              signature VARBINARY(65),
              refunding NUMERIC(39) NOT NULL,
              unclaimed_since BIGINT NOT NULL,
              used_at BIGINT NOT NULL)""");

    private static final String COLUMNS = "id, chain_id, payer, payer_authorizer, receiver, receiver_authorizer, token,"
            + " withdraw_delay, salt, balance, claimed, withdraw_at, withdraw_amount, refund_nonce, block, seen_at, base,"
            + " charged, signed, signature, refunding, unclaimed_since, used_at";

    private ChannelTable() {}

    static List<StoredChannel> all(Connection connection) throws SQLException {
        List<StoredChannel> channels = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM market_channel");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                channels.add(channel(rows));
            }
        }
        return channels;
    }

    static @Nullable Row find(Connection connection, Hash id) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + ", _ROWID_ FROM market_channel WHERE id = ?")) {
            query.setString(1, id.toString());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Row(row.getLong(24), channel(row)) : null;
            }
        }
    }

    /** Those that are empty and all claimed, and were not used since. */
    static List<Hash> prune(Connection connection, long before) throws SQLException {
        String which =
                " FROM market_channel WHERE used_at < ? AND refunding = 0 AND balance <= claimed AND charged = claimed";
        List<Hash> gone = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id" + which)) {
            query.setLong(1, before);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    gone.add(Hash.parse(rows.getString(1)));
                }
            }
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE" + which)) {
            delete.setLong(1, before);
            delete.executeUpdate();
        }
        return gone;
    }

    static void save(Connection connection, StoredChannel channel) throws SQLException {
        try (PreparedStatement save = connection.prepareStatement("MERGE INTO market_channel(" + COLUMNS
                + ") KEY(id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            ChannelConfig config = channel.config();
            PaymentChain.Channel seen = channel.onChain();
            Voucher voucher = channel.voucher();
            save.setString(1, channel.id().toString());
            save.setLong(2, channel.network().chainId());
            save.setString(3, config.payer().toString());
            save.setString(4, config.payerAuthorizer().toString());
            save.setString(5, config.receiver().toString());
            save.setString(6, config.receiverAuthorizer().toString());
            save.setString(7, config.token().toString());
            save.setLong(8, config.withdrawDelay());
            save.setString(9, config.salt().toString());
            save.setBigDecimal(10, new BigDecimal(seen.balance()));
            save.setBigDecimal(11, new BigDecimal(seen.totalClaimed()));
            save.setLong(12, seen.withdrawRequestedAt());
            save.setBigDecimal(13, new BigDecimal(seen.withdrawAmount()));
            save.setBigDecimal(14, new BigDecimal(seen.refundNonce()));
            save.setLong(15, seen.block());
            save.setLong(16, channel.seenAt());
            save.setBigDecimal(17, new BigDecimal(channel.base()));
            save.setBigDecimal(18, new BigDecimal(channel.charged()));
            save.setBigDecimal(19, voucher == null ? null : new BigDecimal(voucher.maxClaimable()));
            save.setBytes(20, voucher == null ? null : voucher.signature());
            save.setBigDecimal(21, new BigDecimal(channel.refunding()));
            save.setLong(22, channel.unclaimedSince());
            save.setLong(23, channel.usedAt());
            save.executeUpdate();
        }
    }

    /** Saves what vouchers and charges change, of a channel that is there. */
    static void use(Connection connection, long row, StoredChannel channel) throws SQLException {
        try (PreparedStatement use = connection.prepareStatement(
                "UPDATE market_channel SET charged = ?, signed = ?, signature = ?, unclaimed_since = ?, used_at = ? WHERE _ROWID_ = ?")) {
            Voucher voucher = channel.voucher();
            use.setBigDecimal(1, new BigDecimal(channel.charged()));
            use.setBigDecimal(2, voucher == null ? null : new BigDecimal(voucher.maxClaimable()));
            use.setBytes(3, voucher == null ? null : voucher.signature());
            use.setLong(4, channel.unclaimedSince());
            use.setLong(5, channel.usedAt());
            use.setLong(6, row);
            if (use.executeUpdate() != 1) {
                throw new SQLException("the row of channel " + channel.id() + " is gone");
            }
        }
    }

    private static StoredChannel channel(ResultSet row) throws SQLException {
        Hash id = Hash.parse(row.getString(1));
        byte[] signature = row.getBytes(20);
        return new StoredChannel(
                id,
                new Network(row.getLong(2)),
                new ChannelConfig(
                        Address.parse(row.getString(3)),
                        Address.parse(row.getString(4)),
                        Address.parse(row.getString(5)),
                        Address.parse(row.getString(6)),
                        Address.parse(row.getString(7)),
                        row.getLong(8),
                        Hash.parse(row.getString(9))),
                new PaymentChain.Channel(
                        amount(row, 10),
                        amount(row, 11),
                        row.getLong(12),
                        amount(row, 13),
                        amount(row, 14),
                        row.getLong(15)),
                row.getLong(16),
                amount(row, 17),
                amount(row, 18),
                signature == null ? null : Voucher.of(id, amount(row, 19), signature),
                amount(row, 21),
                row.getLong(22),
                row.getLong(23));
    }

    private static BigInteger amount(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }
}
