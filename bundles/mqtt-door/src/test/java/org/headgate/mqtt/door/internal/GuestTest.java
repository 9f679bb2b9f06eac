package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who signs in without an account: its session is kept only once its authenticator says so. */
class GuestTest {
    private static final String KEPT = "C0 k60 v5 11 L1000";

    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final FakeFeed feed = new FakeFeed();
    private final AtomicInteger here = new AtomicInteger();
    private volatile boolean known;

    private final Login.Stay stay = new Login.Stay() {
        @Override
        public boolean lasting() {
            return known;
        }

        @Override
        public void ended() {
            here.decrementAndGet();
        }
    };

    @BeforeEach
    void open() {
        door.topics = feed;
        door.entitlements = feed;
        door.authenticators.add(credentials -> {
            here.incrementAndGet();
            return Optional.of(new Login.Granted(new Principal.Buyer(credentials.user()), stay));
        });
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient guest() throws IOException {
        RawClient client = new RawClient(door.port());
        client.packet(0x10, "s4 'MQTT' 05 %s s1 'p' s1 'g' s1 'w'".formatted(KEPT));
        assertThat(client.receive()[3]).isZero();
        return client;
    }

    private static void subscribe(RawClient client) throws IOException {
        client.packet(0x82, "m1 v0 s7 'feeds/#' 01");
        assertThat(client.code()).isEqualTo(1);
    }

    @Test
    void guest_goes_itsSessionGoesTooAndItsAuthenticatorIsTold() throws IOException {
        door.start();
        try (RawClient guest = guest()) {
            subscribe(guest);
            assertThat(here).hasValue(1);
        }
        await().untilAtomic(here, org.hamcrest.Matchers.is(0));
        await().until(() -> door.broker().sessionCount() == 0);
    }

    @Test
    void guest_willNotAllowed_authenticatorIsToldThatNothingCameOfIt() throws IOException {
        door.start();
        try (RawClient guest = new RawClient(door.port())) {
            guest.packet(0x10, "s4 'MQTT' 05 C6 k60 v0 s1 'p' v0 s1 'a' s1 'x' s1 'g' s1 'w'");
            assertThat(guest.receive()[3] & 0xFF).isEqualTo(0x87);
        }
        await().untilAtomic(here, org.hamcrest.Matchers.is(0));
    }

    @Test
    void guest_becomesKnown_itsSessionOutlivesConnectionAndRestart() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient guest = guest()) {
                subscribe(guest);
                known = true;
                feed.buyers.add("g");
                door.broker().entitlementChanged("g", "granted", "paid");
                door.settled();
                feed.add(1, 0);
                door.broker().advanced();
                assertThat(new String(guest.receive(), StandardCharsets.UTF_8)).endsWith("1");
            }
            await().until(() -> door.broker().connectionCount() == 0);
            door.stop();
            feed.add(1, 0);
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient guest = guest()) {
                assertThat(new String(guest.receive(), StandardCharsets.UTF_8)).endsWith("1");
                assertThat(new String(guest.receive(), StandardCharsets.UTF_8)).endsWith("2");
            }
            door.stop();
        }
    }
}
