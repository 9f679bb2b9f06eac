package org.headgate.mqtt.door.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Count;
import org.headgate.mqtt.door.internal.broker.Counters;
import org.headgate.mqtt.door.internal.broker.H2Restore;
import org.headgate.mqtt.door.internal.broker.H2Storage;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.mqtt.door.internal.broker.Loop;
import org.headgate.mqtt.door.internal.broker.MemoryStorage;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.mqtt.door.internal.broker.Storage;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running door: database, broker, event loop and listeners. It opens on its own thread, since opening a database blocks. */
final class Door {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int STOP_SECONDS = 5;
    /** How long clients have to read why the door stops. */
    private static final int FAREWELL_MILLIS = 250;

    private static final long LATELY_MILLIS = 600_000;

    private final Listening listening;
    private final Limits limits;
    private final Services services;
    private final @Nullable Store store;
    private final Counters counters = new Counters();
    private final EventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt-door"));
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            2,
            2,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("mqtt-door-reader", true));
    private final Listeners listeners;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Database database;
    private @Nullable H2Storage storage;
    private final CompletableFuture<Broker> opened = new CompletableFuture<>();
    private boolean stopped;

    /** @param store null: nothing is kept beyond the process */
    Door(
            Listening listening,
            Limits limits,
            Services services,
            @Nullable Store store,
            ScheduledExecutorService scheduler) {
        this.listening = listening;
        this.limits = limits;
        this.services = services;
        this.store = store;
        this.listeners = new Listeners(listening, group, services, scheduler);
        readers.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. */
    void start() {
        readers.execute(this::open);
    }

    private synchronized void open() {
        if (stopped) {
            return;
        }
        Storage.Kept kept = new Storage.Kept(List.of(), List.of());
        Storage kind = new MemoryStorage();
        if (store != null) {
            try {
                Database opened = store.open("door");
                database = opened;
                opened.prepare("door", H2Storage.TABLES);
                long lastRow = opened.read(connection -> new H2Restore(connection).lastRow());
                kept = opened.read(connection -> new H2Restore(connection).read());
                storage = new H2Storage(opened, counters, lastRow);
                kind = storage;
            } catch (StoreUnavailable | IllegalStateException e) {
                problems.add(new Problem(
                        "door_database_unavailable",
                        "sessions and retained messages are kept in memory only: " + e.getMessage(),
                        "repair or remove data/door.mv.db, then restart the bundle",
                        true));
            }
        }
        Loop loop = new Loop(group.next());
        Broker made = new Broker(
                loop, limits, services, kind, readers, counters, listening.redirection(), listening.anonymously());
        Storage.Kept restored = kept;
        loop.execute(() -> made.restore(restored));
        opened.complete(made);
        listeners.open(made);
        group.next().scheduleAtFixedRate(() -> loop.execute(made::tick), 1, 1, TimeUnit.SECONDS);
    }

    /** Null until it is open. */
    @Nullable
    Broker broker() {
        return opened.getNow(null);
    }

    /** Of sessions and retained messages; null where there is none. */
    synchronized @Nullable Database database() {
        return database;
    }

    CompletableFuture<Broker> opened() {
        return opened;
    }

    /** Port of a listener, 0 while it does not listen. */
    int port(String name) {
        return listeners.port(name);
    }

    /** Waits until all is written, for a few seconds at most. */
    synchronized void stop() {
        stopped = true;
        listeners.close();
        Broker running = broker();
        if (running != null) {
            CountDownLatch done = new CountDownLatch(1);
            CountDownLatch gone = new CountDownLatch(1);
            running.loop().execute(() -> {
                running.stop().thenRun(gone::countDown);
                done.countDown();
            });
            if (!await(done, STOP_SECONDS * 1000)) {
                LOG.warn("mqtt-door did not end its sessions within {} s", STOP_SECONDS);
            }
            await(gone, FAREWELL_MILLIS);
        }
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        readers.shutdownNow();
        if (database != null) {
            database.close();
        }
    }

    private static boolean await(CountDownLatch latch, int millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Problem opening(String listener) {
        return new Problem(
                "opening", listener + " is not listening yet", "ask again in a second; sessions are being read", true);
    }

    synchronized Report report() {
        Report.Builder report = Report.builder();
        listeners.report(report);
        if (broker() == null && problems.isEmpty()) {
            report.problem(opening("mqtt-door"));
        }
        problems.forEach(report::problem);
        if (services.intake() == null) {
            report.problem(new Problem(
                    "intake_absent",
                    "messages of QoS 1 and 2 cannot be stored: their senders are paused",
                    "start the bundle org.headgate.intake",
                    true));
        }
        if (database != null) {
            database.obstacle()
                    .ifPresent(obstacle -> report.problem(new Problem(
                            "door_database_" + obstacle.code(),
                            "sessions and retained messages are not written: " + obstacle.getMessage(),
                            "make room on the disk; it goes on by itself",
                            true)));
        }
        Broker running = broker();
        if (running != null) {
            gauges(report, running);
        }
        for (Count count : Count.values()) {
            if (count.bound() && counters.lately(count, LATELY_MILLIS)) {
                report.problem(limited(count));
            }
            report.metric(count.metric(), counters.get(count));
        }
        return report.build();
    }

    private Problem limited(Count count) {
        return new Problem(
                "limit_" + count.name().toLowerCase(Locale.ROOT),
                "%d since the start, the last within 10 minutes".formatted(counters.get(count)),
                "see which client it is, or raise mqtt-door." + count.key(),
                false);
    }

    private void gauges(Report.Builder report, Broker running) {
        report.fact("clients", "%d of %d".formatted(running.connectionCount(), limits.connections()));
        report.fact("sessions", "%d of %d".formatted(running.sessionCount(), limits.sessions()));
        report.fact("retained", "%d, %d KiB".formatted(running.retainedCount(), running.retainedBytes() / 1024));
        report.fact("queued", "%d KiB".formatted(running.queuedBytes() / 1024));
        report.metric("mqtt-door.connections", running.connectionCount());
        report.metric("mqtt-door.sessions", running.sessionCount());
        report.metric("mqtt-door.subscriptions", running.subscriptionCount());
        report.metric("mqtt-door.subscriptions.bytes", running.subscriptionBytes());
        report.metric("mqtt-door.inflight.bytes", running.inflightBytes());
        report.metric("mqtt-door.received.bytes", running.receivedBytes());
        report.metric("mqtt-door.outbound.bytes", running.outboundBytes());
        report.metric("mqtt-door.queued.bytes", running.queuedBytes());
        report.metric("mqtt-door.retained.bytes", running.retainedBytes());
        report.metric("mqtt-door.retained.count", running.retainedCount());
        report.metric("mqtt-door.requests.open", running.openRequests());
        report.metric("mqtt-door.store.pending", storage == null ? 0 : storage.pending());
    }
}
