package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private H2Store store;

    @BeforeEach
    void open() throws Exception {
        store = H2Store.open(folder);
        start();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
        store.close();
    }

    private void start() {
        door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
    }

    private RawClient client(String id, boolean clean) throws IOException {
        RawClient client = new RawClient(door.port());
        client.connect(id, 5, clean);
        return client;
    }

    /** §4.4: the client knows what is under way by its identifier. */
    @Test
    void qos2UnderWay_overARestart_keepsItsIdentifiersAndStages() throws IOException {
        try (RawClient reader = client("reader", false)) {
            reader.packet(0x82, "m1 v0 s1 'a' 02");
            reader.receive();
            try (RawClient publisher = client("publisher", true)) {
                publisher.packet(0x34, "s1 'a' m1 v0 'one'");
                publisher.receive();
                publisher.packet(0x62, "m1");
                publisher.receive();
                publisher.packet(0x34, "s1 'a' m2 v0 'two'");
                publisher.receive();
                publisher.packet(0x62, "m2");
                publisher.receive();
            }
            assertThat(reader.receive()).isEqualTo(WireCases.encode("34 r9 s1 'a' m1 v0 'one'"));
            assertThat(reader.receive()).isEqualTo(WireCases.encode("34 r9 s1 'a' m2 v0 'two'"));
            reader.packet(0x50, "m1");
            assertThat(reader.receiveHex()).isEqualTo("62020001");
        }
        await().until(() -> door.broker().connectionCount() == 0);
        door.stop();
        start();
        try (RawClient reader = client("reader", false)) {
            assertThat(reader.receiveHex()).isEqualTo("62020001");
            assertThat(reader.receive()).isEqualTo(WireCases.encode("3C r9 s1 'a' m2 v0 'two'"));
            reader.packet(0x70, "m1");
            reader.packet(0x50, "m2");
            assertThat(reader.receiveHex()).isEqualTo("62020002");
            reader.packet(0x70, "m2");
        }
        await().until(() -> door.broker().connectionCount() == 0);
        door.stop();
        start();
        try (RawClient reader = client("reader", false)) {
            reader.send("C0 00");
            assertThat(reader.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void will_theGatewayStops_isPublished() throws IOException {
        RawClient client = new RawClient(door.port());
        client.packet(0x10, "s4 'MQTT' 05 26 k10 v0 s1 'p' v0 s1 'w' s3 'off'");
        client.receive();
        door.stop();
        start();
        try (RawClient reader = client("reader", true)) {
            reader.packet(0x82, "m1 v0 s1 'w' 00");
            reader.receive();
            assertThat(reader.receive()).isEqualTo(WireCases.encode("31 r7 s1 'w' v0 'off'"));
        }
        client.close();
    }

    @Test
    void delayedWill_clientIsBackAfterTheRestart_isVoid() throws IOException {
        String connect = "s4 'MQTT' 05 24 k10 v5 11 L1000 s1 'p' v5 18 L%s s1 'w' s3 'off'";
        try (RawClient client = new RawClient(door.port())) {
            client.packet(0x10, connect.formatted("600"));
            client.receive();
        }
        await().until(() -> door.broker().connectionCount() == 0);
        door.stop();
        start();
        try (RawClient reader = client("reader", true)) {
            reader.packet(0x82, "m1 v0 s1 'w' 00");
            reader.receive();
            try (RawClient client = new RawClient(door.port())) {
                client.packet(0x10, connect.formatted("600"));
                assertThat(client.receive()[2]).isEqualTo((byte) 1);
                client.send("E0 00");
                assertThat(client.next()).isNegative();
            }
            await().until(() -> door.broker().connectionCount() == 1);
            reader.send("C0 00");
            assertThat(reader.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void delayedWill_runsOutAfterTheRestart_isPublished() throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            client.packet(0x10, "s4 'MQTT' 05 24 k10 v5 11 L1000 s1 'p' v5 18 L1 s1 'w' s3 'off'");
            client.receive();
        }
        await().until(() -> door.broker().connectionCount() == 0);
        door.stop();
        start();
        try (RawClient reader = client("reader", true)) {
            reader.packet(0x82, "m1 v0 s1 'w' 00");
            reader.receive();
            assertThat(reader.receive())
                    .as("retained, for the case that the reader is later than the will")
                    .isIn(WireCases.encode("30 r7 s1 'w' v0 'off'"), WireCases.encode("31 r7 s1 'w' v0 'off'"));
        }
    }

    /** §4.9: the quota begins anew with the connection, whatever waits for its PUBREL. */
    @Test
    void receiveMaximum_messagesHeldFromBefore_doNotCount() throws IOException {
        try (RawClient publisher = client("publisher", false)) {
            for (int i = 1; i <= 64; i++) {
                publisher.packet(0x34, "s1 'a' m" + i + " v0 'one'");
                publisher.receive();
            }
        }
        await().until(() -> door.broker().connectionCount() == 0);
        try (RawClient publisher = client("publisher", false)) {
            publisher.packet(0x32, "s1 'a' m100 v0 'one'");
            assertThat(publisher.receiveHex()).startsWith("40");
        }
    }
}
