package org.headgate.mqtt.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways in which a link breaks, against a real broker. */
class ReconnectTest {
    private static final String[] PERSISTENT = {
        "allow_anonymous true",
        "persistence true",
        "persistence_location DIR/",
        "autosave_interval 1",
        "autosave_on_changes true"
    };

    /** CONNECT with clean start as client "same". */
    private static final byte[] CLEAN_START = HexFormat.of().parseHex("101100044d51545405020000000004" + "73616d65");

    @TempDir
    Path folder;

    private Rig rig;
    private Mosquitto broker;

    @BeforeEach
    void prepare() {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void message_qos1_isStoredThenAcknowledged() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        MqttSource source = rig.running(broker.port, Map.of("trust", 1));
        broker.publish("t/one", 1, List.of("21.5"), "-D", "publish", "content-type", "Text/Plain; charset=utf-8");
        await().until(() -> Rig.metric(source, "acknowledged") == 1);

        Message message = rig.intake.messages.get(0);
        assertThat(message.transport()).isEqualTo("mqtt");
        assertThat(message.source()).isEqualTo("mqtt-source/home");
        assertThat(message.address()).isEqualTo("t/one");
        assertThat(message.contentType()).isEqualTo("text/plain");
        assertThat(message.trust()).isEqualTo(Trust.TRANSPORT);
        assertThat(message.origin().resend()).isFalse();
        assertThat(Rig.problems(source)).isEmpty();
    }

    @Test
    void messages_whileWeWereAway_allArriveInOrder() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        rig.running(broker.port, Map.of()).stop();
        List<String> sent = IntStream.range(0, 1000).mapToObj(i -> "m" + i).toList();
        broker.publish("t/queued", 1, sent);
        MqttSource source = rig.running(broker.port, Map.of());
        await().until(() -> Rig.metric(source, "acknowledged") == 1000);
        assertThat(rig.intake.payloads()).isEqualTo(sent);
    }

    @Test
    void broker_killedWithPersistence_sessionGoesOn() throws Exception {
        broker = Mosquitto.start(folder, PERSISTENT);
        MqttSource source = rig.running(broker.port, Map.of());
        broker.publish("t/a", "before");
        await().until(() -> Rig.metric(source, "acknowledged") == 1 && Files.exists(folder.resolve("mosquitto.db")));
        broker.kill();
        await().until(() -> Rig.problems(source).contains("broker_down"));
        broker.start();
        broker.publish("t/a", "after");
        await().until(() -> rig.intake.payloads().contains("after"));
        Rig.running(source);
        assertThat(Rig.problems(source)).isEmpty();
        assertThat(rig.intake.payloads().stream().distinct()).containsExactly("before", "after");
    }

    @Test
    void broker_killedWithoutPersistence_subscribesAgain() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        MqttSource source = rig.running(broker.port, Map.of());
        broker.kill();
        await().until(() ->
                source.state() == BrokerLink.State.WAITING || source.state() == BrokerLink.State.CONNECTING);
        broker.start();
        Rig.running(source);
        broker.publish("t/a", "after");
        await().until(() -> rig.intake.payloads().contains("after"));
        assertThat(Rig.problems(source)).containsExactly("session_lost");
    }

    @Test
    void broker_restartedWithQueue_losesNothing() throws Exception {
        broker = Mosquitto.start(folder, PERSISTENT);
        MqttSource first = rig.running(broker.port, Map.of());
        first.stop();
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
        broker.publish("t/queued", 1, sent);
        broker.stop();
        broker.start();
        rig.running(broker.port, Map.of());
        await().until(() -> rig.intake.messages.size() >= 200);
        assertThat(rig.intake.payloads()).isEqualTo(sent);
    }

    @Test
    void outcome_heldOpen_noAcknowledgementReachesTheBroker() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        rig.intake.answer = message -> new CompletableFuture<>();
        MqttSource first = rig.running(broker.port, Map.of());
        broker.publish("t/a", "1", "2", "3");
        await().until(() -> rig.intake.messages.size() == 3);
        assertThat(Rig.metric(first, "unacknowledged")).isEqualTo(3);
        List<Message> before = List.copyOf(rig.intake.messages);
        first.stop();
        rig.intake.messages.clear();
        rig.intake.answers(new Outcome.Duplicate());

        MqttSource second = rig.running(broker.port, Map.of());
        await().until(() -> Rig.metric(second, "acknowledged") == 3);
        assertThat(rig.intake.payloads()).containsExactly("1", "2", "3");
        for (int i = 0; i < 3; i++) {
            assertThat(rig.intake.messages.get(i).origin().key())
                    .isEqualTo(before.get(i).origin().key());
            assertThat(before.get(i).origin().resend()).isFalse();
            assertThat(rig.intake.messages.get(i).origin().resend()).isTrue();
        }
        second.stop();
        rig.intake.messages.clear();
        rig.running(broker.port, Map.of());
        broker.publish("t/a", "4");
        await().until(() -> !rig.intake.messages.isEmpty());
        assertThat(rig.intake.payloads()).containsExactly("4");
    }

    @Test
    void outcomes_outOfOrder_areAcknowledgedInOrder() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        Queue<CompletableFuture<Outcome>> open = new ConcurrentLinkedQueue<>();
        rig.intake.answer = message -> {
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            open.add(outcome);
            return outcome;
        };
        MqttSource source = rig.running(broker.port, Map.of());
        broker.publish("t/a", "1", "2");
        await().until(() -> open.size() == 2);
        List<CompletableFuture<Outcome>> outcomes = List.copyOf(open);
        outcomes.get(1).complete(new Outcome.Stored(2, 1));
        assertThat(Rig.metric(source, "acknowledged")).isZero();
        outcomes.get(0).complete(new Outcome.Stored(1, 1));
        await().until(() -> Rig.metric(source, "acknowledged") == 2);
    }

    @Test
    void intake_refusesAtOnce_holdsAndGoesOnInOrder() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        AtomicBoolean full = new AtomicBoolean(true);
        List<String> taken = new java.util.concurrent.CopyOnWriteArrayList<>();
        rig.intake.answer = message -> {
            if (full.get()) {
                return CompletableFuture.completedFuture(new Outcome.Refused("queue_full", "8 MiB", 50));
            }
            taken.add(FakeIntake.text(message));
            return CompletableFuture.completedFuture(new Outcome.Stored(1, 1));
        };
        MqttSource source = rig.running(broker.port, Map.of("receive_maximum", 10));
        List<String> sent = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
        broker.publish("t/a", 1, sent);
        await().until(() -> Rig.metric(source, "held") >= 3);
        await().until(() -> Rig.metric(source, "received") == 10);
        assertThat(Rig.problems(source)).containsExactly("held_back");
        full.set(false);
        await().until(() -> Rig.metric(source, "acknowledged") == 100);
        assertThat(taken).isEqualTo(sent);
        assertThat(Rig.problems(source)).isEmpty();
    }

    @Test
    void intake_stops_messagesAreHeldAndOfferedAgain() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        AtomicBoolean stopped = new AtomicBoolean(true);
        rig.intake.answer = message -> {
            if (stopped.get()) {
                throw new IllegalStateException("stopped");
            }
            return CompletableFuture.completedFuture(rig.intake.store(message));
        };
        MqttSource source = rig.running(broker.port, Map.of());
        broker.publish("t/a", "1", "2");
        await().until(() -> Rig.metric(source, "held") >= 1);
        stopped.set(false);
        await().until(() -> rig.intake.stored.equals(List.of("1", "2")));
        assertThat(Rig.metric(source, "connects")).isEqualTo(1);
    }

    @Test
    void intake_refusesLate_brokerSendsAgain() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        AtomicBoolean broken = new AtomicBoolean(true);
        List<String> stored = new java.util.concurrent.CopyOnWriteArrayList<>();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        rig.intake.answer = message -> CompletableFuture.supplyAsync(
                () -> {
                    if (broken.get()) {
                        return new Outcome.Refused("disk_full", "no room", 10);
                    }
                    stored.add(FakeIntake.text(message));
                    return new Outcome.Stored(1, 1);
                },
                writer);
        MqttSource source = rig.running(broker.port, Map.of());
        broker.publish("t/a", "1", "2");
        await().until(() -> Rig.metric(source, "connects") >= 2);
        broken.set(false);
        await().until(() -> Rig.metric(source, "acknowledged") >= 2);
        assertThat(stored).containsSubsequence("1", "2");
        writer.shutdown();
    }

    @Test
    void publisher_ofQos2_isStoredOnceAtQos1() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        MqttSource source = rig.running(broker.port, Map.of());
        List<String> sent = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
        broker.publish("t/two", 2, sent);
        await().until(() -> Rig.metric(source, "acknowledged") == 50);
        assertThat(rig.intake.payloads()).isEqualTo(sent);
    }

    @Test
    void session_takenByACleanStart_isToldAndMadeAnew() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        MqttSource source = rig.running(broker.port, Map.of("client_id", "same"));
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), broker.port)) {
            other.getOutputStream().write(CLEAN_START);
            assertThat(other.getInputStream().read()).isEqualTo(0x20);
        }
        await().until(() -> Rig.problems(source).equals(List.of("session_lost")));
        assertThat(Rig.report(source).problems().get(0).degrades()).isFalse();
        assertThat(Rig.report(source).problems().get(0).remedy()).contains("'same'");
        assertThat(Rig.metric(source, "sessions.lost")).isEqualTo(1);
        broker.publish("t/a", "after");
        await().until(() -> rig.intake.stored.contains("after"));
    }

    @Test
    void broker_grantingQos0Only_isTold() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true", "max_qos 0");
        MqttSource source = rig.running(broker.port, Map.of());
        assertThat(Rig.problems(source)).containsExactly("qos_lowered");
    }

    @Test
    void broker_neverAnswersConnect_isGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            MqttSource source = rig.start(mute.getLocalPort(), Map.of());
            await().until(() -> Rig.problems(source).contains("broker_silent"));
        }
    }

    @Test
    void clientId_shared_isTold() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        MqttSource first = rig.running(broker.port, Map.of("client_id", "same"));
        rig.start(broker.port, Map.of("client_id", "same"));
        await().until(() -> Rig.problems(first).contains("connection_unsteady"));
        assertThat(Rig.report(first).problems().get(0).remedy()).contains("'same'");
    }

    @Test
    void brokers_several_areReadAtOnce() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        Path barnFolder = Files.createDirectory(folder.resolve("barn"));
        try (Mosquitto barn = Mosquitto.start(barnFolder, "allow_anonymous true")) {
            rig.running(broker.port, Map.of());
            Rig.running(rig.start("barn", "mqtt://127.0.0.1:" + barn.port, Map.of()));
            broker.publish("t/a", "from home");
            barn.publish("t/a", "from barn");
            await().until(() -> rig.intake.messages.size() == 2);
            assertThat(rig.intake.messages)
                    .extracting(Message::source, FakeIntake::text)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.api.Assertions.tuple("mqtt-source/home", "from home"),
                            org.assertj.core.api.Assertions.tuple("mqtt-source/barn", "from barn"));
        }
    }
}
