package org.headgate.mqtt.door.internal;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.headgate.api.access.Authenticator;
import org.headgate.api.intake.Intake;
import org.headgate.api.market.Entitlements;
import org.headgate.api.topic.DurableTopics;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.mqtt.door.internal.broker.Services;
import org.headgate.store.Store;
import org.jspecify.annotations.Nullable;

/** A door on a free port of loopback, with what the test puts around it. */
final class TestDoor implements AutoCloseable {
    static final Limits LIMITS = new Limits(
            1000, 1 << 20, 64, 64, 1 << 20, 32 << 20, 1000, 100, 1 << 20, 16 << 20, 16 << 20, 604_800, 0, 10);

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    final FakeIntake intake = new FakeIntake();
    final List<Authenticator> authenticators = new ArrayList<>();
    volatile @Nullable Intake present = intake;
    volatile @Nullable DurableTopics topics;
    volatile @Nullable Entitlements entitlements;
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
        public List<String> absentAuthenticators() {
            return absent;
        }

        @Override
        public List<Authenticator> authenticators() {
            return authenticators;
        }
    };

    TestDoor start() {
        return start(LIMITS, null, new Door.Listening("127.0.0.1", 0, -1, "", "", true));
    }

    TestDoor start(Limits limits, @Nullable Store store, Door.Listening listening) {
        Door made = new Door(listening, limits, services, store, scheduler);
        door = made;
        made.start();
        await().until(() -> made.port("mqtt-door") > 0);
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
