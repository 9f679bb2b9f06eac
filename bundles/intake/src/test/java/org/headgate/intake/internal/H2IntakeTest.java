package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.journal.internal.H2Journal;
import org.headgate.senml.SenmlValue;
import org.headgate.store.internal.H2Store;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Intake in front of the journal itself. */
@Timeout(300)
class H2IntakeTest {
    private static final int ADDRESSES = 5;
    private static final int MESSAGES = 2000;

    private final long seed = System.nanoTime();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final TestProfiles profiles = new TestProfiles();
    private final TestDevices devices = new TestDevices();

    @TempDir
    Path folder;

    private @Nullable H2Store store;
    private @Nullable H2Journal journal;
    private @Nullable Pipeline pipeline;

    @BeforeEach
    void open() throws Exception {
        H2Store opened = H2Store.open(folder);
        H2Journal written = H2Journal.open(opened, folder);
        Pipeline fresh = new Pipeline(
                new Pipeline.Limits(2, 16 << 20, 10_000, 10_000, 100_000, PipelineRig.SIGHTINGS),
                TopicsRule.parse("#"),
                scheduler);
        profiles.listener = fresh::profilesChanged;
        fresh.writer(written);
        fresh.held(written.held());
        fresh.profiles(profiles);
        fresh.devices(devices);
        store = opened;
        journal = written;
        pipeline = fresh;
    }

    @AfterEach
    void close() {
        pipeline().close();
        journal().close();
        if (store != null) {
            store.close();
        }
    }

    @Test
    void accept_profileComesAndGoesUnderLoad_eachAddressInOrderExactlyOnce() throws Exception {
        AtomicBoolean sending = new AtomicBoolean(true);
        CompletableFuture<Void> flapping = CompletableFuture.runAsync(() -> flap(sending));
        send(0, MESSAGES);
        sending.set(false);
        flapping.join();
        await().until(() -> journal().next() > ADDRESSES * MESSAGES);
        assertInOrder(MESSAGES);
        assertThat(pipeline().counters.lost.sum()).isZero();
    }

    @Test
    void accept_closedWhileWhatWaitsIsDecodedAndOpenedAgain_eachAddressInOrderExactlyOnce() throws Exception {
        profiles.remove("numbers");
        send(0, 400);
        // what has no outcome when intake closes is refused, and this sender offers nothing twice
        await().until(() -> pipeline().counters.queued.get() == 0);
        profiles.add("numbers", "n/", TestProfiles::number);
        await().until(() -> journal().next() > 200);
        close();
        open();
        send(400, 500);
        await().until(() -> journal().next() > ADDRESSES * 500);
        assertInOrder(500);
    }

    @Test
    void accept_fasterThanTheDisk_isHeldBackNotRefusedLater() throws Exception {
        profiles.add("numbers", "n/", TestProfiles::number);
        send(0, 5000);
        await().until(() -> journal().next() > ADDRESSES * 5000);
        await().until(() -> pipeline().counters.queued.get() == 0);
        assertThat(pipeline().counters.lost.sum()).isZero();
    }

    private void send(int from, int to) {
        for (int n = from; n < to; n++) {
            for (int address = 0; address < ADDRESSES; address++) {
                offer("n/" + address, n);
            }
        }
    }

    private void offer(String topic, int n) {
        while (true) {
            CompletableFuture<Outcome> outcome = pipeline()
                    .accept(PipelineRig.message(topic, Integer.toString(n), null))
                    .toCompletableFuture();
            if (!outcome.isDone() || !(outcome.join() instanceof Outcome.Refused)) {
                return;
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private void flap(AtomicBoolean sending) {
        Random random = new Random(seed);
        while (sending.get()) {
            profiles.add("numbers", "n/", TestProfiles::number);
            LockSupport.parkNanos(random.nextInt(50_000_000));
            profiles.remove("numbers");
            LockSupport.parkNanos(random.nextInt(20_000_000));
        }
        profiles.add("numbers", "n/", TestProfiles::number);
    }

    private void assertInOrder(int messages) throws JournalUnavailable {
        List<Contribution> all = new ArrayList<>();
        long from = 1;
        while (from < journal().next()) {
            List<Contribution> page = journal().read(from, 256);
            all.addAll(page);
            from = page.get(page.size() - 1).sequence() + 1;
        }
        List<Integer> expected = IntStream.range(0, messages).boxed().toList();
        for (int address = 0; address < ADDRESSES; address++) {
            String device = DeviceUrn.named("mqtt", "n/" + address);
            assertThat(all.stream().filter(kept -> kept.device().equals(device)).map(H2IntakeTest::number))
                    .as("%s, seed %d", device, seed)
                    .containsExactlyElementsOf(expected);
        }
    }

    private static int number(Contribution kept) {
        return kept.senml().records().get(0).value() instanceof SenmlValue.Num number ? (int) number.value() : -1;
    }

    private Pipeline pipeline() {
        return Objects.requireNonNull(pipeline);
    }

    private H2Journal journal() {
        return Objects.requireNonNull(journal);
    }
}
