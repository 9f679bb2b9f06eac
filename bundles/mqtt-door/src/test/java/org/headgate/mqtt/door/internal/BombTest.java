package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that want more than their share: each meets a bound that is counted and shown, and a good client does not notice. */
class BombTest {
    /** The full form is 10000. */
    private static final int IDLE = Integer.getInteger("door.idle", 1000);

    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    private void start(Limits limits) {
        door.start(limits, null, TestDoor.LOOPBACK);
    }

    private RawClient client(String id) throws IOException {
        RawClient client = new RawClient(door.port());
        client.connect(id, 5);
        return client;
    }

    private long metric(String name) {
        return door.door().report().metrics().get("mqtt-door." + name).longValue();
    }

    private void shown(String code, String key) {
        assertThat(door.door().report().problems())
                .anyMatch(problem ->
                        problem.code().equals(code) && problem.remedy().contains("mqtt-door." + key));
    }

    private static void served(RawClient client) throws IOException {
        client.send("C0 00");
        assertThat(client.receiveHex()).isEqualTo("d000");
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    @Test
    void idleConnections_asManyAsThereMayBe_holdNothingAndOneMoreIsRefused() throws IOException {
        start(TestDoor.limits().connections(IDLE).sessions(IDLE).make());
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                idle.add(client("idle" + i));
            }
            try (RawClient more = new RawClient(door.port())) {
                assertThat(more.next()).isNegative();
            }
            await().until(() -> metric("connections.refused.limit") == 1);
            shown("limit_connections_refused_limit", "connections.max");
            assertThat(door.broker().receivedBytes()).isZero();
            assertThat(door.broker().outboundBytes()).isZero();
            assertThat(door.broker().queuedBytes()).isZero();
            served(idle.get(IDLE - 1));
        } finally {
            for (RawClient one : idle) {
                one.close();
            }
        }
        await().until(() ->
                door.broker().connectionCount() == 0 && door.broker().sessionCount() == 0);
    }

    @Test
    void churn_connectionsThatComeAndGo_leaveNothing() throws IOException {
        door.start();
        try (RawClient good = client("good")) {
            for (int i = 0; i < 500; i++) {
                try (RawClient one = client("churn" + i % 7)) {
                    one.packet(0x82, "m1 v0 s1 'a' 01");
                    if (i % 2 == 0) {
                        one.receive();
                    }
                }
            }
            served(good);
        }
        await().until(() ->
                door.broker().connectionCount() == 0 && door.broker().sessionCount() == 0);
        assertThat(metric("subscriptions")).isZero();
        assertThat(metric("subscriptions.bytes")).isZero();
        assertThat(door.broker().inflightBytes()).isZero();
        assertThat(door.broker().queuedBytes()).isZero();
    }

    @Test
    void slowLoris_manyConnectsThatNeverEnd_closedInTimeAndCounted() throws IOException {
        start(TestDoor.limits().connectSeconds(5).make());
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RawClient one = new RawClient(door.port());
            one.send(Arrays.copyOf(new byte[] {0x10, (byte) 0xFF, 0x7F, 0, 4, 'M'}, 1000));
            slow.add(one);
        }
        try (RawClient good = client("good")) {
            served(good);
        }
        await().until(() -> door.broker().connectionCount() == 0);
        assertThat(metric("connections.timed.out")).isEqualTo(100);
        assertThat(door.broker().receivedBytes()).isZero();
        for (RawClient one : slow) {
            one.close();
        }
    }

    @Test
    void subscriptions_moreThanOneClientMayHave_refusedAndCounted() throws IOException {
        start(TestDoor.limits().subscriptions(100).make());
        try (RawClient greedy = client("greedy")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(new byte[] {0, 1, 0});
            for (int i = 0; i < 300; i++) {
                text(body, "f/" + i);
                body.write(0);
            }
            greedy.packet(0x82, body.toByteArray());
            byte[] suback = greedy.receive();
            int refused = 0;
            for (int i = suback.length - 300; i < suback.length; i++) {
                refused += (suback[i] & 0xFF) == 0x97 ? 1 : 0;
            }
            assertThat(refused).isEqualTo(200);
            served(greedy);
        }
        assertThat(metric("subscriptions.refused.limit")).isEqualTo(200);
        shown("limit_subscriptions_refused_limit", "subscriptions.max");
    }

    @Test
    void subscriptions_ofAllFillTheirMemory_moreAreRefusedAndTheirsGoWithThem() throws IOException {
        start(TestDoor.limits().subscriptionBytes(1_000_000).make());
        String large = "x".repeat(60_000);
        try (RawClient greedy = client("greedy")) {
            int code = 0;
            for (int i = 0; code == 0 && i < 100; i++) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                body.writeBytes(new byte[] {0, 1, 0});
                text(body, i + large);
                body.write(0);
                greedy.packet(0x82, body.toByteArray());
                code = greedy.code();
            }
            assertThat(code).isEqualTo(0x97);
            assertThat(metric("subscriptions.bytes")).isBetween(800_000L, 1_000_000L);
            shown("limit_subscriptions_refused_memory", "subscriptions.mib");
        }
        await().until(() -> metric("subscriptions.bytes") == 0);
    }

    /** Short levels weigh more than their characters. */
    @Test
    void retained_manyDeepTopics_memoryIsBoundedAndCounted() throws IOException {
        start(TestDoor.limits().retainedBytes(1_000_000).make());
        try (RawClient greedy = client("greedy")) {
            for (int i = 0; i < 100; i++) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                text(body, i + "/x".repeat(120));
                body.writeBytes(new byte[] {0, 1, 0, 'p'});
                greedy.packet(0x33, body.toByteArray());
                assertThat(greedy.receive()[0]).isEqualTo((byte) 0x40);
            }
        }
        assertThat(door.broker().retainedCount()).isBetween(30, 50);
        assertThat(door.broker().retainedBytes()).isLessThanOrEqualTo(1_000_000);
        shown("limit_retained_refused_limit", "retained.mib");
    }

    @Test
    void sessions_moreThanThereMayBe_refusedAndCounted() throws IOException {
        start(TestDoor.limits().sessions(50).make());
        for (int i = 0; i < 50; i++) {
            try (RawClient one = new RawClient(door.port())) {
                one.connect("kept" + i, 5, false);
            }
        }
        try (RawClient more = new RawClient(door.port())) {
            more.packet(0x10, "s4 'MQTT' 05 02 k60 v0 s4 'more'");
            assertThat(more.receive()[3] & 0xFF).isEqualTo(0x97);
        }
        shown("limit_sessions_refused_limit", "sessions.max");
    }

    @Test
    void wills_fillWhatWaitsForAll_moreAreRefusedAndGoWithTheirConnections() throws IOException {
        start(TestDoor.limits().queueTotal(500_000).make());
        List<RawClient> dying = new ArrayList<>();
        int code = 0;
        for (int i = 0; code == 0 && i < 20; i++) {
            RawClient one = new RawClient(door.port());
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(WireCases.encode("s4 'MQTT' 05 06 k60 v0"));
            text(body, "dying" + i);
            body.writeBytes(new byte[] {0});
            text(body, "w");
            text(body, "x".repeat(60_000));
            one.packet(0x10, body.toByteArray());
            code = one.receive()[3] & 0xFF;
            dying.add(one);
        }
        assertThat(code).isEqualTo(0x97);
        assertThat(dying).hasSize(9);
        shown("limit_wills_refused_limit", "queue.mib");
        dying.get(0).send("E0 00");
        for (RawClient one : dying) {
            one.close();
        }
        await().until(() -> door.broker().queuedBytes() == 0 && door.broker().connectionCount() == 0);
    }

    /** Each holds no more than its share, and all together no more than is theirs, until they go. */
    @Test
    void qos2WithoutPubrel_ofMany_memoryIsBoundedAndGivenBack() throws IOException {
        start(TestDoor.limits().queueBytes(300_000).queueTotal(500_000).make());
        List<RawClient> greedy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawClient one = client("greedy" + i);
            greedy.add(one);
            int header = 0x50;
            for (int id = 1; header == 0x50 && id < 20; id++) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                text(body, "a");
                body.writeBytes(new byte[] {0, (byte) id, 0});
                body.writeBytes(new byte[50_000]);
                one.packet(0x34, body.toByteArray());
                header = one.receive()[0] & 0xFF;
            }
            assertThat(header).isEqualTo(0xE0);
            assertThat(door.broker().queuedBytes()).isLessThan(600_000);
        }
        for (RawClient one : greedy) {
            one.close();
        }
        await().until(() -> door.broker().queuedBytes() == 0);
    }

    /** What is under way to those who never acknowledge is bounded for all together, and who acknowledges goes on. */
    @Test
    void acknowledgements_neverCome_memoryIsBoundedAndOthersGoOn() throws IOException {
        start(TestDoor.limits().queueBytes(100_000).queueTotal(300_000).make());
        List<RawClient> deaf = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            RawClient one = client("deaf" + i);
            one.packet(0x82, "m1 v0 s1 'a' 01");
            one.receive();
            deaf.add(one);
        }
        try (RawClient good = client("good");
                RawClient writer = client("writer")) {
            good.packet(0x82, "m1 v0 s1 'a' 01");
            good.receive();
            for (int i = 0; i < 50; i++) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                text(body, "a");
                body.writeBytes(new byte[] {0, 1, 0});
                body.writeBytes(new byte[10_000]);
                writer.packet(0x32, body.toByteArray());
                writer.receive();
                byte[] packet = good.receive();
                assertThat(packet).hasSizeGreaterThan(10_000);
                good.send(new byte[] {0x40, 2, packet[6], packet[7]});
                served(good);
            }
            assertThat(door.broker().queuedBytes()).isLessThan(450_000);
        }
        for (RawClient one : deaf) {
            one.close();
        }
        await().until(() -> door.broker().queuedBytes() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"610062", "EFBFBF", "EFB790", "C080", "EDA080", "1F"})
    void topic_ofWhatMayNotStandInAName_closedWithItsReason(String hex) throws IOException {
        door.start();
        byte[] name = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        try (RawClient client = client("odd")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(0);
            body.write(name.length);
            body.writeBytes(name);
            body.writeBytes(new byte[] {0, 'x'});
            client.packet(0x30, body.toByteArray());
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x81);
        }
        assertThat(door.intake.accepted).isEmpty();
    }

    @Test
    void topic_of65535Bytes_isServedAndOneOfAsManyLevelsIsNot() throws IOException {
        door.start();
        try (RawClient client = client("long")) {
            for (String topic : List.of("x".repeat(65_535), "/".repeat(65_535))) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                text(body, topic);
                body.writeBytes(new byte[] {0, 1, 0, 'p'});
                client.packet(0x32, body.toByteArray());
                if (topic.startsWith("x")) {
                    assertThat(client.receive()[0]).isEqualTo((byte) 0x40);
                } else {
                    assertThat(client.receive()[2] & 0xFF).isEqualTo(0x90);
                }
            }
        }
        assertThat(door.intake.accepted).hasSize(1);
    }

    @Test
    void clientIdentifier_longerThanAnyNeeds_refused() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(WireCases.encode("s4 'MQTT' 05 02 k60 v0"));
            text(body, "x".repeat(1025));
            client.packet(0x10, body.toByteArray());
            assertThat(client.receive()[3] & 0xFF).isEqualTo(0x85);
        }
    }
}
