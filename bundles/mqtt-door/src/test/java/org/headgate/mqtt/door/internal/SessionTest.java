package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.store.internal.H2Store;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient client(String id, int version, boolean clean) throws IOException {
        RawClient client = new RawClient(door.port());
        client.connect(id, version, clean);
        return client;
    }

    private void publish(String packet) throws IOException {
        try (RawClient publisher = client("publisher", 5, true)) {
            publisher.send(packet);
            publisher.receive();
        }
    }

    @Test
    void connect_sameClientIdentifier_takesOver() throws IOException {
        door.start();
        try (RawClient first = client("one", 5, true);
                RawClient second = client("one", 5, true)) {
            assertThat(first.receive()[2] & 0xFF).isEqualTo(0x8E);
            assertThat(first.next()).isNegative();
            second.send("C0 00");
            assertThat(second.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void restart_persistentSession_subscriptionsQueueAndRetainedAreThere() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient reader = client("reader", 5, false)) {
                reader.send("82 r10 m1 v2 0B 07 s2 'q1' 01");
                reader.receive();
            }
            await().until(() -> door.broker().connectionCount() == 0);
            publish("32 r12 s2 'q1' m1 v0 'queued'".replace("r12", "r13"));
            publish("33 r15 s4 'keep' m2 v0 'state'".replace("r15", "r14"));
            door.stop();

            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient reader = new RawClient(door.port())) {
                assertThat(reader.connect("reader", 5, false)[2]).isEqualTo((byte) 1);
                assertThat(reader.receive()).isEqualTo(WireCases.encode("32 r15 s2 'q1' m1 v2 0B 07 'queued'"));
                reader.send("40 02 0001");
                reader.send("82 r10 m2 v0 s4 'keep' 01");
                assertThat(reader.receive()[0] & 0xFF).isEqualTo(0x90);
                assertThat(reader.receive()).isEqualTo(WireCases.encode("33 r14 s4 'keep' m2 v0 'state'"));
            }
            door.stop();
        }
    }

    @Test
    void restart_qos2NotReleased_messageIsRoutedOnceAtPubrel() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient publisher = client("two", 5, false)) {
                publisher.send("34 r9 s1 'a' m7 v0 'one'");
                assertThat(publisher.receiveHex()).isEqualTo("50020007");
            }
            door.stop();
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient reader = client("reader", 5, true);
                    RawClient publisher = client("two", 5, false)) {
                reader.send("82 r7 m1 v0 s1 'a' 00");
                reader.receive();
                publisher.send("3C r9 s1 'a' m7 v0 'one'");
                assertThat(publisher.receiveHex()).isEqualTo("50020007");
                publisher.send("62 r2 m7");
                assertThat(publisher.receiveHex()).isEqualTo("70020007");
                assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r7 s1 'a' v0 'one'"));
            }
            assertThat(door.intake.accepted).hasSize(1);
            door.stop();
        }
    }

    @Test
    void reconnect_unacknowledgedMessage_sentAgainWithDup() throws IOException {
        door.start();
        try (RawClient reader = client("reader", 4, false)) {
            reader.send("82 r6 m1 s1 'a' 01");
            reader.receive();
            publish("32 r9 s1 'a' m1 v0 'one'");
            assertThat(reader.receiveHex()).startsWith("32");
        }
        await().until(() -> door.broker().connectionCount() == 0);
        try (RawClient reader = client("reader", 4, false)) {
            assertThat(reader.receive()).isEqualTo(WireCases.encode("3A r8 s1 'a' m1 'one'"));
        }
    }

    @Test
    void queue_full_dropsAndCounts() throws IOException {
        Limits small = TestDoor.limits().queueBytes(1000).make();
        door.start(small, null, TestDoor.LOOPBACK);
        try (RawClient reader = client("reader", 4, false)) {
            reader.send("82 r6 m1 s1 'a' 01");
            reader.receive();
        }
        await().until(() -> door.broker().connectionCount() == 0);
        for (int i = 1; i < 10; i++) {
            publish("32 r9 s1 'a' m" + i + " v0 'one'");
        }
        assertThat(door.broker().queuedBytes()).isBetween(1L, 1000L);
        assertThat(door.door().report().metrics().get("mqtt-door.messages.dropped.queue.full"))
                .isPositive();
    }

    @Test
    void connectionLost_willIsPublishedAndTaken() throws IOException {
        door.start();
        try (RawClient reader = client("reader", 5, true)) {
            reader.send("82 r7 m1 v0 s1 'w' 00");
            reader.receive();
            try (RawClient dying = new RawClient(door.port())) {
                dying.send("10 r22 s4 'MQTT' 05 06 k10 v0 s1 'p' v0 s1 'w' s2 'by'");
                dying.receive();
            }
            assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r6 s1 'w' v0 'by'"));
        }
        assertThat(door.intake.accepted)
                .extracting(message -> message.address())
                .containsExactly("w");
    }

    @Test
    void silence_beyondOneAndAHalfKeepAlives_closed() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.send("10 r14 s4 'MQTT' 05 02 k1 v0 s1 'p'");
            client.receive();
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x8D);
        }
    }

    @Test
    void publisher_retainedByTheGateway_devicesDoNotSeeFeeds() throws Exception {
        door.start();
        door.broker()
                .publish(new Publication("feeds/catalog", "[]".getBytes(), "application/json", true, List.of()))
                .toCompletableFuture()
                .get(Patience.SECONDS, TimeUnit.SECONDS);
        try (RawClient device = client("dev", 5, true)) {
            device.send("82 r7 m1 v0 s1 '#' 00");
            assertThat(device.receiveHex()).isEqualTo("9004000100" + "00");
            device.send("82 r13 m2 v0 s7 'feeds/#' 00");
            assertThat(device.receiveHex()).endsWith("87");
            device.send("C0 00");
            assertThat(device.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void connect_nobodyChecksCredentials_unavailableNotWrong() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.send("10 r19 s4 'MQTT' 04 C2 k10 s1 'p' s1 'u' s1 'w'");
            assertThat(client.receiveHex()).isEqualTo("20020003");
        }
    }

    @Test
    void connect_wrongCredentials_refused() throws IOException {
        door.authenticators.add(credentials -> java.util.Optional.empty());
        door.start();
        try (RawClient five = new RawClient(door.port());
                RawClient four = new RawClient(door.port())) {
            five.send("10 r20 s4 'MQTT' 05 C2 k10 v0 s1 'p' s1 'u' s1 'w'");
            assertThat(five.receive()[3] & 0xFF).isEqualTo(0x86);
            four.send("10 r19 s4 'MQTT' 04 C2 k10 s1 'p' s1 'u' s1 'w'");
            assertThat(four.receiveHex()).isEqualTo("20020004");
        }
    }

    @Test
    void subscribe_moreRetainedThanTheQueueHolds_allArrive() throws IOException {
        Limits small = TestDoor.limits().queueBytes(100_000).make();
        door.start(small, null, TestDoor.LOOPBACK);
        try (RawClient publisher = client("publisher", 5, true)) {
            byte[] filler = new byte[50_000];
            for (int i = 10; i < 50; i++) {
                byte[] head = WireCases.encode("s4 'r/%d' m%d v0".formatted(i, i));
                byte[] body = java.util.Arrays.copyOf(head, head.length + filler.length);
                publisher.packet(0x33, body);
                publisher.receive();
            }
        }
        try (RawClient reader = client("reader", 5, true)) {
            reader.send("82 r9 m1 v0 s3 'r/#' 00");
            reader.receive();
            for (int i = 10; i < 50; i++) {
                assertThat(reader.receive()).hasSizeGreaterThan(50_000);
            }
        }
        assertThat(door.door().report().metrics().get("mqtt-door.messages.dropped.slow.reader"))
                .isZero();
    }

    @Test
    void disconnect_beforeTheMessageIsStored_routedAllTheSame() throws IOException {
        door.start();
        door.intake.hold = true;
        try (RawClient reader = client("reader", 5, true)) {
            reader.send("82 r7 m1 v0 s1 'a' 00");
            reader.receive();
            try (RawClient hasty = client("hasty", 5, true)) {
                hasty.send("32 r9 s1 'a' m1 v0 'one'");
                hasty.send("30 r7 s1 'a' v0 'two'");
                hasty.send("E0 00");
                assertThat(hasty.next()).isNegative();
            }
            door.intake.waiting.poll().complete(new org.headgate.api.intake.Outcome.Stored(1, 1));
            assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r7 s1 'a' v0 'one'"));
            assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r7 s1 'a' v0 'two'"));
        }
    }

    @Test
    void retained_noRoomForTheNewState_theOldIsNotShownAsCurrent() throws IOException {
        Limits small = TestDoor.limits().queueBytes(100_000).retainedBytes(500).make();
        door.start(small, null, TestDoor.LOOPBACK);
        publish("33 r9 s1 'r' m1 v0 'one'");
        try (RawClient publisher = client("publisher", 5, true)) {
            byte[] head = WireCases.encode("s1 'r' m1 v0");
            publisher.packet(0x33, java.util.Arrays.copyOf(head, 1000));
            publisher.receive();
        }
        try (RawClient reader = client("reader", 5, true)) {
            reader.packet(0x82, "m1 v0 s1 'r' 00");
            reader.receive();
            reader.send("C0 00");
            assertThat(reader.receiveHex()).isEqualTo("d000");
        }
    }
}
