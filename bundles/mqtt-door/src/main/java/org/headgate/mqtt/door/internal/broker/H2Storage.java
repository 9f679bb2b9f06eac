package org.headgate.mqtt.door.internal.broker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.access.Principal;
import org.headgate.store.Database;
import org.jspecify.annotations.Nullable;

/** Keeps sessions and retained messages in the database {@code door}; what is written together is synced together. */
public final class H2Storage implements Storage {
    /** Steps of {@link Database#prepare}: never changed, only added. */
    public static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS door_session (session_key VARCHAR PRIMARY KEY, client_id VARCHAR NOT NULL, id BIGINT NOT NULL,"
                    + " buyer BOOLEAN NOT NULL, name VARCHAR NOT NULL, trust INT NOT NULL, readable VARCHAR NOT NULL,"
                    + " expiry BIGINT NOT NULL, ended_at BIGINT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS door_subscription (session_key VARCHAR NOT NULL, filter VARCHAR NOT NULL, options INT NOT NULL,"
                    + " identifier INT NOT NULL, PRIMARY KEY (session_key, filter))",
            "CREATE TABLE IF NOT EXISTS door_position (session_key VARCHAR NOT NULL, topic VARCHAR NOT NULL, next BIGINT NOT NULL,"
                    + " PRIMARY KEY (session_key, topic))",
            "CREATE TABLE IF NOT EXISTS door_queued (id BIGINT PRIMARY KEY, session_key VARCHAR NOT NULL, qos INT NOT NULL,"
                    + " retain BOOLEAN NOT NULL, identifiers VARCHAR NOT NULL, expires_at BIGINT NOT NULL,"
                    + " packet VARBINARY NOT NULL, exchange INT DEFAULT 0 NOT NULL)",
            "CREATE INDEX IF NOT EXISTS door_queued_session ON door_queued (session_key)",
            "CREATE TABLE IF NOT EXISTS door_held (session_key VARCHAR NOT NULL, packet_id INT NOT NULL, origin BIGINT NOT NULL,"
                    + " expires_at BIGINT NOT NULL, packet VARBINARY, PRIMARY KEY (session_key, packet_id))",
            "CREATE TABLE IF NOT EXISTS door_retained (topic VARCHAR PRIMARY KEY, expires_at BIGINT NOT NULL, packet VARBINARY NOT NULL)",
            "ALTER TABLE door_queued ADD COLUMN IF NOT EXISTS exchange INT DEFAULT 0 NOT NULL",
            "CREATE TABLE IF NOT EXISTS door_will (session_key VARCHAR PRIMARY KEY, due_at BIGINT NOT NULL, packet VARBINARY NOT NULL)");

    private static final List<String> OF_SESSION =
            List.of("door_session", "door_subscription", "door_position", "door_queued", "door_held", "door_will");

    private final Database database;
    private final Counters counters;
    private final AtomicInteger pending = new AtomicInteger();
    private CompletionStage<@Nullable Void> last = CompletableFuture.completedFuture(null);
    private long told;
    private long lastRow;

    /** @param lastRow the highest row that {@link H2Restore} found */
    public H2Storage(Database database, Counters counters, long lastRow) {
        this.database = database;
        this.counters = counters;
        this.lastRow = lastRow;
    }

    /** Writes that are not synced yet. */
    public int pending() {
        return pending.get();
    }

    @Override
    public void session(Session session) {
        Principal principal = session.principal;
        long endedAt = session.connected() ? 0 : session.endedAt;
        int trust =
                principal instanceof Principal.Device device ? device.trust().code() : 0;
        String readable = principal instanceof Principal.Device device ? String.join("\n", device.subscribe()) : "";
        boolean buyer = principal instanceof Principal.Buyer;
        long expiry = session.expirySeconds;
        update(
                "MERGE INTO door_session KEY (session_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                session.key,
                session.clientId,
                session.id,
                buyer,
                principal.name(),
                trust,
                readable,
                expiry,
                endedAt);
    }

    @Override
    public void forget(Session session) {
        write(connection -> {
            for (String table : OF_SESSION) {
                run(connection, "DELETE FROM " + table + " WHERE session_key = ?", session.key);
            }
        });
    }

    @Override
    public void subscription(Session session, Subscription subscription) {
        if (session.persistent()) {
            update(
                    "MERGE INTO door_subscription KEY (session_key, filter) VALUES (?, ?, ?, ?)",
                    session.key,
                    subscription.request().filter(),
                    subscription.request().options(),
                    subscription.identifier());
        }
    }

    @Override
    public void unsubscription(Session session, String filter) {
        if (session.persistent()) {
            update("DELETE FROM door_subscription WHERE session_key = ? AND filter = ?", session.key, filter);
        }
    }

    @Override
    public Queued queue(Session session, Queued queued) {
        if (!session.persistent()) {
            return queued;
        }
        long row = ++lastRow;
        Routed message = queued.message();
        update(
                "INSERT INTO door_queued VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
                session.key,
                queued.qos(),
                queued.retain(),
                Stored.identifiers(queued.identifiers()),
                message.expiresAt(),
                Stored.bytes(message),
                queued.exchange());
        return queued.stored(row);
    }

    @Override
    public void unqueue(Session session, Queued queued) {
        if (queued.row() > 0) {
            update("DELETE FROM door_queued WHERE id = ?", queued.row());
        }
    }

    @Override
    public void held(Session session, int packetId, Session.Held held) {
        if (session.persistent()) {
            Routed message = held.message();
            update(
                    "MERGE INTO door_held KEY (session_key, packet_id) VALUES (?, ?, ?, ?, ?)",
                    session.key,
                    packetId,
                    held.originKey(),
                    message == null ? Long.MAX_VALUE : message.expiresAt(),
                    message == null ? null : Stored.bytes(message));
        }
    }

    @Override
    public void released(Session session, int packetId) {
        if (session.persistent()) {
            update("DELETE FROM door_held WHERE session_key = ? AND packet_id = ?", session.key, packetId);
        }
    }

    @Override
    public void exchange(Queued queued) {
        if (queued.row() > 0) {
            update("UPDATE door_queued SET exchange = ? WHERE id = ?", queued.exchange(), queued.row());
        }
    }

    @Override
    public void will(Session session, Wills.@Nullable Pending due) {
        if (due == null) {
            update("DELETE FROM door_will WHERE session_key = ?", session.key);
        } else {
            update(
                    "MERGE INTO door_will KEY (session_key) VALUES (?, ?, ?)",
                    session.key,
                    due.dueAt(),
                    Stored.bytes(due.will()));
        }
    }

    @Override
    public void position(Session session, String topic, @Nullable Long position) {
        if (position == null) {
            update("DELETE FROM door_position WHERE session_key = ? AND topic = ?", session.key, topic);
        } else if (session.persistent()) {
            update("MERGE INTO door_position KEY (session_key, topic) VALUES (?, ?, ?)", session.key, topic, position);
        }
    }

    @Override
    public CompletionStage<@Nullable Void> retain(Routed message) {
        return message.payload().length == 0
                ? update("DELETE FROM door_retained WHERE topic = ?", message.topic())
                : update(
                        "MERGE INTO door_retained KEY (topic) VALUES (?, ?, ?)",
                        message.topic(),
                        message.expiresAt(),
                        Stored.bytes(message));
    }

    @Override
    public long told() {
        return told;
    }

    /** The database's writer takes what it is given in order: with the last change all before it are synced. */
    @Override
    public CompletionStage<@Nullable Void> synced() {
        return last;
    }

    private CompletionStage<@Nullable Void> update(String sql, @Nullable Object... parameters) {
        return write(connection -> run(connection, sql, parameters));
    }

    @FunctionalInterface
    private interface Change {
        void run(Connection connection) throws SQLException;
    }

    private CompletionStage<@Nullable Void> write(Change change) {
        pending.incrementAndGet();
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        told++;
        last = done;
        database.<Boolean>write(connection -> {
                    change.run(connection);
                    return true;
                })
                .whenComplete((written, error) -> {
                    pending.decrementAndGet();
                    if (error == null) {
                        done.complete(null);
                    } else {
                        counters.add(Count.STORE_FAILURES);
                        done.completeExceptionally(error);
                    }
                });
        return done;
    }

    private static void run(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
