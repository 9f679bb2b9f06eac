package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.headgate.api.access.Principal;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** Puts the parts of the server together. Its state belongs to the loop; other threads come through {@link Loop#execute}. */
public final class Broker {
    private final Loop loop;
    private final Limits limits;
    private final Services services;
    private final Storage storage;
    private final Executor readers;
    private final Counters counters;
    private final Redirection redirection;
    private final Access access;
    private final SignIn signIn;
    private final Router router;
    private final Sessions sessions;
    private final Notices notices = new Notices(this);
    private final Charges charges = new Charges(this);
    private final Subscriptions subscriptions = new Subscriptions(this);
    private final Requests requests = new Requests(this);
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean advancing = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> allGone = new CompletableFuture<>();
    private boolean stopping;
    private volatile long inflightBytes;
    private volatile long queuedBytes;
    private volatile long receivedBytes;

    /** @param readers runs what reads the disk, off the loop @param anonymous whether devices may come without credentials */
    public Broker(
            Loop loop,
            Limits limits,
            Services services,
            Storage storage,
            Executor readers,
            Counters counters,
            Redirection redirection,
            boolean anonymous) {
        this.loop = loop;
        this.limits = limits;
        this.services = services;
        this.storage = storage;
        this.readers = readers;
        this.counters = counters;
        this.redirection = redirection;
        this.access = new Access(services);
        this.signIn = new SignIn(services, access, anonymous);
        this.router = new Router(this);
        this.sessions = new Sessions(this);
    }

    /** Before the first connection. */
    public void restore(Storage.Kept kept) {
        kept.retained().forEach(router.retained()::put);
        sessions.restore(kept);
    }

    void opened(Connection connection) {
        count(Count.CONNECTIONS_ACCEPTED);
        connections.add(connection);
        if (connections.size() > limits.connections()) {
            count(Count.CONNECTIONS_REFUSED_LIMIT);
            connection.drop();
        }
    }

    void gone(Connection connection) {
        connections.remove(connection);
        left();
    }

    /** From any thread: publishes as the gateway. */
    public CompletionStage<@Nullable Void> publish(Publication publication) {
        return router.publish(publication);
    }

    /** From any thread: durable topics may have more to read. */
    public void advanced() {
        if (advancing.compareAndSet(false, true)) {
            loop.execute(() -> {
                advancing.set(false);
                pumpBuyers();
            });
        }
    }

    /** From any thread: durable topics or entitlements came or went. */
    public void topicsChanged() {
        loop.execute(() -> sessions.all().forEach(Broker::refresh));
    }

    /** From any thread. */
    public void entitlementChanged(String buyer, String code, String reason) {
        loop.execute(() -> {
            for (Session session : sessions.all()) {
                if (session.principal instanceof Principal.Buyer
                        && session.principal.name().equals(buyer)) {
                    sessions.settle(session);
                    refresh(session);
                    Connection connection = session.connection;
                    if (connection != null && code.equals("pass_revoked")) {
                        connection.close(Reason.NOT_AUTHORIZED, code + ": " + reason);
                    }
                }
            }
        });
    }

    /** From any thread: who is connected as this device is disconnected. */
    public void signInEnded(String device, String code, String reason) {
        loop.execute(() -> {
            for (Session session : sessions.all()) {
                Connection connection = session.connection;
                if (connection != null
                        && session.principal instanceof Principal.Device
                        && session.principal.name().equals(device)) {
                    connection.close(Reason.NOT_AUTHORIZED, code + ": " + reason);
                }
            }
        });
    }

    private static void refresh(Session session) {
        session.refresh();
        session.pump();
    }

    private void pumpBuyers() {
        sessions.buyers().forEach(Session::pump);
    }

    /** Once a second, on the loop. */
    public void tick() {
        long nanos = System.nanoTime();
        connections.forEach(connection -> connection.check(nanos));
        sessions.tick(now());
        pumpBuyers();
    }

    /** On the loop: tells the clients, keeps what is to be kept. Completes when the clients have closed, which they may never do. */
    public CompletionStage<@Nullable Void> stop() {
        stopping = true;
        for (Connection connection : new ArrayList<>(connections)) {
            redirection.leave(connection);
        }
        sessions.saveMoved();
        loop.flush();
        left();
        return allGone;
    }

    private void left() {
        if (stopping && connections.isEmpty()) {
            allGone.complete(null);
        }
    }

    /**
     * What was promised to a client is told when it is on disk.
     *
     * @param told what {@link Storage#told()} was before
     * @param then runs at once where nothing was written since, else on the loop with whether it could be
     */
    void whenKept(long told, Consumer<Boolean> then) {
        if (storage.told() == told) {
            then.accept(true);
        } else {
            storage.synced().whenComplete((none, error) -> loop.execute(() -> then.accept(error == null)));
        }
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

    /** Received and not understood yet: parts of packets, and what came behind a pause. */
    void received(long change) {
        receivedBytes += change;
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

    public long receivedBytes() {
        return receivedBytes;
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
        return sessions.count();
    }

    public long subscriptionBytes() {
        return router.subscribers().bytes();
    }

    public int subscriptionCount() {
        return router.subscribers().count();
    }

    public long retainedBytes() {
        return router.retained().bytes();
    }

    public int retainedCount() {
        return router.retained().count();
    }

    public int openRequests() {
        return requests.open();
    }

    Redirection redirection() {
        return redirection;
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

    SignIn signIn() {
        return signIn;
    }

    Router router() {
        return router;
    }

    Sessions sessions() {
        return sessions;
    }

    Notices notices() {
        return notices;
    }

    Charges charges() {
        return charges;
    }

    Requests requests() {
        return requests;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }
}
