package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What MQTT 5 adds to routing, a clause each. */
class StandardTest {
    private static final String PING = "C0 00";
    private static final String PONG = "d000";

    private final TestDoor door = new TestDoor();
    private RawClient publisher;

    @BeforeEach
    void open() throws IOException {
        door.start();
        publisher = client("publisher");
    }

    @AfterEach
    void close() throws IOException {
        publisher.close();
        door.close();
    }

    private RawClient client(String id) throws IOException {
        RawClient client = new RawClient(door.port());
        client.connect(id, 5, true);
        return client;
    }

    private RawClient connected(String body) throws IOException {
        RawClient client = new RawClient(door.port());
        client.packet(0x10, body);
        client.receive();
        return client;
    }

    private RawClient subscribed(String id, String filterAndOptions) throws IOException {
        RawClient client = client(id);
        client.packet(0x82, "m1 v0 " + filterAndOptions);
        client.receive();
        return client;
    }

    private void publish(int header, String body) throws IOException {
        publisher.packet(header, body);
        publisher.receive();
    }

    private static void nothingElse(RawClient client) throws IOException {
        client.send(PING);
        assertThat(client.receiveHex()).isEqualTo(PONG);
    }

    /** §3.1.3.2.2. */
    @Test
    void willDelay_clientReturnsInTime_noWill() throws IOException {
        String body = "s4 'MQTT' 05 04 k10 v5 11 L1000 s1 'p' v5 18 L1000 s1 'w' s2 'by'";
        try (RawClient reader = subscribed("reader", "s1 'w' 00")) {
            connected(body).close();
            await().until(() -> door.broker().connectionCount() == 2);
            try (RawClient back = connected(body)) {
                back.send("E0 00");
                assertThat(back.next()).isNegative();
            }
            await().until(() -> door.broker().connectionCount() == 2);
            nothingElse(reader);
        }
    }

    /** [MQTT-3.1.3-9]: no later than the session's end. */
    @Test
    void willDelay_sessionEndsFirst_willComesThen() throws IOException {
        try (RawClient reader = subscribed("reader", "s1 'w' 00")) {
            connected("s4 'MQTT' 05 04 k10 v5 11 L1 s1 'p' v5 18 L1000 s1 'w' s2 'by'")
                    .close();
            assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r6 s1 'w' v0 'by'"));
        }
    }

    /** §3.3.2.3.3. */
    @Test
    void messageExpiry_waitedTooLong_notDeliveredAndTheRestIsTold() throws IOException {
        String keep = "s4 'MQTT' 05 00 k10 v5 11 L1000 s6 'reader'";
        try (RawClient reader = connected(keep)) {
            reader.packet(0x82, "m1 v0 s1 'a' 01");
            reader.receive();
        }
        await().until(() -> door.broker().connectionCount() == 1);
        publish(0x32, "s1 'a' m1 v5 02 L1 'short'");
        publish(0x32, "s1 'a' m2 v5 02 L1000 'long'");
        long expired = System.nanoTime() + 1_100_000_000L;
        await().until(() -> System.nanoTime() > expired);
        try (RawClient reader = connected(keep)) {
            byte[] packet = reader.receive();
            assertThat(new String(packet)).endsWith("long");
            int left = (packet[11] & 0xFF) << 8 | packet[12] & 0xFF;
            assertThat(left).isBetween(900, 1000);
            nothingElse(reader);
        }
    }

    /** §4.8.2. */
    @Test
    void sharedSubscription_severalMembers_eachMessageGoesToOne() throws IOException {
        try (RawClient one = subscribed("one", "s10 '$share/g/a' 00");
                RawClient two = subscribed("two", "s10 '$share/g/a' 00")) {
            publish(0x32, "s1 'a' m1 v0 '1'");
            publish(0x32, "s1 'a' m2 v0 '2'");
            String first = new String(one.receive());
            String second = new String(two.receive());
            assertThat(first.substring(first.length() - 1) + second.substring(second.length() - 1))
                    .isIn("12", "21");
            nothingElse(one);
            nothingElse(two);
        }
    }

    /** [MQTT-3.8.3-3]. */
    @Test
    void noLocal_ownMessage_doesNotComeBack() throws IOException {
        publisher.packet(0x82, "m1 v0 s1 'a' 04");
        publisher.receive();
        try (RawClient other = client("other")) {
            publisher.packet(0x30, "s1 'a' v0 'own'");
            nothingElse(publisher);
            other.packet(0x30, "s1 'a' v0 'other'");
            assertThat(new String(publisher.receive())).endsWith("other");
        }
    }

    /** §3.8.3.1: retain handling 0, 1, 2, and retain as published. */
    @Test
    void retainOptions_eachDoesWhatItSays() throws IOException {
        publish(0x33, "s1 'r' m1 v0 'one'");
        byte[] retained = WireCases.encode("31 r7 s1 'r' v0 'one'");
        try (RawClient reader = client("reader")) {
            for (String options : new String[] {"20", "10", "00"}) {
                reader.packet(0x82, "m1 v0 s1 'r' " + options);
                reader.receive();
            }
            assertThat(reader.receive()).isEqualTo(retained);
            publish(0x33, "s1 'r' m2 v0 'two'");
            assertThat(reader.receive()[0]).isEqualTo((byte) 0x30);
            reader.packet(0x82, "m2 v0 s1 'r' 18");
            reader.receive();
            publish(0x33, "s1 'r' m3 v0 'two'");
            assertThat(reader.receive()[0]).isEqualTo((byte) 0x31);
        }
    }

    @Test
    void sessionExpiry_itsTimeIsOver_sessionIsGone() throws IOException {
        String keep = "s4 'MQTT' 05 00 k10 v5 11 L1 s6 'reader'";
        connected(keep).close();
        await().until(() -> door.broker().sessionCount() == 1);
        try (RawClient back = new RawClient(door.port())) {
            back.packet(0x10, keep);
            assertThat(back.receive()[2]).isZero();
        }
    }

    /** §4.9, towards the client. */
    @Test
    void receiveMaximum_ofTheClient_isKept() throws IOException {
        try (RawClient reader = connected("s4 'MQTT' 05 02 k10 v3 21 H2 s6 'reader'")) {
            reader.packet(0x82, "m1 v0 s1 'a' 01");
            reader.receive();
            for (int i = 1; i <= 3; i++) {
                publish(0x32, "s1 'a' m" + i + " v0 'one'");
            }
            reader.receive();
            reader.receive();
            nothingElse(reader);
            reader.packet(0x40, "m1");
            assertThat(reader.receiveHex()).startsWith("32");
        }
    }

    /** §3.3.2.3.4. */
    @Test
    void topicAlias_setAndUsed_standsForTheTopic() throws IOException {
        try (RawClient reader = subscribed("reader", "s1 'a' 00")) {
            publisher.packet(0x30, "s1 'a' v3 23 H1 'one'");
            publisher.packet(0x30, "s0 v3 23 H1 'two'");
            assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r7 s1 'a' v0 'one'"));
            assertThat(reader.receive()).isEqualTo(WireCases.encode("30 r7 s1 'a' v0 'two'"));
            publisher.packet(0x30, "s0 v3 23 H2 'two'");
            assertThat(publisher.receive()[2] & 0xFF).isEqualTo(0x82);
        }
    }
}
