package org.headgate.mqtt.door.internal;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.headgate.api.access.Authenticator;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.intake.Intake;
import org.headgate.api.market.Entitlements;
import org.headgate.api.topic.DurableTopics;
import org.headgate.api.topic.RequestHandler;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.mqtt.door.internal.broker.Redirection;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.headgate.store.Store;
import org.headgate.testkit.Patience;
import org.headgate.testkit.PemFiles;
import org.headgate.tls.TlsFiles;
import org.jspecify.annotations.Nullable;

/** A door on a free port of loopback, with what the test puts around it. */
final class TestDoor implements AutoCloseable {
    static final Limits LIMITS = limits().make();

    static final TlsFiles NO_TLS = new TlsFiles(List.of(), List.of(), TlsFiles.Clients.NONE, "");
    static final Redirection NOWHERE = new Redirection("", false);
    static final Listening LOOPBACK = new Listening("127.0.0.1", 0, -1, -1, -1, NO_TLS, List.of(), NOWHERE, true);
    static final Listening WITH_WEBSOCKET = new Listening("127.0.0.1", 0, 0, -1, -1, NO_TLS, List.of(), NOWHERE, true);

    final FakeIntake intake = new FakeIntake();
    final List<Authenticator> authenticators = new ArrayList<>();
    volatile @Nullable Intake present = intake;
    volatile @Nullable DeviceCredentials credentials;
    volatile @Nullable DurableTopics topics;
    volatile @Nullable Entitlements entitlements;
    volatile @Nullable RequestHandler requestHandler;
    volatile List<String> absent = List.of();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private @Nullable Door door;

    final Services services = new Services() {
        @Override
        public @Nullable Intake intake() {
            return present;
        }

        @Override
        public @Nullable DurableTopics durableTopics() {
            return topics;
        }

        @Override
        public @Nullable Entitlements entitlements() {
            return entitlements;
        }

        @Override
        public @Nullable DeviceCredentials deviceCredentials() {
            return credentials;
        }

        @Override
        public @Nullable RequestHandler requestHandler(String topic) {
            RequestHandler known = requestHandler;
            return known != null && Topics.matches("feeds/+/pay", topic) ? known : null;
        }

        @Override
        public List<String> absentAuthenticators() {
            return absent;
        }

        @Override
        public List<Authenticator> authenticators() {
            return authenticators;
        }
    };

    /** Plain and TLS, both also by WebSocket. */
    static Listening tls(PemFiles pem, TlsFiles.Clients clients, String authorities) {
        List<String> certificates = List.of(pem.certificate().toString());
        List<String> keys = List.of(pem.key().toString());
        return new Listening(
                "127.0.0.1",
                0,
                0,
                0,
                0,
                new TlsFiles(certificates, keys, clients, authorities),
                List.of(),
                NOWHERE,
                true);
    }

    TestDoor start() {
        return start(LIMITS, null, LOOPBACK);
    }

    static TestLimits limits() {
        return new TestLimits();
    }

    TestDoor start(Limits limits, @Nullable Store store, Listening listening) {
        return start(limits, store, listening, "mqtt-door");
    }

    /** @param listener that is to listen before this returns */
    TestDoor start(Limits limits, @Nullable Store store, Listening listening, String listener) {
        Door made = new Door(listening, limits, services, store, scheduler);
        door = made;
        made.start();
        await().until(() -> made.port(listener) > 0 && (listening.port() < 0 || made.port("mqtt-door") > 0));
        return this;
    }

    Door door() {
        Door running = door;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    Broker broker() {
        Broker broker = door().broker();
        if (broker == null) {
            throw new IllegalStateException("not open");
        }
        return broker;
    }

    int port() {
        return door().port("mqtt-door");
    }

    /** Waits until what the test has told the broker so far is done. A PINGRESP does not tell: what a client says may be read before. */
    void settled() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        broker().loop().execute(() -> done.complete(null));
        done.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    void stop() {
        if (door != null) {
            door.stop();
            door = null;
        }
    }

    @Override
    public void close() {
        stop();
        scheduler.shutdownNow();
    }
}
