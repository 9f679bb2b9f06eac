package org.headgate.mqtt.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What networks do between us and a real broker, at QoS 1 and 2: each message is kept once, in order. */
class NetworkTest {
    @TempDir
    Path folder;

    private Rig rig;
    private Mosquitto broker;
    private FaultProxy proxy;

    @BeforeEach
    void prepare() throws Exception {
        rig = new Rig(folder);
        broker = Mosquitto.start(folder, "allow_anonymous true");
        proxy = new FaultProxy(broker.port);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        proxy.close();
        broker.close();
    }

    @Test
    void network_swallowsBytes_keepAliveFindsOutAndReconnects() throws Exception {
        MqttSource source = rig.running(proxy.port(), Map.of("keep_alive_seconds", 2));
        proxy.blackHole = true;
        broker.publish("t/a", "meanwhile");
        await().until(() -> Rig.problems(source).contains("broker_silent"));
        proxy.blackHole = false;
        Rig.running(source);
        broker.publish("t/a", "after");
        await().until(() -> rig.intake.stored.contains("after"));
        assertThat(rig.intake.stored).containsExactly("meanwhile", "after");
        await().until(() -> Rig.problems(source).isEmpty());
    }

    @Test
    void connections_takenAndClosedAtOnce_areToldAndLeaveNoThreads() throws Exception {
        proxy.refusing = true;
        MqttSource source = rig.start(proxy.port(), Map.of());
        await().until(() -> proxy.accepted.get() >= 10);
        await().until(() -> Rig.problems(source).contains("connect_unanswered"));
        proxy.refusing = false;
        Rig.running(source);
        await().until(() -> readers() == 1);
        broker.publish("t/a", "after");
        await().until(() -> rig.intake.stored.contains("after"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void acknowledgements_lostOnTheirWay_nothingIsKeptTwice(int qos) throws Exception {
        List<String> sent = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
        MqttSource source = rig.running(proxy.port(), Map.of("qos", qos));
        proxy.deaf = true;
        broker.publish("t/a", 2, sent);
        await().until(() -> rig.intake.stored.size() == sent.size());
        proxy.drop();
        proxy.deaf = false;
        await().until(() -> rig.intake.messages.size() >= 2 * sent.size());
        broker.publish("t/a", 2, List.of("after"));
        await().until(() -> rig.intake.stored.contains("after"));
        assertThat(rig.intake.stored).hasSize(21).startsWith("m0", "m1", "m2");
        assertThat(rig.intake.messages.subList(20, 40))
                .allMatch(message -> message.origin().resend());
        assertThat(Rig.metric(source, "sessions.lost")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void connection_resetAgainAndAgain_eachMessageIsKeptOnceInOrder(int qos) throws Exception {
        Map<String, Object> settings = Map.of("qos", qos, "receive_maximum", 10);
        rig.running(proxy.port(), settings).stop();
        List<String> sent = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
        broker.publish("t/a", 2, sent);
        proxy.resetEvery = 700;
        MqttSource source = rig.start(proxy.port(), settings);
        await().until(() -> rig.intake.stored.size() >= sent.size());
        proxy.resetEvery = 0;
        await().until(() -> source.state() == BrokerLink.State.RUNNING && Rig.metric(source, "unacknowledged") == 0);
        assertThat(Rig.metric(source, "connects")).isGreaterThan(1);
        assertThat(rig.intake.stored).isEqualTo(sent);
    }

    @Test
    void broker_slow_allArrivesOverOneConnection() throws Exception {
        Map<String, Object> settings = Map.of("keep_alive_seconds", 10);
        rig.running(proxy.port(), settings).stop();
        List<String> sent = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
        broker.publish("t/slow", 1, sent);
        proxy.pauseNanos = 2_000_000;
        MqttSource source = rig.start(proxy.port(), settings);
        await().until(() -> Rig.metric(source, "acknowledged") == sent.size());
        assertThat(rig.intake.stored).isEqualTo(sent);
        assertThat(Rig.metric(source, "connects")).isEqualTo(1);
        assertThat(Rig.problems(source)).isEmpty();
    }

    @Test
    void messages_ofQos2_areReleasedWhenTheBrokerKnows() throws Exception {
        MqttSource source = rig.running(proxy.port(), Map.of("qos", 2));
        List<String> sent = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
        broker.publish("t/two", 2, sent);
        await().until(() -> rig.intake.released.size() == sent.size());
        assertThat(rig.intake.stored).isEqualTo(sent);
        assertThat(rig.intake.released)
                .isEqualTo(rig.intake.messages.stream()
                        .map(message -> message.origin().key())
                        .toList());
        assertThat(Rig.metric(source, "acknowledged")).isEqualTo(100);
    }

    @Test
    void message_ofQos2_isNotAnsweredBeforeItIsStored() throws Exception {
        rig.intake.answer = message -> new CompletableFuture<>();
        MqttSource first = rig.running(proxy.port(), Map.of("qos", 2));
        broker.publish("t/two", 2, List.of("1", "2"));
        await().until(() -> rig.intake.messages.size() == 2);
        assertThat(Rig.metric(first, "acknowledged")).isZero();
        first.stop();
        rig.intake.answer = message -> CompletableFuture.completedFuture(rig.intake.store(message));
        MqttSource second = rig.running(proxy.port(), Map.of("qos", 2));
        await().until(() -> rig.intake.released.size() == 2);
        assertThat(rig.intake.stored).containsExactly("1", "2");
        assertThat(Rig.metric(second, "unacknowledged")).isZero();
    }

    private static long readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mqtt-source-home-reader"))
                .count();
    }
}
