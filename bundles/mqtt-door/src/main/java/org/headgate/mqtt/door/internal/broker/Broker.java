package org.headgate.mqtt.door.internal.broker;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.headgate.api.access.Principal;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** Sessions and routing. Its state belongs to the loop; other threads come through {@link Loop#execute}. */
public final class Broker {
    private final Loop loop;
    private final Limits limits;
    private final Services services;
    private final Storage storage;
    private final Executor readers;
    private final Counters counters;
    private final Access access;
    private final SignIn signIn;
    private final Notices notices = new Notices(this);
    private final Subscriptions subscriptions = new Subscriptions(this);
    private final Wills wills = new Wills(this);
    private final Subscribers subscribers = new Subscribers();
    private final Retained retained;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Session> moved = new HashSet<>();
    private final AtomicBoolean advancing = new AtomicBoolean();
    private final SecureRandom random = new SecureRandom();
    private volatile long inflightBytes;
    private volatile long queuedBytes;
    private boolean stopping;

    /** @param readers runs what reads the disk, off the loop @param anonymous whether devices may come without credentials */
    public Broker(
            Loop loop,
            Limits limits,
            Services services,
            Storage storage,
            Executor readers,
            Counters counters,
            boolean anonymous) {
        this.loop = loop;
        this.limits = limits;
        this.services = services;
        this.storage = storage;
        this.readers = readers;
        this.counters = counters;
        this.access = new Access(services);
        this.signIn = new SignIn(services, access, anonymous);
        this.retained = new Retained(limits.retainedBytes());
    }

    /** Before the first connection. */
    public void restore(Storage.Kept kept) {
        kept.retained().forEach(retained::put);
        for (Storage.KeptSession old : kept.sessions()) {
            Session session = new Session(old.key(), old.clientId(), old.id(), old.principal(), this);
            session.expirySeconds = old.expirySeconds();
            session.endedAt = old.endedAt() > 0 ? old.endedAt() : now();
            sessions.put(session.key, session);
            for (Storage.KeptSubscription one : old.subscriptions()) {
                Subscription subscription = new Subscription(session, one.request(), one.identifier());
                session.subscriptions.put(one.request().filter(), subscription);
                subscribers.add(subscription);
            }
            old.positions().forEach(one -> session.cursors.restore(one.topic(), one.position()));
            old.queue().forEach(session.outbox::restore);
            old.held().forEach(one -> session.hold(one.packetId(), one.held()));
        }
    }

    void opened(Connection connection) {
        count(Count.CONNECTIONS_ACCEPTED);
        connections.add(connection);
        if (connections.size() > limits.connections()) {
            count(Count.CONNECTIONS_REFUSED_LIMIT);
            connection.close(Reason.SERVER_BUSY, "connections_limit");
        }
    }

    void gone(Connection connection) {
        connections.remove(connection);
    }

    /** §3.1.4. */
    void connect(Connection connection, Packet.Connect packet) {
        SignIn.Answer answer = signIn.judge(connection, packet);
        Principal principal = answer.principal();
        if (principal == null) {
            count(Count.CONNECTIONS_REFUSED_LOGIN);
            connection.refuse(answer.code(), answer.reason());
            return;
        }
        String clientId = packet.clientId().isEmpty() ? assigned() : packet.clientId();
        Session before = takeOver(Session.key(principal, clientId), packet.cleanStart());
        if (before == null && sessions.size() >= limits.sessions()) {
            count(Count.SESSIONS_REFUSED_LIMIT);
            connection.refuse(Reason.QUOTA_EXCEEDED, "sessions_limit: %d are kept".formatted(limits.sessions()));
            return;
        }
        Session session = before == null ? open(principal, clientId) : before;
        session.principal = principal;
        long asked = packet.version().five()
                ? packet.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0)
                : packet.cleanStart() ? 0 : Session.NEVER;
        session.expirySeconds = sessionExpiry(asked);
        Packet.Connack connack = new Packet.Connack(
                before != null && packet.version().level() > 3,
                Reason.SUCCESS,
                Welcome.properties(packet, principal, clientId, asked, session.expirySeconds, limits));
        if (!connection.fits(connack)) {
            endIfNew(session, before);
            connection.refuse(Reason.PACKET_TOO_LARGE, "");
            return;
        }
        session.connection = connection;
        connection.accepted(session, packet.will(), Welcome.keepAlive(packet, limits), before != null);
        connection.send(connack);
        if (session.persistent()) {
            storage.session(session);
        }
        session.cursors.refresh();
        session.outbox.resume(connection);
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
        Session session = new Session(key, clientId, random.nextLong(), principal, this);
        sessions.put(key, session);
        return session;
    }

    /** [MQTT-3.1.4-3], [MQTT-3.1.4-4]: the session to go on with, or null. */
    private @Nullable Session takeOver(String key, boolean cleanStart) {
        Session session = sessions.get(key);
        if (session != null && session.connection != null) {
            count(Count.SESSIONS_TAKEN_OVER);
            session.connection.close(Reason.SESSION_TAKEN_OVER, "another connection uses this client identifier");
            session = sessions.get(key);
        }
        if (session == null) {
            return null;
        }
        if (cleanStart || session.expired(now())) {
            end(session);
            return null;
        }
        wills.returned(session);
        return session;
    }

    /** What is granted of an interval in seconds. */
    long sessionExpiry(long asked) {
        return Math.min(asked, limits.sessionSeconds());
    }

    void closed(Connection connection, @Nullable Session session, @Nullable Will will) {
        if (session == null || session.connection != connection) {
            return;
        }
        session.connection = null;
        session.endedAt = now();
        if (will != null && !stopping) {
            wills.left(session, will, now());
        }
        if (session.persistent()) {
            session.outbox.suspend();
            session.cursors.save();
            storage.session(session);
        } else {
            end(session);
        }
    }

    private void end(Session session) {
        sessions.remove(session.key, session);
        session.subscriptions.values().forEach(subscribers::remove);
        session.subscriptions.clear();
        session.outbox.clear();
        moved.remove(session);
        storage.forget(session);
        wills.ended(session);
    }

    /** To all who subscribe and may read it. True where someone subscribes. */
    boolean route(Routed message) {
        if (message.retain()) {
            retain(message);
        }
        return distribute(message);
    }

    private boolean distribute(Routed message) {
        List<Subscription> matching = new ArrayList<>();
        subscribers.matching(message.topic(), matching::add);
        if (matching.size() == 1) {
            deliver(message, matching);
        } else if (matching.size() > 1) {
            Map<Session, List<Subscription>> bySession = new LinkedHashMap<>();
            for (Subscription subscription : matching) {
                if (subscription.shared()) {
                    deliver(message, List.of(subscription));
                } else {
                    bySession
                            .computeIfAbsent(subscription.session(), session -> new ArrayList<>(1))
                            .add(subscription);
                }
            }
            bySession.values().forEach(own -> deliver(message, own));
        }
        return !matching.isEmpty();
    }

    /** Once for all subscriptions of a session that match: the highest QoS, every identifier [MQTT-3.3.4-2], [MQTT-3.3.4-5]. */
    private void deliver(Routed message, List<Subscription> own) {
        Session session = own.get(0).session();
        int qos = -1;
        boolean retain = false;
        List<Integer> identifiers = new ArrayList<>(1);
        for (Subscription subscription : own) {
            if (subscription.request().noLocal() && message.publisher() == session) {
                continue; // [MQTT-3.8.3-3]
            }
            qos = Math.max(qos, subscription.request().qos());
            retain |= subscription.request().retainAsPublished() && message.retain();
            if (subscription.identifier() > 0) {
                identifiers.add(subscription.identifier());
            }
        }
        if (qos >= 0 && access.mayRead(session.principal, message.topic())) {
            session.outbox.offer(message, Math.min(qos, message.qos()), retain, identifiers);
        }
    }

    private CompletionStage<@Nullable Void> retain(Routed message) {
        if (message.payload().length == 0) {
            retained.remove(message.topic()); // [MQTT-3.3.1-6]
        } else if (!retained.put(message)) {
            count(Count.RETAINED_REFUSED_LIMIT);
            return CompletableFuture.completedFuture(null);
        }
        return storage.retain(message);
    }

    void unretain(Routed message) {
        retain(new Routed(message.topic(), new byte[0], 0, true, Properties.NONE, Long.MAX_VALUE, null));
    }

    /** From any thread: publishes as the gateway. */
    public CompletionStage<@Nullable Void> publish(Publication publication) {
        Properties.Builder properties = Properties.builder();
        if (!publication.contentType().isEmpty()) {
            properties.text(Property.CONTENT_TYPE, publication.contentType());
        }
        publication.properties().forEach(pair -> properties.pair(pair.getKey(), pair.getValue()));
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            Routed message = Routed.of(
                    publication.topic(),
                    publication.payload(),
                    1,
                    publication.retain(),
                    properties.build(),
                    now(),
                    null);
            CompletionStage<@Nullable Void> kept =
                    message.retain() ? retain(message) : CompletableFuture.completedFuture(null);
            distribute(message);
            kept.whenComplete((none, error) -> {
                if (error == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(error);
                }
            });
        });
        return done;
    }

    /** From any thread: durable topics may have more to read. */
    public void advanced() {
        if (advancing.compareAndSet(false, true)) {
            loop.execute(() -> {
                advancing.set(false);
                buyers().forEach(session -> session.outbox.pump());
            });
        }
    }

    /** From any thread: durable topics or entitlements came or went. */
    public void topicsChanged() {
        loop.execute(() -> sessions.values().forEach(Broker::refresh));
    }

    /** From any thread. */
    public void entitlementChanged(String buyer, String code, String reason) {
        loop.execute(() -> {
            for (Session session : sessions.values()) {
                if (session.principal instanceof Principal.Buyer
                        && session.principal.name().equals(buyer)) {
                    refresh(session);
                    Connection connection = session.connection;
                    if (connection != null && code.equals("pass_revoked")) {
                        connection.close(Reason.NOT_AUTHORIZED, code + ": " + reason);
                    }
                }
            }
        });
    }

    private static void refresh(Session session) {
        session.cursors.refresh();
        session.outbox.pump();
    }

    private List<Session> buyers() {
        List<Session> buyers = new ArrayList<>();
        for (Connection connection : connections) {
            Session session = connection.session();
            if (session != null && session.principal instanceof Principal.Buyer) {
                buyers.add(session);
            }
        }
        return buyers;
    }

    /** Once a second, on the loop. */
    public void tick() {
        long nanos = System.nanoTime();
        connections.forEach(connection -> connection.check(nanos));
        long now = now();
        for (Session session : sessions.values()) {
            if (session.expired(now)) {
                count(Count.SESSIONS_EXPIRED);
                end(session);
            }
        }
        wills.tick(now);
        saveMoved();
        buyers().forEach(session -> session.outbox.pump());
    }

    private void saveMoved() {
        for (Session session : moved) {
            if (session.persistent()) {
                session.cursors.save();
            }
        }
        moved.clear();
    }

    /** On the loop: tells the clients, keeps what is to be kept. */
    public void stop() {
        stopping = true;
        for (Connection connection : new ArrayList<>(connections)) {
            connection.close(Reason.SERVER_SHUTTING_DOWN, "the gateway stops");
        }
        saveMoved();
        loop.flush();
    }

    void touched(Session session) {
        moved.add(session);
    }

    void read(Runnable work) {
        try {
            readers.execute(work);
        } catch (RejectedExecutionException e) {
            count(Count.DURABLE_READ_FAILURES);
        }
    }

    void inflight(long change) {
        inflightBytes += change;
    }

    void queued(long change) {
        queuedBytes += change;
    }

    void count(Count count) {
        counters.add(count);
    }

    long now() {
        return System.currentTimeMillis();
    }

    public Loop loop() {
        return loop;
    }

    public Limits limits() {
        return limits;
    }

    public long inflightBytes() {
        return inflightBytes;
    }

    public long queuedBytes() {
        return queuedBytes;
    }

    /** What the network has not taken yet. */
    public long outboundBytes() {
        return connections.stream().mapToLong(Connection::outboundBytes).sum();
    }

    public int connectionCount() {
        return connections.size();
    }

    public int sessionCount() {
        return sessions.size();
    }

    public long retainedBytes() {
        return retained.bytes();
    }

    public int retainedCount() {
        return retained.count();
    }

    Services services() {
        return services;
    }

    Storage storage() {
        return storage;
    }

    Access access() {
        return access;
    }

    Notices notices() {
        return notices;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Subscribers subscribers() {
        return subscribers;
    }

    Retained retained() {
        return retained;
    }
}
