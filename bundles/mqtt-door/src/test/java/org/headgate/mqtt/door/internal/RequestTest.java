package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.topic.RequestHandler;
import org.headgate.api.topic.RequestHandler.RequestRefused.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What buyers ask by publishing, and how they are answered. */
class RequestTest {
    private static final String CLEAN = "C2 k60 v0";
    private static final String KEPT = "C0 k60 v5 11 L1000";
    /** Content Type, Response Topic, Correlation Data. */
    private static final String PROPERTIES = "v%d 03 s10 'text/plain' 08 s15 'feeds/reply/b/1' 09 s2 '%s'";

    private final TestDoor door = new TestDoor();
    private final FakeFeed feed = new FakeFeed();
    private final List<RequestHandler.Request> asked = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<RequestHandler.Reply>> answers = new CopyOnWriteArrayList<>();
    private volatile boolean serves = true;

    private final RequestHandler cashier = new RequestHandler() {
        @Override
        public boolean serves(String topic) {
            return serves && topic.equals("feeds/f/pay");
        }

        @Override
        public CompletionStage<Reply> handle(Request request) {
            asked.add(request);
            CompletableFuture<Reply> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        }
    };

    @BeforeEach
    void open() {
        door.topics = feed;
        door.entitlements = feed;
        door.requestHandler = cashier;
        door.authenticators.add(credentials -> Optional.of(new Login.Granted(new Principal.Buyer(credentials.user()))));
        door.start();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private RawClient client(String more) throws IOException {
        RawClient client = new RawClient(door.port());
        client.packet(0x10, "s4 'MQTT' 05 %s s1 'p' s1 'b' s1 'w'".formatted(more));
        assertThat(client.receive()[3]).isZero();
        return client;
    }

    private RawClient subscribed(String more) throws IOException {
        RawClient client = client(more);
        client.packet(0x82, "m1 v2 0B 07 s15 'feeds/reply/b/#' 01");
        assertThat(client.code()).isEqualTo(1);
        return client;
    }

    private static String properties(String correlation) {
        return PROPERTIES.formatted(13 + 18 + 5, correlation);
    }

    private static void ask(RawClient client, int id, String payload) throws IOException {
        client.packet(0x32, "s11 'feeds/f/pay' m%d %s '%s'".formatted(id, properties("c" + id), payload));
    }

    private void answer(int request, String text) {
        answers.get(request)
                .complete(new RequestHandler.Reply(text.getBytes(StandardCharsets.UTF_8), "application/x402+json"));
    }

    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.UTF_8);
    }

    @Test
    void request_answered_acknowledgedThenToldWithCorrelationAndIdentifier() throws IOException {
        try (RawClient buyer = subscribed(CLEAN)) {
            ask(buyer, 2, "here you are");
            await().until(() -> answers.size() == 1);
            buyer.send("C0 00");
            assertThat(buyer.receiveHex()).isEqualTo("d000");
            answer(0, "thanks");
            assertThat(buyer.receiveHex()).isEqualTo("40020002");
            byte[] reply = buyer.receive();
            assertThat(reply[0]).isEqualTo((byte) 0x32);
            assertThat(text(reply))
                    .contains("feeds/reply/b/1", "application/x402+json", "\t\u0000\u0002c2", "\u000b\u0007")
                    .endsWith("thanks");
        }
        RequestHandler.Request request = asked.get(0);
        assertThat(request.buyer()).isEqualTo(new Principal.Buyer("b"));
        assertThat(request.topic()).isEqualTo("feeds/f/pay");
        assertThat(request.contentType()).isEqualTo("text/plain");
        assertThat(request.payload()).isEqualTo("here you are".getBytes(StandardCharsets.UTF_8));
        assertThat(door.intake.accepted).isEmpty();
    }

    /** The other session of the same buyer asked nothing. */
    @Test
    void reply_goesToTheSessionThatAsked_alone() throws IOException {
        try (RawClient buyer = subscribed(CLEAN);
                RawClient other = new RawClient(door.port())) {
            other.packet(0x10, "s4 'MQTT' 05 C2 k60 v0 s1 'q' s1 'b' s1 'w'");
            other.receive();
            other.packet(0x82, "m1 v0 s15 'feeds/reply/b/#' 01");
            other.receive();
            ask(buyer, 2, "x");
            await().until(() -> answers.size() == 1);
            answer(0, "thanks");
            buyer.receive();
            assertThat(text(buyer.receive())).endsWith("thanks");
            other.send("C0 00");
            assertThat(other.receiveHex()).isEqualTo("d000");
        }
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED,153", "NOT_AUTHORIZED,135", "LIMIT,151", "NOT_NOW,131"})
    void request_refused_acknowledgedWithCodeAndReason(Kind kind, int code) throws IOException {
        try (RawClient buyer = subscribed(CLEAN)) {
            ask(buyer, 2, "x");
            await().until(() -> answers.size() == 1);
            answers.get(0).completeExceptionally(new RequestHandler.RequestRefused(kind, "some_code", "do this"));
            byte[] puback = buyer.receive();
            assertThat(puback[4] & 0xFF).isEqualTo(code);
            assertThat(text(puback)).contains("some_code: do this");
        }
    }

    @Test
    void handler_fails_acknowledgedAsUnspecifiedAndTheNextIsServed() throws IOException {
        try (RawClient buyer = subscribed(CLEAN)) {
            ask(buyer, 2, "x");
            await().until(() -> answers.size() == 1);
            answers.get(0).completeExceptionally(new IllegalStateException("secret inside"));
            byte[] puback = buyer.receive();
            assertThat(puback[4] & 0xFF).isEqualTo(0x80);
            assertThat(text(puback)).contains("request_failed").doesNotContain("secret");
            ask(buyer, 3, "x");
            await().until(() -> answers.size() == 2);
        }
    }

    @Test
    void secondRequest_firstIsOpen_refused() throws IOException {
        try (RawClient buyer = subscribed(CLEAN)) {
            ask(buyer, 2, "one");
            ask(buyer, 3, "two");
            buyer.send("C0 00");
            assertThat(buyer.receiveHex()).isEqualTo("d000");
            await().until(() -> answers.size() == 1);
            answer(0, "thanks");
            assertThat(buyer.receiveHex()).isEqualTo("40020002");
            byte[] second = buyer.receive();
            byte[] puback = second[0] == 0x40 ? second : buyer.receive();
            assertThat(puback[4] & 0xFF).isEqualTo(0x97);
            assertThat(text(puback)).contains("request_open");
        }
        assertThat(asked).hasSize(1);
    }

    @Test
    void request_tooLarge_refused() throws IOException {
        try (RawClient buyer = subscribed(CLEAN)) {
            ask(buyer, 2, "x".repeat(65_537));
            byte[] puback = buyer.receive();
            assertThat(puback[4] & 0xFF).isEqualTo(0x97);
            assertThat(text(puback)).contains("request_too_large");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void request_answerWouldBeLostOrGoElsewhere_refused() throws IOException {
        try (RawClient buyer = client(CLEAN)) {
            ask(buyer, 2, "x");
            assertThat(text(buyer.receive())).contains("not_subscribed");
            buyer.packet(0x32, "s11 'feeds/f/pay' m3 v0 'x'");
            assertThat(text(buyer.receive())).contains("response_topic");
            buyer.packet(0x32, "s11 'feeds/f/pay' m4 v18 08 s15 'feeds/reply/c/1' 'x'");
            byte[] puback = buyer.receive();
            assertThat(puback[4] & 0xFF).isEqualTo(0x90);
            buyer.packet(0x34, "s11 'feeds/f/pay' m5 %s 'x'".formatted(properties("c5")));
            assertThat(text(buyer.receive())).contains("qos_1_only");
            buyer.packet(0x30, "s11 'feeds/f/pay' %s 'x'".formatted(properties("c6")));
            buyer.send("C0 00");
            assertThat(buyer.receiveHex()).isEqualTo("d000");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void request_byDevice_isNone() throws IOException {
        door.authenticators.clear();
        try (RawClient device = new RawClient(door.port())) {
            device.connect("d", 5);
            ask(device, 2, "x");
            assertThat(device.receive()[4] & 0xFF).isEqualTo(0x87);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void connection_lostMeanwhile_answerWaitsForASessionThatPersists() throws IOException {
        try (RawClient buyer = subscribed(KEPT)) {
            ask(buyer, 2, "x");
            await().until(() -> answers.size() == 1);
        }
        await().until(() -> door.broker().connectionCount() == 0);
        answer(0, "thanks");
        door.settled();
        try (RawClient buyer = client(KEPT)) {
            assertThat(text(buyer.receive())).endsWith("thanks");
        }
    }

    @Test
    void connection_lostForGood_answerIsCountedAsLost() throws IOException {
        try (RawClient buyer = subscribed(CLEAN)) {
            ask(buyer, 2, "x");
            await().until(() -> answers.size() == 1);
        }
        await().until(() -> door.broker().connectionCount() == 0);
        answer(0, "thanks");
        await().until(() -> door.door().report().metrics().get("mqtt-door.replies.lost") == 1);
        assertThat(door.door().report().metrics().get("mqtt-door.requests.open"))
                .isZero();
    }

    @Test
    void subscribe_notPaid_isPointedToTheOffer() throws IOException {
        try (RawClient buyer = client(CLEAN)) {
            buyer.packet(0x82, "m1 v0 s15 'feeds/f/records' 01");
            byte[] suback = buyer.receive();
            assertThat(suback[suback.length - 1] & 0xFF).isEqualTo(0x87);
            assertThat(text(suback)).contains("no_pass", "x402-offer\u0000\rfeeds/f/offer");
            serves = false;
            buyer.packet(0x82, "m2 v0 s15 'feeds/f/records' 01");
            assertThat(text(buyer.receive())).contains("no_pass").doesNotContain("x402-offer");
        }
        serves = true;
        try (RawClient old = new RawClient(door.port())) {
            old.packet(0x10, "s4 'MQTT' 04 C2 k60 s1 'p' s1 'b' s1 'w'");
            old.receive();
            old.packet(0x82, "m1 s15 'feeds/f/records' 01");
            assertThat(old.receiveHex()).isEqualTo("9003000180");
        }
    }
}
