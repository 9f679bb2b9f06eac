package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.headgate.api.intake.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices talk without a pause while their profile comes and goes: each is kept in order, nothing twice, nothing lost. */
@Timeout(300)
class OrderTest {
    private static final int SENDERS = 3;
    private static final int ADDRESSES = 4;
    private static final int MESSAGES = 4000;

    private final long seed = System.nanoTime();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final MemoryJournal journal = new MemoryJournal();
    private final TestProfiles profiles = new TestProfiles();
    private final TestDevices devices = new TestDevices();

    @AfterEach
    void close() {
        journal.close();
        scheduler.shutdownNow();
    }

    @Test
    void accept_profileComesAndGoesUnderLoad_eachAddressInOrderExactlyOnce() {
        Pipeline pipeline = pipeline();
        AtomicBoolean sending = new AtomicBoolean(true);
        CompletableFuture<Void> flapping = CompletableFuture.runAsync(() -> flap(sending));
        List<CompletableFuture<Void>> senders = IntStream.range(0, SENDERS)
                .mapToObj(sender -> CompletableFuture.runAsync(
                        () -> send(pipeline, sender), task -> new Thread(task, "sender-" + sender).start()))
                .toList();
        senders.forEach(CompletableFuture::join);
        sending.set(false);
        flapping.join();
        int total = SENDERS * ADDRESSES * MESSAGES;
        await().until(() -> journal.contributions().size() >= total && journal.waitingCount() == 0);
        pipeline.close();
        assertInOrder();
        assertThat(pipeline.counters.behind.sum() + pipeline.counters.waiting.sum())
                .isPositive();
        assertThat(pipeline.counters.queued.get()).isZero();
    }

    @Test
    void accept_journalFailsInTheMiddleAndIntakeStartsAgain_nothingAcknowledgedIsLostOrDoubled() {
        Pipeline first = pipeline();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int n = 0; n < 3000; n++) {
            outcomes.add(first.accept(PipelineRig.message(topic(0, 0), Integer.toString(n), null))
                    .toCompletableFuture());
        }
        outcomes.forEach(CompletableFuture::join);
        journal.failAfter(1000);
        profiles.add("numbers", "n/", TestProfiles::number);
        await().until(() -> first.backlogProblem != null);
        first.close();
        assertThat(journal.contributions()).hasSize(1000);
        journal.failAfter(Integer.MAX_VALUE);
        Pipeline second = pipeline();
        for (int n = 3000; n < 3100; n++) {
            second.accept(PipelineRig.message(topic(0, 0), Integer.toString(n), null));
        }
        await().until(() -> journal.contributions().size() == 3100);
        second.close();
        assertThat(Numbers.of(journal, topic(0, 0)))
                .isEqualTo(IntStream.range(0, 3100).boxed().toList());
    }

    private void assertInOrder() {
        List<Integer> expected = IntStream.range(0, MESSAGES).boxed().toList();
        for (int sender = 0; sender < SENDERS; sender++) {
            for (int address = 0; address < ADDRESSES; address++) {
                assertThat(Numbers.of(journal, topic(sender, address)))
                        .as("%s, seed %d", topic(sender, address), seed)
                        .isEqualTo(expected);
            }
        }
    }

    private Pipeline pipeline() {
        Pipeline pipeline = new Pipeline(
                new Pipeline.Limits(2, 4 << 20, 10_000, 10_000, 100_000, PipelineRig.SIGHTINGS),
                TopicsRule.parse("#"),
                scheduler);
        profiles.listener = pipeline::profilesChanged;
        pipeline.writer(journal);
        pipeline.held(journal);
        pipeline.profiles(profiles);
        pipeline.devices(devices);
        return pipeline;
    }

    private void flap(AtomicBoolean sending) {
        Random random = new Random(seed);
        while (sending.get()) {
            profiles.add("numbers", "n/", TestProfiles::number);
            LockSupport.parkNanos(random.nextInt(20_000_000));
            profiles.remove("numbers");
            LockSupport.parkNanos(random.nextInt(10_000_000));
        }
        profiles.add("numbers", "n/", TestProfiles::number);
    }

    private static void send(Pipeline pipeline, int sender) {
        for (int n = 0; n < MESSAGES; n++) {
            for (int address = 0; address < ADDRESSES; address++) {
                offer(pipeline, topic(sender, address), n);
            }
        }
    }

    private static void offer(Pipeline pipeline, String topic, int n) {
        while (true) {
            CompletableFuture<Outcome> outcome = pipeline.accept(PipelineRig.message(topic, Integer.toString(n), null))
                    .toCompletableFuture();
            if (!outcome.isDone() || !(outcome.join() instanceof Outcome.Refused)) {
                return;
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private static String topic(int sender, int address) {
        return "n/" + sender + "/" + address;
    }
}
