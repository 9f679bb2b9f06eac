package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.fill;
import static org.headgate.journal.internal.Samples.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.Written;
import org.headgate.senml.SenmlValue;
import org.headgate.store.internal.H2Store;
import org.headgate.store.testkit.FailingDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowAndReadOnlyDiskTest {
    @TempDir
    Path folder;

    @BeforeEach
    void register() {
        FailingDisk.register();
    }

    @AfterEach
    void mend() {
        FailingDisk.mend();
    }

    /** What an SD card does. One sync a message would take 20 s here. */
    @Test
    void write_syncTakes50Millis_manyMessagesShareOne() throws Exception {
        try (H2Store store = H2Store.open(folder, "failing", Duration.ofMillis(20));
                H2Journal journal = H2Journal.open(store, folder)) {
            fill(journal, 100);
            FailingDisk.SYNC_MILLIS.set(50);
            long syncs = FailingDisk.SYNCS.get();
            long commits = journal.commits();
            for (int burst = 0; burst < 4; burst++) {
                fill(journal, 100);
            }
            FailingDisk.SYNC_MILLIS.set(0);

            assertThat(FailingDisk.SYNCS.get() - syncs)
                    .as("syncs for 400 messages")
                    .isLessThan(80);
            assertThat(journal.commits() - commits).isLessThan(40);
            assertThat(journal.read(1, 1000)).hasSize(500);
        }
    }

    @Test
    void write_diskTurnsReadOnlyUnderLoad_nothingAcknowledgedIsLostAndItGoesOn() throws Exception {
        Map<Long, Double> acknowledged = new ConcurrentSkipListMap<>();
        try (H2Store store = H2Store.open(folder, "failing", Duration.ofMillis(20));
                H2Journal journal = H2Journal.open(store, folder)) {
            fill(journal, 10);
            int value = 0;
            for (int round = 0; round < 3; round++) {
                List<CompletableFuture<Written>> stages = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    double written = ++value;
                    stages.add(journal.write(entry(written))
                            .whenComplete((outcome, failure) -> {
                                if (failure == null) {
                                    acknowledged.put(outcome.firstSequence(), written);
                                }
                            })
                            .toCompletableFuture());
                    if (i == 150) {
                        FailingDisk.READ_ONLY.set(true);
                    }
                }
                stages.forEach(stage -> stage.handle((outcome, failure) -> 0).join());
                Throwable thrown = Assertions.catchThrowable(() -> write(journal, entry(0)));
                assertThat(thrown)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                JournalUnavailable.class,
                                reason -> assertThat(reason.code()).isEqualTo("io_error"));
                assertThat(journal.obstacle()).isPresent();
                FailingDisk.READ_ONLY.set(false);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> journal.obstacle().isEmpty());
            }
            double last = ++value;
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreException(CompletionException.class)
                    .until(() -> write(journal, entry(last)).count() == 1);
            assertAll(journal, acknowledged);
            assertThat(store.precious().obstacle()).isEmpty();
        }
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = H2Journal.open(store, folder)) {
            assertAll(journal, acknowledged);
        }
    }

    private static void assertAll(H2Journal journal, Map<Long, Double> acknowledged) throws Exception {
        Map<Long, Double> found = new TreeMap<>();
        for (Contribution contribution : journal.read(1, 100_000)) {
            found.put(
                    contribution.sequence(),
                    ((SenmlValue.Num) contribution.senml().records().get(0).value()).value());
        }
        assertThat(found).hasSize((int) journal.next() - 1);
        acknowledged.forEach((sequence, value) ->
                assertThat(found).as("acknowledged as %d", sequence).containsKey(sequence));
        assertThat(found.values()).containsAll(acknowledged.values());
        assertThat(journal.lost()).isEmpty();
    }
}
