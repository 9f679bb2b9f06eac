package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery that is charged record by record. */
class MeteredTest {
    private static final String CLEAN = "C2 k60 v0";
    private static final String CLEAN_TWO = "C2 k60 v3 21 H2";
    private static final String KEPT_TWO = "C0 k60 v8 21 H2 11 L1000";

    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final FakeFeed feed = new FakeFeed();
    private final FakeMeter market = new FakeMeter();

    @BeforeEach
    void open() {
        door.topics = feed;
        door.entitlements = market;
        door.authenticators.add(credentials -> Optional.of(new Login.Granted(new Principal.Buyer(credentials.user()))));
        door.start();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient buyer(String more) throws IOException {
        return buyer("p", more);
    }

    private RawClient buyer(String id, String more) throws IOException {
        RawClient client = new RawClient(door.port());
        client.packet(0x10, "s4 'MQTT' 05 %s s1 '%s' s1 'b' s1 'w'".formatted(more, id));
        assertThat(client.receive()[3]).isZero();
        return client;
    }

    private RawClient subscribed(String more) throws IOException {
        return subscribed("p", more);
    }

    private RawClient subscribed(String id, String more) throws IOException {
        RawClient buyer = buyer(id, more);
        buyer.packet(0x82, "m1 v0 s13 'feeds/reply/#' 01");
        assertThat(buyer.code()).isEqualTo(1);
        buyer.packet(0x82, "m2 v0 s15 'feeds/f/records' 01");
        assertThat(buyer.code()).isEqualTo(1);
        return buyer;
    }

    private void publish(int count) {
        feed.add(count, 0);
        door.broker().advanced();
    }

    private void sign(long maximum) {
        market.sign(maximum);
        door.broker().entitlementChanged("b", "credit", "more was signed for");
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.UTF_8);
    }

    private static void acknowledge(RawClient client, byte[] publish) throws IOException {
        int from = publish[1] < 0 ? 3 : 2; // the remaining length has one byte, or two
        int topic = (publish[from] & 0xFF) << 8 | publish[from + 1] & 0xFF;
        client.packet(0x40, new byte[] {publish[from + 2 + topic], publish[from + 3 + topic]});
    }

    private static String next(RawClient client) throws IOException {
        byte[] packet = client.receive();
        acknowledge(client, packet);
        return text(packet);
    }

    private static void quiet(RawClient client) throws IOException {
        client.send("C0 00");
        assertThat(client.receiveHex()).isEqualTo("d000");
    }

    @Test
    void records_withCredit_tellPriceAndCharged() throws IOException {
        market.sign(100);
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(2);
            assertThat(next(buyer))
                    .contains("price\u0000\u000210", "charged\u0000\u000210")
                    .endsWith("1");
            assertThat(next(buyer))
                    .contains("price\u0000\u000210", "charged\u0000\u000220")
                    .endsWith("2");
        }
    }

    @Test
    void delivery_signedMaximumReached_stopsThereTellsOnceAndGoesOn() throws IOException {
        market.sign(25);
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(5);
            assertThat(next(buyer)).endsWith("1");
            assertThat(next(buyer)).endsWith("2");
            assertThat(next(buyer)).contains("\"type\":\"credit\"", "\"code\":\"credit_used_up\"");
            publish(1);
            quiet(buyer);
            assertThat(market.positions()).containsExactly(1L, 2L);
            sign(40);
            assertThat(next(buyer)).contains("charged\u0000\u000230").endsWith("3");
            assertThat(next(buyer)).endsWith("4");
            assertThat(next(buyer)).contains("credit_used_up");
            sign(60);
            assertThat(next(buyer)).endsWith("5");
            assertThat(next(buyer)).endsWith("6");
        }
        assertThat(market.positions())
                .isEqualTo(LongStream.rangeClosed(1, 6).boxed().toList());
    }

    @Test
    void records_chargedWhileTheSubscriptionEnds_comeStill_andNoMore() throws IOException {
        market.sign(1_000);
        market.gate = new CompletableFuture<>();
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(3);
            await().until(() -> market.asked.contains(3));
            buyer.packet(0xA2, "m3 v0 s15 'feeds/f/records'");
            assertThat(buyer.receive()[0]).isEqualTo((byte) 0xB0);
            publish(3);
            market.gate.complete(null);

            assertThat(next(buyer)).contains("charged\u0000\u000210").endsWith("1");
            assertThat(next(buyer)).endsWith("2");
            assertThat(next(buyer)).endsWith("3");
            quiet(buyer);
        }
        assertThat(market.positions()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void charges_atOnce_areNoMoreThanTheClientTakes() throws IOException {
        market.sign(10_000);
        try (RawClient buyer = subscribed(CLEAN_TWO)) {
            publish(10);
            byte[] first = buyer.receive();
            buyer.receive();
            quiet(buyer);
            assertThat(market.positions()).containsExactly(1L, 2L);
            acknowledge(buyer, first);
            assertThat(text(buyer.receive())).endsWith("3");
            assertThat(market.positions()).hasSize(3);
        }
        assertThat(market.asked).allMatch(count -> count <= 2);
    }

    @Test
    void charges_clientTakesAll_areAskedForTogether() throws IOException {
        market.sign(10_000);
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(200);
            for (int i = 1; i <= 200; i++) {
                assertThat(next(buyer)).endsWith(Integer.toString(i));
            }
        }
        assertThat(market.asked.get(0)).isEqualTo(64);
        assertThat(market.asked).allMatch(count -> count <= 64);
    }

    @Test
    void records_ofTwoBuyers_areChargedInOneCommit_andWhatComesMeanwhileInTheNext() throws IOException {
        market.sign(1_000);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.gate = gate;
        try (RawClient one = subscribed(CLEAN);
                RawClient two = subscribed("q", CLEAN)) {
            publish(1);
            await().until(() -> market.asked.size() == 2);
            for (int i = 0; i < 5; i++) {
                publish(1);
                door.settled();
            }
            assertThat(market.commits).hasValue(1);
            gate.complete(null);
            for (int i = 1; i <= 6; i++) {
                assertThat(next(one)).endsWith(Integer.toString(i));
                assertThat(next(two)).endsWith(Integer.toString(i));
            }
        }
        assertThat(market.commits).hasValue(2);
        assertThat(market.asked).containsExactly(1, 1, 5, 5);
    }

    /** Nothing leaves before its charge is on disk. */
    @Test
    void record_chargeNotSyncedYet_isNotSent() throws IOException {
        market.sign(100);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.gate = gate;
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(1);
            await().until(() -> market.asked.size() == 1);
            quiet(buyer);
            gate.complete(null);
            assertThat(next(buyer)).endsWith("1");
        }
    }

    /** The voucher comes in between the charge that finds nothing left and the news of it. */
    @Test
    void credit_comesWhileACharge_isUnderWay_deliveryDoesNotStop() throws IOException {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.gate = gate;
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(1);
            await().until(() -> market.asked.size() == 1);
            sign(100);
            door.settled();
            gate.complete(null);
            assertThat(next(buyer)).endsWith("1");
        }
    }

    @Test
    void books_cannotBeWritten_deliveryWaitsAndGoesOn() throws IOException {
        market.sign(100);
        market.failing = true;
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(2);
            await().until(() -> !market.asked.isEmpty());
            quiet(buyer);
            market.failing = false;
            assertThat(next(buyer)).endsWith("1");
            assertThat(next(buyer)).endsWith("2");
        }
    }

    @Test
    void subscribe_withQos0_refusedWithReason() throws IOException {
        try (RawClient buyer = buyer(CLEAN)) {
            buyer.packet(0x82, "m1 v0 s15 'feeds/f/records' 00");
            byte[] suback = buyer.receive();
            assertThat(suback[suback.length - 1] & 0xFF).isEqualTo(0x87);
            assertThat(text(suback)).contains("qos_1_needed");
        }
    }

    @Test
    void wildcardWithQos0_recordsAreNotSentAndTheBuyerIsTold() throws IOException {
        market.sign(100);
        try (RawClient buyer = buyer(CLEAN)) {
            buyer.packet(0x82, "m1 v0 s7 'feeds/#' 00");
            assertThat(buyer.code()).isZero();
            publish(3);
            assertThat(text(buyer.receive())).contains("qos_1_needed");
            publish(1);
            quiet(buyer);
            assertThat(market.positions()).isEmpty();
        }
    }

    @Test
    void record_largerThanTheClientTakes_isNotCharged() throws IOException {
        market.sign(100);
        try (RawClient buyer = subscribed("C2 k60 v5 27 L300")) {
            feed.add(1, 1000);
            publish(1);
            assertThat(next(buyer)).endsWith("2");
            assertThat(market.positions()).containsExactly(2L);
        }
    }

    @Test
    void channel_closes_whatIsPaidIsStillDelivered() throws IOException {
        market.sign(100);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.gate = gate;
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(1);
            await().until(() -> market.asked.size() == 1);
            market.closed = true;
            door.broker().entitlementChanged("b", "channel_closed", "closed");
            assertThat(next(buyer)).contains("channel_closed");
            gate.complete(null);
            assertThat(next(buyer)).endsWith("1");
            publish(1);
            quiet(buyer);
        }
    }

    @Test
    void meter_givesWayToAPass_orderHolds() throws IOException {
        market.sign(100);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.gate = gate;
        try (RawClient buyer = subscribed(CLEAN)) {
            publish(1);
            await().until(() -> market.asked.size() == 1);
            market.free = true;
            publish(2);
            quiet(buyer);
            gate.complete(null);
            for (int i = 1; i <= 3; i++) {
                assertThat(next(buyer)).endsWith(Integer.toString(i));
            }
            assertThat(market.positions()).containsExactly(1L);
        }
    }

    @Test
    void session_takenOverAndRestarted_nothingMissingAndNothingChargedTwice() throws Exception {
        door.stop();
        market.sign(60);
        try (H2Store store = H2Store.open(folder)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient buyer = subscribed(KEPT_TWO)) {
                publish(8);
                assertThat(next(buyer)).endsWith("1");
                assertThat(text(buyer.receive())).endsWith("2");
                assertThat(text(buyer.receive())).endsWith("3");
                try (RawClient again = buyer(KEPT_TWO)) {
                    assertThat(next(again)).contains("charged\u0000\u000220").endsWith("2");
                    assertThat(text(again.receive())).endsWith("3");
                    assertThat(text(again.receive())).endsWith("4");
                }
            }
            await().until(() -> door.broker().connectionCount() == 0);
            door.stop();
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient buyer = buyer(KEPT_TWO)) {
                for (int i = 3; i <= 6; i++) {
                    assertThat(next(buyer))
                            .contains("charged\u0000\u0002" + i * 10)
                            .endsWith(Integer.toString(i));
                }
                assertThat(next(buyer)).contains("credit_used_up");
                sign(70);
                assertThat(next(buyer)).endsWith("7");
            }
            door.stop();
        }
        assertThat(market.positions())
                .isEqualTo(LongStream.rangeClosed(1, 7).boxed().toList());
    }
}
