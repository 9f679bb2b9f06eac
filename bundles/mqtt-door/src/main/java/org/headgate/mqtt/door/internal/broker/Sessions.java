package org.headgate.mqtt.door.internal.broker;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.access.Principal;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** The sessions there are: opened, taken over, left and ended (§3.1.4, §4.1). */
final class Sessions {
    private final Broker broker;
    private final Wills wills;
    private final Map<String, Session> all = new ConcurrentHashMap<>();
    private final Map<String, Session> buyers = new LinkedHashMap<>();
    private final Set<Session> moved = new HashSet<>();
    private final SecureRandom random = new SecureRandom();

    Sessions(Broker broker) {
        this.broker = broker;
        this.wills = new Wills(broker);
    }

    Wills wills() {
        return wills;
    }

    /** From any thread. */
    int count() {
        return all.size();
    }

    /** Whether the session has not ended. */
    boolean knows(Session session) {
        return all.get(session.key) == session;
    }

    Collection<Session> all() {
        return all.values();
    }

    /** Those that are connected and may read feeds; a copy. */
    List<Session> buyers() {
        return List.copyOf(buyers.values());
    }

    /** Before the first connection. */
    void restore(Storage.Kept kept) {
        for (Storage.KeptSession old : kept.sessions()) {
            Session session = new Session(old.key(), old.clientId(), old.id(), old.principal(), broker);
            session.kept = true;
            session.expirySeconds = old.expirySeconds();
            session.endedAt = old.endedAt() > 0 ? old.endedAt() : broker.now();
            all.put(session.key, session);
            for (Storage.KeptSubscription one : old.subscriptions()) {
                Subscription subscription = new Subscription(session, one.request(), one.identifier());
                session.subscribe(subscription);
                broker.router().subscribers().add(subscription);
            }
            Cursors cursors = session.cursors();
            if (cursors != null) {
                old.positions().forEach(one -> cursors.restore(one.topic(), one.position()));
            }
            old.queue().forEach(one -> session.outbox().restore(one));
            old.held().forEach(one -> session.hold(one.packetId(), one.held()));
            if (old.will() != null) {
                wills.restore(session, old.will());
            }
        }
    }

    /** §3.1.4. */
    void connect(Connection connection, Packet.Connect packet) {
        Limits limits = broker.limits();
        if (broker.redirection().refusesAll()) {
            broker.redirection().refuse(connection);
            return;
        }
        SignIn.Answer answer = broker.signIn().judge(connection, packet);
        Principal principal = answer.principal();
        connection.signedIn(answer.stay());
        if (principal == null) {
            broker.count(Count.CONNECTIONS_REFUSED_LOGIN);
            connection.refuse(answer.code(), answer.reason());
            return;
        }
        if (!wills.room(packet.will())) {
            broker.count(Count.WILLS_REFUSED_LIMIT);
            connection.refuse(Reason.QUOTA_EXCEEDED, "wills_limit: what waits for all clients fills its memory");
            return;
        }
        String clientId = packet.clientId().isEmpty() ? assigned() : packet.clientId();
        Session before = takeOver(Session.key(principal, clientId), packet.cleanStart());
        if (before == null && all.size() >= limits.sessions()) {
            broker.count(Count.SESSIONS_REFUSED_LIMIT);
            connection.refuse(Reason.QUOTA_EXCEEDED, "sessions_limit: %d are kept".formatted(limits.sessions()));
            return;
        }
        Session session = before == null ? open(principal, clientId) : before;
        session.principal = principal;
        session.stay = answer.stay();
        session.lasting = session.kept || session.stay.lasting();
        long asked = packet.version().five()
                ? packet.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0)
                : packet.cleanStart() ? 0 : Session.NEVER;
        session.expirySeconds = sessionExpiry(asked);
        Packet.Connack connack = new Packet.Connack(
                before != null && packet.version().level() > 3,
                Reason.SUCCESS,
                Welcome.properties(packet, principal, clientId, asked, session.expirySeconds, limits));
        if (!connection.client().fits(connack)) {
            endIfNew(session, before);
            connection.refuse(Reason.PACKET_TOO_LARGE, "");
            return;
        }
        session.connection = connection;
        connection.accepted(session, packet.will(), Welcome.keepAlive(packet, limits), before != null);
        connection.send(connack);
        if (session.persistent()) {
            keep(session);
        }
        if (principal instanceof Principal.Buyer) {
            buyers.put(session.key, session);
        }
        session.resume(connection);
    }

    private void endIfNew(Session session, @Nullable Session before) {
        if (before == null) {
            end(session);
        }
    }

    private String assigned() {
        return "headgate-" + Long.toHexString(random.nextLong());
    }

    private Session open(Principal principal, String clientId) {
        String key = Session.key(principal, clientId);
        Session session = new Session(key, clientId, random.nextLong(), principal, broker);
        all.put(key, session);
        return session;
    }

    /** [MQTT-3.1.4-3], [MQTT-3.1.4-4]: the session to go on with, or null. */
    private @Nullable Session takeOver(String key, boolean cleanStart) {
        Session session = all.get(key);
        if (session != null && session.connection != null) {
            broker.count(Count.SESSIONS_TAKEN_OVER);
            session.connection.close(Reason.SESSION_TAKEN_OVER, "another connection uses this client identifier");
            session = all.get(key);
        }
        if (session == null) {
            return null;
        }
        if (cleanStart || session.expired(broker.now())) {
            end(session);
            return null;
        }
        wills.returned(session);
        return session;
    }

    /** What is granted of an interval in seconds. */
    long sessionExpiry(long asked) {
        return Math.min(asked, broker.limits().sessionSeconds());
    }

    void closed(Connection connection, @Nullable Session session, @Nullable Will will) {
        if (session == null || session.connection != connection) {
            return;
        }
        session.connection = null;
        session.endedAt = broker.now();
        buyers.remove(session.key);
        if (will != null) {
            wills.left(session, will, broker.now());
        }
        settle(session);
        if (session.persistent()) {
            session.suspend();
            keep(session);
        } else {
            end(session);
        }
    }

    /** A guest may have become someone: then what its session holds is kept from now on. */
    void settle(Session session) {
        if (session.lasting || !session.stay.lasting()) {
            return;
        }
        session.lasting = true;
        if (session.persistent()) {
            keep(session);
            session.subscriptions().forEach(one -> broker.storage().subscription(session, one));
            Cursors cursors = session.cursors();
            if (cursors != null) {
                cursors.saveAnew();
            }
        }
    }

    private void keep(Session session) {
        session.kept = true;
        broker.storage().session(session);
    }

    private void end(Session session) {
        all.remove(session.key, session);
        buyers.remove(session.key, session);
        session.subscriptions().forEach(broker.router().subscribers()::remove);
        session.end();
        moved.remove(session);
        if (session.kept) {
            broker.storage().forget(session);
        }
        wills.ended(session);
    }

    /** Once a second. */
    void tick(long now) {
        for (Session session : all.values()) {
            if (session.expired(now)) {
                broker.count(Count.SESSIONS_EXPIRED);
                end(session);
            }
        }
        wills.tick(now);
        saveMoved();
    }

    /** The client has acknowledged something, or was moved past a gap: its positions are saved within a second. */
    void moved(Session session) {
        moved.add(session);
    }

    void saveMoved() {
        for (Session session : moved) {
            if (session.persistent()) {
                session.savePositions();
            }
        }
        moved.clear();
    }
}
