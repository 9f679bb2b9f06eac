package org.headgate.mqtt.door.internal.broker;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.api.access.Principal;
import org.jspecify.annotations.Nullable;

/** What outlives a connection (§4.1). Belongs to one principal: the same client identifier under another name is another session. */
final class Session {
    static final long NEVER = 0xFFFF_FFFFL;

    /** A PUBLISH of QoS 2 that waits for its PUBREL (§4.3.3, method A). @param message null where it is not to be routed */
    record Held(@Nullable Routed message, long originKey, long size) {}

    final String key;
    final String clientId;
    final long id;
    final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    final Map<Integer, Held> held = new HashMap<>();
    private final Broker broker;
    final Outbox outbox;
    final Cursors cursors;
    Principal principal;
    long expirySeconds;
    /** Milliseconds since the epoch; meaningful while it is not connected. */
    long endedAt;

    long heldBytes;

    @Nullable
    Connection connection;

    Session(String key, String clientId, long id, Principal principal, Broker broker) {
        this.key = key;
        this.clientId = clientId;
        this.id = id;
        this.principal = principal;
        this.broker = broker;
        this.outbox = new Outbox(this, broker);
        this.cursors = new Cursors(this, broker);
    }

    static String key(Principal principal, String clientId) {
        return (principal instanceof Principal.Buyer ? "b/" : "d/") + principal.name() + "/" + clientId;
    }

    boolean connected() {
        return connection != null;
    }

    boolean persistent() {
        return expirySeconds > 0;
    }

    boolean expired(long now) {
        return connection == null && expirySeconds != NEVER && now >= endedAt + expirySeconds * 1000;
    }

    void hold(int packetId, Held message) {
        Held before = held.put(packetId, message);
        weigh(message.size() - (before == null ? 0 : before.size()));
    }

    @Nullable
    Held release(int packetId) {
        Held message = held.remove(packetId);
        if (message != null) {
            weigh(-message.size());
        }
        return message;
    }

    private void weigh(long change) {
        heldBytes += change;
        broker.queued(change);
    }

    void releaseAll() {
        held.clear();
        weigh(-heldBytes);
    }
}
