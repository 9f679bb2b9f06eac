package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.store.internal.H2Store;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuyerTest {
    private static final String SUBSCRIBE = "82 r21 m1 v0 s15 'feeds/f/records' 01";
    private static final String GRANTED = "9004000100" + "01";

    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final FakeFeed feed = new FakeFeed();

    @BeforeEach
    void open() {
        door.topics = feed;
        door.entitlements = feed;
        feed.buyers.add("b1");
        door.authenticators.add(credentials -> credentials.user().startsWith("b")
                ? Optional.of(
                        new String(credentials.secret(), StandardCharsets.UTF_8).equals("right")
                                ? new Login.Granted(new Principal.Buyer(credentials.user()))
                                : new Login.Denied("credentials_wrong", "no"))
                : Optional.empty());
        door.start();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient buyer(String user, String more) throws IOException {
        RawClient client = new RawClient(door.port());
        String body = "s4 'MQTT' 05 %s s1 'p' s2 '%s' s5 'right'".formatted(more, user);
        int size = WireCases.encode(body).length;
        client.send("10 r" + size + " " + body);
        byte[] connack = client.receive();
        assertThat(connack[3]).isZero();
        return client;
    }

    /** Clean, with Response Information asked for, Receive Maximum 2. */
    private RawClient buyer(String user) throws IOException {
        return buyer(user, "C2 k60 v3 21 H2");
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.UTF_8);
    }

    @Test
    void connect_askedForResponseInformation_ownReplyTopicIsTold() throws IOException {
        try (RawClient client = new RawClient(door.port())) {
            String body = "s4 'MQTT' 05 C2 k60 v2 19 01 s1 'p' s2 'b1' s5 'right'";
            client.send("10 r" + WireCases.encode(body).length + " " + body);
            assertThat(text(client.receive())).contains("feeds/reply/b1/");
        }
    }

    @Test
    void subscribe_entitled_recordsFromTheHeadWithinTheWindow() throws IOException {
        feed.add(3, 0);
        try (RawClient buyer = buyer("b1")) {
            buyer.send(SUBSCRIBE);
            assertThat(buyer.receiveHex()).isEqualTo(GRANTED);
            feed.add(3, 0);
            door.broker().advanced();
            assertThat(text(buyer.receive())).contains("senml").contains("seq").endsWith("4");
            assertThat(text(buyer.receive())).endsWith("5");
            buyer.send("C0 00");
            assertThat(buyer.receiveHex()).isEqualTo("d000");
            buyer.send("40 02 0001");
            assertThat(text(buyer.receive())).endsWith("6");
        }
    }

    /** Feeds read their definitions after they have started: buyers that come back at once find none yet. */
    @Test
    void subscribe_feedNotThereYet_grantedToWhoPaidAndServedOnceItIs() throws IOException {
        feed.present = false;
        try (RawClient buyer = buyer("b1");
                RawClient poor = buyer("b2")) {
            buyer.send(SUBSCRIBE);
            assertThat(buyer.receiveHex()).isEqualTo(GRANTED);
            poor.send(SUBSCRIBE);
            byte[] suback = poor.receive();
            assertThat(suback[suback.length - 1] & 0xFF).isEqualTo(0x87);
            feed.present = true;
            door.broker().topicsChanged();
            door.settled();
            feed.add(1, 0);
            door.broker().advanced();
            assertThat(text(buyer.receive())).endsWith("1");
        }
    }

    @Test
    void subscribe_notEntitled_refusedWithReason() throws IOException {
        try (RawClient buyer = buyer("b2")) {
            buyer.send(SUBSCRIBE);
            byte[] suback = buyer.receive();
            assertThat(suback[suback.length - 1] & 0xFF).isEqualTo(0x87);
            assertThat(text(suback)).contains("no_pass");
            buyer.send("82 r7 m2 v0 s1 'a' 00");
            byte[] other = buyer.receive();
            assertThat(other[other.length - 1] & 0xFF).isEqualTo(0x87);
        }
    }

    @Test
    void subscribe_wildcard_filteredToWhatTheBuyerMayRead() throws Exception {
        door.broker()
                .publish(new Publication("feeds/catalog", "[]".getBytes(), "application/json", true, List.of()))
                .toCompletableFuture()
                .get(Patience.SECONDS, TimeUnit.SECONDS);
        try (RawClient poor = buyer("b2")) {
            poor.send("82 r7 m1 v0 s1 '#' 01");
            assertThat(poor.receiveHex()).isEqualTo(GRANTED);
            assertThat(text(poor.receive())).contains("feeds/catalog");
            poor.send("40 02 0001");
            feed.add(1, 0);
            door.broker().advanced();
            try (RawClient device = new RawClient(door.port())) {
                device.connect("dev", 5);
                device.send("32 r9 s1 'a' m1 v0 'one'");
                device.receive();
            }
            poor.send("C0 00");
            assertThat(poor.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void publish_byBuyer_refusedWithCodes() throws IOException {
        try (RawClient buyer = buyer("b1")) {
            buyer.send("32 r9 s1 'a' m1 v0 'one'");
            assertThat(buyer.receive()[4] & 0xFF).isEqualTo(0x87);
            buyer.send("32 r19 s11 'feeds/f/pay' m2 v0 'one'");
            byte[] answer = buyer.receive();
            assertThat(answer[4] & 0xFF).isEqualTo(0x83);
            assertThat(text(answer)).contains("payments_absent");
        }
        assertThat(door.intake.accepted).isEmpty();
    }

    @Test
    void entitlement_ends_deliveryStopsWithANotice() throws IOException {
        try (RawClient buyer = buyer("b1")) {
            buyer.send(SUBSCRIBE);
            buyer.receive();
            buyer.send("82 r22 m2 v0 s16 'feeds/reply/b1/#' 00");
            buyer.receive();
            feed.buyers.clear();
            door.broker().entitlementChanged("b1", "pass_expired", "it is over");
            assertThat(text(buyer.receive())).contains("feeds/reply/b1/f").contains("\"type\":\"pass\"");
            feed.add(1, 0);
            door.broker().advanced();
            buyer.send("C0 00");
            assertThat(buyer.receiveHex()).isEqualTo("d000");
        }
    }

    @Test
    void entitlement_revoked_disconnected() throws IOException {
        try (RawClient buyer = buyer("b1")) {
            feed.buyers.clear();
            door.broker().entitlementChanged("b1", "pass_revoked", "misuse");
            assertThat(buyer.receive()[2] & 0xFF).isEqualTo(0x87);
        }
    }

    @Test
    void gap_inWhatIsRead_creditedAndNoticed() throws IOException {
        feed.inMemory = 0;
        try (RawClient buyer = buyer("b1")) {
            buyer.send(SUBSCRIBE);
            buyer.receive();
            buyer.send("82 r22 m2 v0 s16 'feeds/reply/b1/#' 00");
            buyer.receive();
            feed.add(10, 0);
            feed.earliest = 9;
            door.broker().advanced();
            assertThat(text(buyer.receive()))
                    .contains("{\"type\":\"gap\",\"feed\":\"f\",\"from\":\"1\",\"to\":\"8\",\"reason\":\"retention\"}");
            assertThat(text(buyer.receive())).endsWith("9");
            assertThat(feed.gaps).containsExactly("b1 f 1-8 retention");
        }
    }

    @Test
    void persistentSession_afterRestart_goesOnAtItsPosition() throws Exception {
        door.stop();
        String keep = "C0 k60 v8 21 H2 11 L1000";
        try (H2Store store = H2Store.open(folder)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient buyer = buyer("b1", keep)) {
                buyer.send(SUBSCRIBE);
                buyer.receive();
                feed.add(4, 0);
                door.broker().advanced();
                assertThat(text(buyer.receive())).endsWith("1");
                buyer.send("40 02 0001");
                assertThat(text(buyer.receive())).endsWith("2");
                assertThat(text(buyer.receive())).endsWith("3");
            }
            await().until(() -> door.broker().connectionCount() == 0);
            door.stop();
            feed.add(2, 0);
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient buyer = buyer("b1", keep)) {
                assertThat(text(buyer.receive())).endsWith("2");
                assertThat(text(buyer.receive())).endsWith("3");
                buyer.send("40 02 0001");
                assertThat(text(buyer.receive())).endsWith("4");
                buyer.send("40 02 0002");
                assertThat(text(buyer.receive())).endsWith("5");
            }
            door.stop();
        }
    }

    @Test
    void market_goesAndComesBack_deliveryGoesOnWhereItWas() throws IOException {
        try (RawClient buyer = buyer("b1", "C2 k60 v0")) {
            buyer.send(SUBSCRIBE);
            buyer.receive();
            door.entitlements = null;
            door.broker().topicsChanged();
            feed.add(2, 0);
            door.broker().advanced();
            buyer.send("C0 00");
            assertThat(buyer.receiveHex()).isEqualTo("d000");
            door.entitlements = feed;
            door.broker().topicsChanged();
            assertThat(text(buyer.receive())).endsWith("1");
            assertThat(text(buyer.receive())).endsWith("2");
        }
    }

    @Test
    void feed_goesAndComesBack_nothingUnderWayIsSentTwice() throws IOException {
        try (RawClient buyer = buyer("b1")) {
            buyer.send(SUBSCRIBE);
            buyer.receive();
            feed.add(3, 0);
            door.broker().advanced();
            assertThat(text(buyer.receive())).endsWith("1");
            assertThat(text(buyer.receive())).endsWith("2");
            door.topics = null;
            door.broker().topicsChanged();
            door.topics = feed;
            door.broker().topicsChanged();
            buyer.send("40 02 0001");
            assertThat(text(buyer.receive())).endsWith("3");
        }
    }

    @Test
    void pass_endsAndIsRenewed_oneNoticeAndNothingMissing() throws IOException {
        try (RawClient buyer = buyer("b1", "C2 k60 v0")) {
            buyer.send(SUBSCRIBE);
            buyer.receive();
            buyer.packet(0x82, "m2 v0 s16 'feeds/reply/b1/#' 00");
            buyer.receive();
            feed.buyers.clear();
            door.broker().entitlementChanged("b1", "pass_expired", "it is over");
            assertThat(text(buyer.receive())).contains("\"type\":\"pass\"");
            feed.add(1, 0);
            door.broker().advanced();
            feed.buyers.add("b1");
            door.broker().entitlementChanged("b1", "granted", "again");
            assertThat(text(buyer.receive())).endsWith("1");
        }
    }

    @Test
    void subscribe_marketAbsent_grantedAndDeliveredOnceItIsThere() throws IOException {
        door.entitlements = null;
        try (RawClient buyer = buyer("b1", "C2 k60 v0")) {
            buyer.send(SUBSCRIBE);
            assertThat(buyer.receiveHex()).isEqualTo(GRANTED);
            buyer.packet(0x82, "m2 v0 s9 'a/records' 01");
            assertThat(buyer.code()).isEqualTo(0x87);
            door.entitlements = feed;
            door.broker().topicsChanged();
            feed.add(1, 0);
            door.broker().advanced();
            assertThat(text(buyer.receive())).endsWith("1");
        }
    }

    @Test
    void subscribe_qos2_grantedQos1() throws IOException {
        try (RawClient buyer = buyer("b1")) {
            buyer.packet(0x82, "m1 v0 s15 'feeds/f/records' 02");
            assertThat(buyer.code()).isEqualTo(1);
        }
    }

    @Test
    void connect_anAuthenticatorIsStillStarting_unavailableNotWrong() throws IOException {
        door.absent = List.of("org.headgate.market");
        try (RawClient client = new RawClient(door.port())) {
            client.packet(0x10, "s4 'MQTT' 05 C2 k10 v0 s1 'p' s1 'u' s1 'w'");
            assertThat(client.receive()[3] & 0xFF).isEqualTo(0x88);
        }
    }

    /** The files as a kill would leave them, before anything was delivered. */
    @Test
    void persistentSession_killedBeforeItsFirstRecord_getsItAfterwards() throws Exception {
        door.stop();
        Path killed = Files.createDirectory(folder.resolve("killed"));
        Path living = Files.createDirectory(folder.resolve("living"));
        try (H2Store store = H2Store.open(living)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient buyer = buyer("b1", "C0 k60 v8 21 H2 11 L1000")) {
                buyer.send(SUBSCRIBE);
                buyer.receive();
                await().until(() -> door.door().report().metrics().get("mqtt-door.store.pending") == 0);
                copy(living, killed);
            }
            door.stop();
        }
        feed.add(2, 0);
        try (H2Store store = H2Store.open(killed)) {
            door.start(TestDoor.LIMITS, store, TestDoor.LOOPBACK);
            try (RawClient buyer = buyer("b1", "C0 k60 v8 21 H2 11 L1000")) {
                assertThat(text(buyer.receive())).endsWith("1");
            }
            door.stop();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** Nothing but the socket's buffers and one page is held for who does not read, and the others are not held up. */
    @Test
    void slowReader_neverReads_outboundBytesStayBounded() throws IOException {
        try (RawClient slow = buyer("b1", "C2 k0 v0")) {
            slow.send("82 r21 m1 v0 s15 'feeds/f/records' 00");
            slow.receive();
            feed.add(500, 100_000);
            door.broker().advanced();
            feed.buyers.add("b3");
            try (RawClient quick = buyer("b3", "C2 k0 v0")) {
                quick.send("82 r21 m1 v0 s15 'feeds/f/records' 00");
                quick.receive();
                feed.add(1, 0);
                door.broker().advanced();
                assertThat(text(quick.receive())).endsWith("501");
            }
            assertThat(door.broker().outboundBytes()).isLessThan(1_000_000);
            assertThat(door.broker().queuedBytes()).isZero();
            assertThat(feed.largestRead).isLessThanOrEqualTo(64);
        }
    }
}
