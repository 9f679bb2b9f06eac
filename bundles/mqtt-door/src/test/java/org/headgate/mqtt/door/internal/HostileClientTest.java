package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Arrays;
import org.headgate.api.intake.Outcome;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostileClientTest {
    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    private void start(Limits limits) {
        door.start(limits, null, TestDoor.LOOPBACK);
    }

    @Test
    void answersNotRead_moreIsAsked_readingStopsAndMemoryStaysBounded() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.connect("deaf", 5);
            byte[] pings = new byte[1 << 16];
            for (int i = 0; i < pings.length; i += 2) {
                pings[i] = (byte) 0xC0;
            }
            Thread asking = new Thread(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        client.send(pings);
                    }
                } catch (IOException e) {
                    // closed at the end of the test
                }
            });
            asking.start();
            await().until(() -> door.broker().outboundBytes() > 100_000);
            await().during(java.time.Duration.ofMillis(500))
                    .until(() -> door.broker().outboundBytes() < 1_000_000);
        }
    }

    @Test
    void connect_byteByByte_closedInTime() throws IOException {
        start(TestDoor.limits().connectSeconds(1).make());
        try (RawClient client = new RawClient(door.port())) {
            await().pollInterval(java.time.Duration.ofMillis(200)).until(() -> {
                try {
                    client.send(new byte[] {0x10});
                } catch (IOException e) {
                    return true;
                }
                return door.broker().connectionCount() == 0;
            });
        }
    }

    @Test
    void connect_larger_thanAnyNeedsToBe_refused() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.send(new byte[] {0x10, (byte) 0x80, (byte) 0x80, 0x10});
            assertThat(client.next()).isNegative();
        }
    }

    @Test
    void unfinishedPackets_fillWhatAllShare_theirSenderIsClosed() throws IOException {
        start(TestDoor.limits().inflightTotal(100_000).make());
        try (RawClient hoarder = new RawClient(door.port());
                RawClient good = new RawClient(door.port())) {
            hoarder.connect("hoarder", 5);
            good.connect("good", 5);
            byte[] part = Arrays.copyOf(new byte[] {0x30, (byte) 0x80, (byte) 0x80, 0x20}, 200_000);
            hoarder.send(part);
            assertThat(hoarder.receive()[2] & 0xFF).isEqualTo(0x97);
            good.send("C0 00");
            assertThat(good.receiveHex()).isEqualTo("d000");
        }
        await().until(() -> door.broker().receivedBytes() == 0);
    }

    /** The reason arrives although most of what was sent was never read: a reset would have taken it away. */
    @Test
    void packetTooLarge_senderStillSends_reasonArrivesFirst() throws IOException {
        door.start();
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(door.port())) {
                client.connect("large", 5);
                client.send(Arrays.copyOf(new byte[] {0x30, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1}, 1_000_000));
                client.send(new byte[1_000_000]);
                assertThat(client.receive()[2] & 0xFF).isEqualTo(0x95);
                assertThat(client.next()).isNegative();
            }
        }
        await().until(() -> door.broker().connectionCount() == 0);
        assertThat(door.door().report().metrics().get("mqtt-door.connections.cut"))
                .isZero();
    }

    @Test
    void farewell_peerSendsOnForEver_cut() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.connect("endless", 5);
            client.send("00 00");
            byte[] more = new byte[1 << 16];
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            client.send(more);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        await().until(() -> door.broker().connectionCount() == 0);
        assertThat(door.door().report().metrics().get("mqtt-door.connections.cut"))
                .isOne();
    }

    @Test
    void farewell_peerNeverCloses_cutInTime() throws IOException {
        door.start();
        try (RawClient client = new RawClient(door.port())) {
            client.connect("stubborn", 5);
            client.send("00 00");
            assertThat(client.receive()[2] & 0xFF).isEqualTo(0x81);
            assertThat(client.next()).isNegative();
            await().until(() -> door.broker().connectionCount() == 0);
        }
        assertThat(door.door().report().metrics().get("mqtt-door.connections.cut"))
                .isOne();
    }

    @Test
    void pausedConnection_peerCloses_noticed() throws IOException {
        door.start();
        door.intake.answer = message -> new Outcome.Refused("disk_full", "no room", 60_000);
        try (RawClient client = new RawClient(door.port())) {
            client.connect("leaving", 5);
            client.packet(0x32, "s1 'a' m1 v0 'one'");
            client.packet(0x32, "s1 'a' m2 v0 'two'");
            await().until(() -> door.door().report().metrics().get("mqtt-door.reads.paused") == 1);
        }
        await().until(() ->
                door.broker().connectionCount() == 0 && door.broker().inflightBytes() == 0);
    }

    @Test
    void pausedConnection_saysGoodbye_willIsVoid() throws IOException {
        door.start();
        door.intake.answer = message -> new Outcome.Refused("disk_full", "no room", 60_000);
        try (RawClient reader = new RawClient(door.port())) {
            reader.connect("reader", 5);
            reader.packet(0x82, "m1 v0 s1 'w' 00");
            reader.receive();
            try (RawClient client = new RawClient(door.port())) {
                client.packet(0x10, "s4 'MQTT' 05 06 k10 v0 s1 'p' v0 s1 'w' s2 'by'");
                client.receive();
                client.packet(0x32, "s1 'a' m1 v0 'one'");
                client.send("E0 00");
            }
            await().until(() -> door.broker().connectionCount() == 1);
            reader.send("C0 00");
            assertThat(reader.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void intake_throws_messageWaitsAndConnectionStays() throws IOException {
        door.start();
        door.intake.answer = message -> {
            throw new IllegalStateException("stopping");
        };
        try (RawClient client = new RawClient(door.port())) {
            client.connect("patient", 5);
            client.packet(0x32, "s1 'a' m1 v0 'one'");
            await().until(() -> door.door().report().metrics().get("mqtt-door.reads.paused") == 1);
            door.intake.answer = message -> new Outcome.Stored(1, 1);
            assertThat(client.receiveHex()).startsWith("40");
        }
    }
}
