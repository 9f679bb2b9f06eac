package org.headgate.mqtt.door.internal.broker;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a connection (§4.1). Belongs to one principal: the same client identifier under another name is another session. What most do without is made
 * when it is first needed: there may be ten thousand that only publish.
 */
final class Session {
    static final long NEVER = 0xFFFF_FFFFL;

    /** A PUBLISH of QoS 2 that waits for its PUBREL (§4.3.3, method A). @param message null where it is not to be routed */
    record Held(@Nullable Routed message, long originKey, long size) {}

    final String key;
    final String clientId;
    final long id;
    private final Broker broker;
    /** Of a buyer; devices do not read feeds. */
    private final @Nullable Cursors cursors;

    private Map<String, Subscription> subscriptions = Map.of();
    private Map<Integer, Held> held = Map.of();
    private @Nullable Outbox outbox;
    Principal principal;
    long expirySeconds;
    /** Milliseconds since the epoch; meaningful while it is not connected. */
    long endedAt;

    long heldBytes;

    /** What its authenticator has to say while it is connected. */
    Login.Stay stay = Login.Stay.RESIDENT;

    /** Whether it may outlive its connection, however long the client asks for. */
    boolean lasting = true;

    /** Whether the storage knows it. */
    boolean kept;

    @Nullable
    Connection connection;

    Session(String key, String clientId, long id, Principal principal, Broker broker) {
        this.key = key;
        this.clientId = clientId;
        this.id = id;
        this.principal = principal;
        this.broker = broker;
        this.cursors = principal instanceof Principal.Buyer ? new Cursors(this, broker) : null;
    }

    static String key(Principal principal, String clientId) {
        return (principal instanceof Principal.Buyer ? "b/" : "d/") + principal.name() + "/" + clientId;
    }

    boolean connected() {
        return connection != null;
    }

    boolean persistent() {
        return expirySeconds > 0 && lasting;
    }

    boolean expired(long now) {
        return connection == null && expirySeconds != NEVER && now >= endedAt + expirySeconds * 1000;
    }

    Outbox outbox() {
        Outbox made = outbox;
        if (made == null) {
            made = new Outbox(this, broker);
            outbox = made;
        }
        return made;
    }

    @Nullable
    Cursors cursors() {
        return cursors;
    }

    /** Brings what a buyer reads in line with subscriptions, topics and entitlements. */
    void refresh() {
        if (cursors != null) {
            cursors.refresh();
        }
    }

    /** Sends as much as may be sent now. */
    void pump() {
        if (outbox != null || cursors != null) {
            outbox().pump();
        }
    }

    /** As {@link #pump}, where an acknowledgement has made room since. */
    void refill() {
        if (outbox != null) {
            outbox.refill();
        }
    }

    /** As {@link UnderWay#acknowledged}. */
    boolean acknowledged(Connection from, Acknowledgement packet) {
        if (outbox == null) {
            UnderWay.unknown(from, packet);
            return true;
        }
        return outbox.acknowledged(from, packet);
    }

    /** It goes on with a new connection. */
    void resume(Connection with) {
        refresh();
        if (outbox != null || cursors != null) {
            outbox().resume(with);
        }
    }

    /** It stays without a connection. */
    void suspend() {
        if (outbox != null) {
            outbox.suspend();
        }
        savePositions();
    }

    void savePositions() {
        if (cursors != null) {
            cursors.save();
        }
    }

    Collection<Subscription> subscriptions() {
        return subscriptions.values();
    }

    boolean subscribed(String filter) {
        return subscriptions.containsKey(filter);
    }

    /** The one that it replaces, or null. */
    @Nullable
    Subscription subscribe(Subscription subscription) {
        if (subscriptions.isEmpty()) {
            subscriptions = new LinkedHashMap<>(2);
        }
        return subscriptions.put(subscription.request().filter(), subscription);
    }

    @Nullable
    Subscription unsubscribe(String filter) {
        return subscribed(filter) ? subscriptions.remove(filter) : null;
    }

    boolean holds(int packetId) {
        return held.containsKey(packetId);
    }

    void hold(int packetId, Held message) {
        if (held.isEmpty()) {
            held = new HashMap<>(2);
        }
        Held before = held.put(packetId, message);
        weigh(message.size() - (before == null ? 0 : before.size()));
    }

    @Nullable
    Held release(int packetId) {
        Held message = holds(packetId) ? held.remove(packetId) : null;
        if (message != null) {
            weigh(-message.size());
        }
        return message;
    }

    private void weigh(long change) {
        heldBytes += change;
        broker.queued(change);
    }

    /** Nothing is left of it. */
    void end() {
        subscriptions = Map.of();
        if (outbox != null) {
            outbox.clear();
        }
        held = Map.of();
        weigh(-heldBytes);
    }
}
