package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.headgate.store.Database;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the door keeps for others than the journal is on disk before it is answered. The test holds the writer of the door's database up: a PINGRESP that comes first
 * proves that the answer waits for it.
 */
class SyncedAnswersTest {
    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final CompletableFuture<Boolean> go = new CompletableFuture<>();
    private H2Store store;

    @BeforeEach
    void open() throws Exception {
        store = H2Store.open(folder);
        door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
    }

    @AfterEach
    void close() throws Exception {
        go.complete(true);
        door.close();
        store.close();
    }

    private void holdTheWriter() {
        CountDownLatch held = new CountDownLatch(1);
        Database database = door.door().database();
        database.write(connection -> {
            held.countDown();
            return go.join();
        });
        await().until(() -> held.getCount() == 0);
    }

    private RawClient client(String id, boolean clean) throws IOException {
        RawClient client = new RawClient(door.port());
        client.connect(id, 5, clean);
        return client;
    }

    private void away(String filterAndQos) throws IOException {
        try (RawClient reader = client("reader", false)) {
            reader.packet(0x82, "m1 v0 " + filterAndQos);
            reader.receive();
        }
        await().until(() -> door.broker().connectionCount() == 0);
    }

    private void waits(RawClient client, String answer) throws IOException {
        client.send("C0 00");
        assertThat(client.receiveHex()).isEqualTo("d000");
        go.complete(true);
        assertThat(client.receiveHex()).isEqualTo(answer);
    }

    @Test
    void suback_persistentSession_waits() throws IOException {
        try (RawClient client = client("c", false)) {
            holdTheWriter();
            client.packet(0x82, "m1 v0 s1 'a' 01");
            waits(client, "900400010001");
        }
    }

    @Test
    void suback_sessionThatEndsWithItsConnection_doesNotWait() throws IOException {
        try (RawClient client = client("c", true)) {
            holdTheWriter();
            client.packet(0x82, "m1 v0 s1 'a' 01");
            assertThat(client.receiveHex()).isEqualTo("900400010001");
        }
    }

    @Test
    void unsuback_persistentSession_waits() throws IOException {
        try (RawClient client = client("c", false)) {
            client.packet(0x82, "m1 v0 s1 'a' 01");
            client.receive();
            holdTheWriter();
            client.packet(0xA2, "m2 v0 s1 'a'");
            waits(client, "b00400020000");
        }
    }

    @Test
    void puback_messageIsQueuedForWhoIsAway_waits() throws IOException {
        away("s1 'a' 01");
        try (RawClient client = client("c", true)) {
            holdTheWriter();
            client.packet(0x32, "s1 'b' m1 v0 'x'");
            assertThat(client.receiveHex()).isEqualTo("4003000110");
            client.packet(0x32, "s1 'a' m2 v0 'x'");
            waits(client, "40020002");
        }
    }

    @Test
    void puback_retainedMessage_waits_andLaterOnesKeepTheOrder() throws IOException {
        try (RawClient client = client("c", true)) {
            holdTheWriter();
            client.packet(0x33, "s1 'r' m1 v0 'x'");
            client.packet(0x32, "s1 'b' m2 v0 'x'");
            waits(client, "4003000110");
            assertThat(client.receiveHex()).isEqualTo("4003000210");
        }
    }

    @Test
    void pubrecAndPubcomp_persistentPublisher_wait() throws IOException {
        try (RawClient client = client("c", false)) {
            holdTheWriter();
            client.packet(0x34, "s1 'a' m1 v0 'x'");
            waits(client, "50020001");
            client.packet(0x62, "m1");
            assertThat(client.receiveHex()).isEqualTo("70020001");
        }
    }

    @Test
    void pubcomp_messageIsQueuedForWhoIsAway_waits() throws IOException {
        away("s1 'a' 02");
        try (RawClient client = client("c", true)) {
            client.packet(0x34, "s1 'a' m1 v0 'x'");
            assertThat(client.receiveHex()).isEqualTo("50020001");
            holdTheWriter();
            client.packet(0x62, "m1");
            waits(client, "70020001");
        }
    }

    /** The connection ends while its answers wait: nothing is held for it any more, and what it said is routed. */
    @Test
    void connectionEnds_whileAnswersWait_bytesAreGivenBack() throws IOException {
        away("s1 'a' 01");
        try (RawClient client = client("c", true)) {
            holdTheWriter();
            client.packet(0x32, "s1 'a' m1 v0 'x'");
            await().until(() -> door.broker().queuedBytes() > 0);
        }
        go.complete(true);
        await().until(() -> door.broker().inflightBytes() == 0);
        try (RawClient reader = new RawClient(door.port())) {
            reader.connect("reader", 5, false);
            assertThat(new String(reader.receive())).endsWith("x");
        }
    }
}
