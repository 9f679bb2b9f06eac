package org.headgate.mqtt.door.internal.broker;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.access.Principal;
import org.headgate.api.message.Trust;
import org.headgate.mqtt.door.internal.packet.Packet.Request;
import org.headgate.mqtt.door.internal.packet.Packet.Will;

/** Reads what {@link H2Storage} kept. */
public final class H2Restore {
    private final Connection connection;
    private final Map<String, List<Storage.KeptSubscription>> subscriptions = new HashMap<>();
    private final Map<String, List<Storage.KeptPosition>> positions = new HashMap<>();
    private final Map<String, List<Queued>> queues = new HashMap<>();
    private final Map<String, List<Storage.KeptHeld>> held = new HashMap<>();
    private final Map<String, Wills.Pending> wills = new HashMap<>();

    public H2Restore(Connection connection) {
        this.connection = connection;
    }

    @FunctionalInterface
    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private void each(String sql, Row row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                row.take(rows);
            }
        }
    }

    public long lastRow() throws SQLException {
        long[] last = new long[1];
        each("SELECT COALESCE(MAX(id), 0) FROM door_queued", row -> last[0] = row.getLong(1));
        return last[0];
    }

    public Storage.Kept read() throws SQLException {
        each("SELECT session_key, filter, options, identifier FROM door_subscription", this::subscription);
        each("SELECT session_key, topic, next FROM door_position", this::position);
        each(
                "SELECT session_key, id, qos, retain, identifiers, expires_at, packet, exchange FROM door_queued ORDER BY id",
                this::queued);
        each("SELECT session_key, packet_id, origin, expires_at, packet FROM door_held", this::held);
        each("SELECT session_key, due_at, packet FROM door_will", row -> {
            Will will = Stored.will(row.getBytes(3));
            if (will != null) {
                wills.put(row.getString(1), new Wills.Pending(will, row.getLong(2)));
            }
        });
        List<Storage.KeptSession> sessions = new ArrayList<>();
        each(
                "SELECT session_key, client_id, id, buyer, name, trust, readable, expiry, ended_at FROM door_session",
                row -> sessions.add(session(row)));
        List<Routed> retained = new ArrayList<>();
        each("SELECT expires_at, packet FROM door_retained", row -> {
            Routed message = Stored.message(row.getBytes(2), row.getLong(1));
            if (message != null) {
                retained.add(message);
            }
        });
        return new Storage.Kept(sessions, retained);
    }

    private void subscription(ResultSet row) throws SQLException {
        of(subscriptions, row.getString(1))
                .add(new Storage.KeptSubscription(Request.of(row.getString(2), row.getInt(3)), row.getInt(4)));
    }

    private void position(ResultSet row) throws SQLException {
        of(positions, row.getString(1)).add(new Storage.KeptPosition(row.getString(2), row.getLong(3)));
    }

    private void queued(ResultSet row) throws SQLException {
        Routed message = Stored.message(row.getBytes(7), row.getLong(6));
        if (message != null) {
            of(queues, row.getString(1))
                    .add(new Queued(
                            message,
                            row.getInt(3),
                            row.getBoolean(4),
                            Stored.identifiers(row.getString(5)),
                            message.size(),
                            row.getLong(2),
                            row.getInt(8)));
        }
    }

    private void held(ResultSet row) throws SQLException {
        byte[] packet = row.getBytes(5);
        Routed message = packet == null ? null : Stored.message(packet, row.getLong(4));
        long size = message == null ? 0 : message.size();
        of(held, row.getString(1))
                .add(new Storage.KeptHeld(row.getInt(2), new Session.Held(message, row.getLong(3), size)));
    }

    private Storage.KeptSession session(ResultSet row) throws SQLException {
        String key = row.getString(1);
        String name = row.getString(5);
        List<String> readable = List.of(row.getString(7).split("\n"));
        Principal principal = row.getBoolean(4)
                ? new Principal.Buyer(name)
                : new Principal.Device(name, Trust.of(row.getInt(6)), List.of(), readable);
        return new Storage.KeptSession(
                key,
                row.getString(2),
                row.getLong(3),
                principal,
                row.getLong(8),
                row.getLong(9),
                of(subscriptions, key),
                of(positions, key),
                of(queues, key),
                of(held, key),
                wills.get(key));
    }

    private static <T> List<T> of(Map<String, List<T>> map, String key) {
        return map.computeIfAbsent(key, none -> new ArrayList<>());
    }
}
