package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.mqtt.door.internal.broker.Redirection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What client and server agree on in CONNECT and CONNACK, and how each keeps to it; a clause each. */
class ConnectTest {
    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient connected(String body) throws IOException {
        RawClient client = new RawClient(door.port());
        client.packet(0x10, body);
        client.receive();
        return client;
    }

    private byte[] connack(String body) throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.packet(0x10, body);
            return client.receive();
        }
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.UTF_8);
    }

    private static void subscribe(RawClient client, String filterAndOptions) throws IOException {
        client.packet(0x82, "m1 v0 " + filterAndOptions);
        client.receive();
    }

    /** §3.3.2.3.4: no more aliases than the client takes, and none where it takes none. */
    @Test
    void topicAliasMaximum_ofTheClient_longTopicsAreShortenedWithinIt() throws IOException {
        door.start();
        try (RawClient short2 = connected("s4 'MQTT' 05 02 k60 v3 22 H2 s1 'a'");
                RawClient none = connected("s4 'MQTT' 05 02 k60 v0 s1 'n'");
                RawClient writer = connected("s4 'MQTT' 05 02 k60 v0 s1 'w'")) {
            subscribe(short2, "s6 'long/#' 00");
            subscribe(none, "s6 'long/#' 00");
            for (int round = 0; round < 2; round++) {
                for (String topic : List.of("long/1", "long/2", "long/3")) {
                    writer.packet(0x30, "s6 '" + topic + "' v0 'x'");
                }
            }
            assertThat(short2.receive()).isEqualTo(WireCases.encode("30 r13 s6 'long/1' v3 23 H1 'x'"));
            assertThat(short2.receive()).isEqualTo(WireCases.encode("30 r13 s6 'long/2' v3 23 H2 'x'"));
            assertThat(short2.receive()).isEqualTo(WireCases.encode("30 r10 s6 'long/3' v0 'x'"));
            assertThat(short2.receive()).isEqualTo(WireCases.encode("30 r7 s0 v3 23 H1 'x'"));
            assertThat(short2.receive()).isEqualTo(WireCases.encode("30 r7 s0 v3 23 H2 'x'"));
            assertThat(short2.receive()).isEqualTo(WireCases.encode("30 r10 s6 'long/3' v0 'x'"));
            for (int i = 0; i < 6; i++) {
                assertThat(none.receive()).hasSize(12).startsWith(0x30, 10, 0, 6, 'l');
            }
        }
    }

    /** An alias lasts as long as its connection: what is sent again on another has its topic. */
    @Test
    void topicAlias_messageIsSentAgainOnANewConnection_topicStandsThere() throws IOException {
        door.start();
        String connect = "s4 'MQTT' 05 00 k60 v8 11 L1000 22 H2 s1 'a'";
        try (RawClient writer = connected("s4 'MQTT' 05 02 k60 v0 s1 'w'")) {
            try (RawClient reader = connected(connect)) {
                subscribe(reader, "s6 'long/1' 01");
                for (int i = 1; i <= 2; i++) {
                    writer.packet(0x32, "s6 'long/1' m" + i + " v0 'x'");
                    writer.receive();
                }
                assertThat(reader.receive()).isEqualTo(WireCases.encode("32 r15 s6 'long/1' m1 v3 23 H1 'x'"));
                assertThat(reader.receive()).isEqualTo(WireCases.encode("32 r9 s0 m2 v3 23 H1 'x'"));
            }
            await().until(() -> door.broker().connectionCount() == 1);
            try (RawClient reader = connected(connect)) {
                assertThat(reader.receive()).isEqualTo(WireCases.encode("3A r15 s6 'long/1' m1 v3 23 H1 'x'"));
                assertThat(reader.receive()).isEqualTo(WireCases.encode("3A r9 s0 m2 v3 23 H1 'x'"));
            }
        }
    }

    /** [MQTT-3.1.2-24], [MQTT-3.1.2-25]: what does not fit is dropped as if it had been delivered, and the alias does not make it larger. */
    @Test
    void maximumPacketSize_ofTheClient_isKept() throws IOException {
        door.start();
        try (RawClient small = connected("s4 'MQTT' 05 02 k60 v8 27 L30 22 H1 s1 'a'");
                RawClient writer = connected("s4 'MQTT' 05 02 k60 v0 s1 'w'")) {
            subscribe(small, "s6 'long/1' 01");
            writer.packet(0x32, "s6 'long/1' m1 v0 '0123456789012345'");
            writer.receive();
            writer.packet(0x32, "s6 'long/1' m2 v0 '01234567890123456789'");
            writer.receive();
            writer.packet(0x32, "s6 'long/1' m3 v0 'x'");
            writer.receive();
            assertThat(small.receive())
                    .hasSizeLessThanOrEqualTo(30)
                    .endsWith("012345".getBytes(StandardCharsets.UTF_8));
            assertThat(small.receive()).endsWith('x');
            small.send("C0 00");
            assertThat(small.receiveHex()).isEqualTo("d000");
        }
        assertThat(door.door().report().metrics().get("mqtt-door.messages.dropped.too.large"))
                .isOne();
    }

    /** [MQTT-3.2.2-15]: told in CONNACK; a client that sends more is told 0x95. */
    @Test
    void maximumPacketSize_ofTheServer_isToldAndKept() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.packet(0x10, "s4 'MQTT' 05 02 k60 v0 s1 'a'");
            assertThat(text(client.receive())).contains(text(new byte[] {0x27, 0, 0x10, 0, 0}));
            client.send(Arrays.copyOf(new byte[] {0x30, (byte) 0x80, (byte) 0x80, 0x40}, 1000));
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x95);
        }
    }

    /** §3.2.2.3.14. */
    @Test
    void serverKeepAlive_clientAsksForMoreOrNone_isToldAndHeldTo() throws IOException {
        Limits strict = TestDoor.limits().keepAliveSeconds(1).make();
        door.start(strict, null, TestDoor.LOOPBACK);
        byte[] told = {0x13, 0, 1};
        assertThat(text(connack("s4 'MQTT' 05 02 k60 v0 s1 'a'"))).contains(text(told));
        assertThat(text(connack("s4 'MQTT' 05 02 k0 v0 s1 'a'"))).contains(text(told));
        assertThat(text(connack("s4 'MQTT' 05 02 k1 v0 s1 'a'"))).doesNotContain(text(told));
        try (RawClient silent = connected("s4 'MQTT' 05 02 k60 v0 s1 'b'")) {
            assertThat(silent.receive()[2] & 0xFF).isEqualTo(0x8D);
        }
    }

    /** [MQTT-3.1.2-29]: none but CONNACK, PUBLISH and DISCONNECT carry reason strings for who asked for none. */
    @Test
    void requestProblemInformation_zero_noReasonStrings() throws IOException {
        door.start();
        try (RawClient plain = connected("s4 'MQTT' 05 02 k60 v2 17 00 s1 'a'");
                RawClient curious = connected("s4 'MQTT' 05 02 k60 v0 s1 'b'")) {
            for (RawClient client : List.of(plain, curious)) {
                client.packet(0x32, "s7 'feeds/x' m1 v0 'x'");
            }
            assertThat(plain.receiveHex()).isEqualTo("4003000187");
            assertThat(text(curious.receive())).contains("not_authorized");
            plain.packet(0x82, "m2 v0 s7 'feeds/x' 00");
            assertThat(plain.receiveHex()).isEqualTo("900400020087");
        }
    }

    /** §3.1.3.1, [MQTT-3.2.2-16]. */
    @Test
    void clientIdentifier_none_oneIsAssignedAndTold() throws IOException {
        door.start();
        byte[] five = connack("s4 'MQTT' 05 02 k60 v0 s0");
        assertThat(five[3]).isZero();
        assertThat(text(five)).contains("headgate-");
        assertThat(connack("s4 'MQTT' 04 02 k60 s0")).isEqualTo(new byte[] {0x20, 2, 0, 0});
        assertThat(connack("s4 'MQTT' 04 00 k60 s0")).isEqualTo(new byte[] {0x20, 2, 0, 2});
    }

    /** §3.1.2.11.9, §4.12: a method that is not offered, data without a method, AUTH without either. */
    @Test
    void enhancedAuthentication_notOffered_eachIsToldItsCode() throws IOException {
        door.start();
        assertThat(connack("s4 'MQTT' 05 02 k60 v16 15 s13 'SCRAM-SHA-256' s1 'a'")[3] & 0xFF)
                .isEqualTo(0x8C);
        assertThat(connack("s4 'MQTT' 05 02 k60 v4 16 s1 'x' s1 'a'")[3] & 0xFF).isEqualTo(0x82);
        try (RawClient client = connected("s4 'MQTT' 05 02 k60 v0 s1 'a'")) {
            client.packet(0xF0, "19 v16 15 s13 'SCRAM-SHA-256'");
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x82);
        }
        try (RawClient client = new RawClient(door.port())) {
            client.packet(0xF0, "18 v16 15 s13 'SCRAM-SHA-256'");
            assertThat(client.next()).isNegative();
        }
    }

    private static Listening redirecting(boolean moved) {
        Redirection other = new Redirection("other.example:1883", moved);
        return new Listening("127.0.0.1", 0, -1, -1, -1, TestDoor.NO_TLS, List.of(), other, true);
    }

    /** §4.11. */
    @Test
    void redirection_theDoorStops_clientsAreToldWhereToGo() throws IOException {
        door.start(TestDoor.LIMITS, null, redirecting(false));
        try (RawClient client = connected("s4 'MQTT' 05 02 k60 v0 s1 'a'")) {
            door.stop();
            byte[] disconnect = client.receive();
            assertThat(disconnect[2] & 0xFF).isEqualTo(0x9C);
            assertThat(text(disconnect)).contains("other.example:1883");
        }
    }

    @Test
    void redirection_movedForGood_nobodyIsLetIn() throws IOException {
        door.start(TestDoor.LIMITS, null, redirecting(true));
        byte[] connack = connack("s4 'MQTT' 05 02 k60 v0 s1 'a'");
        assertThat(connack[3] & 0xFF).isEqualTo(0x9D);
        assertThat(text(connack)).contains("other.example:1883");
        assertThat(connack("s4 'MQTT' 04 02 k60 s1 'a'")).isEqualTo(new byte[] {0x20, 2, 0, 3});
    }

    @Test
    void theDoorStops_noOtherServer_clientsAreToldThat() throws IOException {
        door.start();
        try (RawClient client = connected("s4 'MQTT' 05 02 k60 v0 s1 'a'")) {
            door.stop();
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x8B);
        }
    }

    /** §3.14.2.2.2: the interval may be changed at the end, but not from 0. */
    @Test
    void sessionExpiry_changedInDisconnect_counts() throws IOException {
        door.start();
        try (RawClient client = connected("s4 'MQTT' 05 00 k60 v5 11 L1000 s1 'a'")) {
            client.packet(0xE0, "00 v5 11 L0");
            assertThat(client.next()).isNegative();
        }
        await().until(() -> door.broker().sessionCount() == 0);
        try (RawClient client = connected("s4 'MQTT' 05 02 k60 v0 s1 'a'")) {
            client.packet(0xE0, "00 v5 11 L10");
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x82);
        }
    }
}
