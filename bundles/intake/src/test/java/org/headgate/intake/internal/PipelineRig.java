package org.headgate.intake.internal;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A pipeline with what is around it, for tests. */
@Timeout(240)
abstract class PipelineRig {
    static final Sightings.Limits SIGHTINGS = new Sightings.Limits(60_000, 100, 1000);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final MemoryJournal journal = new MemoryJournal();
    final TestProfiles profiles = new TestProfiles();
    final TestDevices devices = new TestDevices();
    private @Nullable Pipeline pipeline;

    @AfterEach
    void close() {
        if (pipeline != null) {
            pipeline.close();
        }
        journal.close();
        scheduler.shutdownNow();
    }

    final void start() {
        start(2, 10_000);
    }

    final void start(int lanes, long decodeMillis) {
        open(new Pipeline.Limits(lanes, 16 << 20, decodeMillis, 20_000, 100_000, SIGHTINGS));
        connect();
        ready();
    }

    final void open(Pipeline.Limits limits) {
        pipeline = new Pipeline(limits, TopicsRule.parse("#,!+/+/set,!+/+/get,!homeassistant/#"), scheduler);
        profiles.listener = pipeline()::profilesChanged;
        if (limits.graceMillis() == 0) {
            pipeline().writer(journal);
            pipeline().held(journal);
        }
    }

    final void connect() {
        pipeline().writer(journal);
        pipeline().held(journal);
        pipeline().profiles(profiles);
        pipeline().devices(devices);
    }

    final void ready() {
        await().until(() -> pipeline().shared.open && pipeline().shared.settled.is(profiles));
    }

    final Pipeline pipeline() {
        return Objects.requireNonNull(pipeline);
    }

    final CompletableFuture<Outcome> accept(String topic, String payload) {
        return pipeline().accept(message(topic, payload, null)).toCompletableFuture();
    }

    final Outcome send(String topic, String payload) {
        return accept(topic, payload).join();
    }

    final List<Integer> numbers(String topic) {
        return Numbers.of(journal, topic);
    }

    static String code(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.code();
        }
        return outcome instanceof Outcome.Quarantined quarantined ? quarantined.code() : outcome.toString();
    }

    static Message message(String topic, String payload, @Nullable Origin origin) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Message("mqtt", "mqtt-door", topic, "", Trust.UNKNOWN, "", bytes, 1_700_000_000_000L, origin);
    }
}
