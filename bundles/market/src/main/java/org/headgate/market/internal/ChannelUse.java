package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.batch.Hash;
import org.headgate.api.status.Report;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Which client of a wallet reads from which of its channels: that into which it pays. One that has not paid yet reads from what its wallet has in a channel that no other client pays into, else from what
 * was used last; and stays with it while something is left there. Safe for any thread.
 */
final class ChannelUse {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS market_channel_use(
              channel VARCHAR(66) PRIMARY KEY,
              buyer VARCHAR(42) NOT NULL,
              client VARCHAR(128) NOT NULL,
              feed VARCHAR(64) NOT NULL)""");

    /** Clients that are remembered; one that is forgotten is as one that has not paid yet. */
    private static final int MOST = 16_384;

    private static final int LONGEST = 128;
    private static final String ANY_FEED = "";

    private final Database database;
    private final ChannelBook channels;
    private final Map<Reader, Use> uses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Reader, Use> eldest) {
            boolean full = size() > MOST;
            dropped += full ? 1 : 0;
            return full;
        }
    };
    private volatile long dropped;

    private record Reader(String buyer, String client, String feed) {}

    /** @param paid whether it pays into it itself */
    private record Use(Hash channel, boolean paid) {}

    ChannelUse(Database database, ChannelBook channels) {
        this.database = database;
        this.channels = channels;
    }

    /** After the channels. Blocks. */
    void open() throws StoreUnavailable {
        database.<Integer>read(this::load);
    }

    /** A client paid into a channel. What is remembered on disk is one client a channel, the last. */
    void paid(String buyer, String client, String feed, Hash channel) {
        String name = name(client);
        Use use = new Use(channel, true);
        synchronized (uses) {
            uses.put(new Reader(buyer, name, ANY_FEED), use);
            if (use.equals(uses.put(new Reader(buyer, name, feed), use))) {
                return;
            }
        }
        database.<Hash>write(connection -> {
            save(connection, buyer, name, feed, channel);
            return channel;
        });
    }

    /** The channel that a client reads from; null where its wallet has none. */
    @Nullable
    StoredChannel of(String buyer, String client, String feed) {
        String name = name(client);
        Reader reader = new Reader(buyer, name, feed);
        synchronized (uses) {
            for (Reader known : List.of(reader, new Reader(buyer, name, ANY_FEED))) {
                Use use = uses.get(known);
                StoredChannel channel = use == null ? null : channels.find(use.channel());
                if (channel != null && (use.paid() || channel.limit().compareTo(channel.charged()) > 0)) {
                    return channel;
                }
            }
            StoredChannel free = free(buyer);
            if (free != null) {
                uses.put(reader, new Use(free.id(), false));
            }
            return free;
        }
    }

    void report(Report.Builder report) {
        int size;
        synchronized (uses) {
            size = uses.size();
        }
        report.metric("market.channel.clients", size)
                .metric("market.channel.clients.max", MOST)
                .metric("market.channel.clients.dropped", dropped);
    }

    private @Nullable StoredChannel free(String buyer) {
        StoredChannel last = channels.of(buyer);
        if (last == null || !isPaid(last.id())) {
            return last;
        }
        return channels.all().stream()
                .filter(channel -> channel.config().voucherSigner().toString().equals(buyer) && !isPaid(channel.id()))
                .max(Comparator.comparingLong(StoredChannel::usedAt))
                .orElse(last);
    }

    private boolean isPaid(Hash channel) {
        return uses.values().stream()
                .anyMatch(use -> use.paid() && use.channel().equals(channel));
    }

    private int load(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT channel, buyer, client, feed FROM market_channel_use");
                ResultSet rows = query.executeQuery()) {
            synchronized (uses) {
                while (rows.next()) {
                    Use use = new Use(Hash.parse(rows.getString(1)), true);
                    uses.put(new Reader(rows.getString(2), rows.getString(3), ANY_FEED), use);
                    uses.put(new Reader(rows.getString(2), rows.getString(3), rows.getString(4)), use);
                }
                return uses.size();
            }
        }
    }

    private static void save(Connection connection, String buyer, String client, String feed, Hash channel)
            throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO market_channel_use(channel, buyer, client, feed) KEY(channel) VALUES (?, ?, ?, ?)")) {
            merge.setString(1, channel.toString());
            merge.setString(2, buyer);
            merge.setString(3, client);
            merge.setString(4, feed);
            merge.executeUpdate();
        }
    }

    /** Of channels that are kept no more. */
    static void prune(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM market_channel_use WHERE channel NOT IN (SELECT id FROM market_channel)")) {
            delete.executeUpdate();
        }
    }

    private static String name(String client) {
        return client.length() <= LONGEST ? client : HexFormat.of().formatHex(Token.hash(client));
    }
}
