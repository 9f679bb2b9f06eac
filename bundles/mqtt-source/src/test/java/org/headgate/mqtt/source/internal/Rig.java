package org.headgate.mqtt.source.internal;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;

/** Sources under test, and what their status says. */
final class Rig implements AutoCloseable {
    static final BrokerLink.Timing QUICK = new BrokerLink.Timing(50, 200, 200, 5000);

    final FakeIntake intake = new FakeIntake();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<MqttSource> sources = new ArrayList<>();
    private final Path home;

    Rig(Path home) {
        this.home = home;
    }

    MqttSource start(int port, Map<String, Object> more) {
        return start("home", "mqtt://127.0.0.1:" + port, more);
    }

    MqttSource start(String name, String url, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(Map.of("url", url, "topics", new String[] {"t/#"}));
        values.putAll(more);
        MqttSource source = new MqttSource(intake, scheduler, home, TestConfig.with(values), name, QUICK);
        sources.add(source);
        return source;
    }

    MqttSource running(int port, Map<String, Object> more) {
        return running(start(port, more));
    }

    static MqttSource running(MqttSource source) {
        await().until(() -> source.state() == BrokerLink.State.RUNNING);
        return source;
    }

    static Report report(MqttSource source) {
        Report.Builder report = Report.builder();
        source.report(report);
        return report.build();
    }

    static List<String> problems(MqttSource source) {
        return report(source).problems().stream().map(Problem::code).toList();
    }

    /** Waits for a problem, and gives it. */
    static Problem problem(MqttSource source, String code) {
        return await().until(
                        () -> report(source).problems().stream()
                                .filter(problem -> problem.code().equals(code))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    static long metric(MqttSource source, String name) {
        return report(source).metrics().get("mqtt-source.home." + name);
    }

    @Override
    public void close() {
        sources.forEach(MqttSource::stop);
        scheduler.shutdownNow();
    }
}
