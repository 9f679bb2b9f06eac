package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.journal.internal.Samples.DEVICE;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.fill;
import static org.headgate.journal.internal.Samples.message;
import static org.headgate.journal.internal.Samples.write;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2JournalTest {
    @TempDir
    Path folder;

    private H2Store store;
    private H2Journal journal;

    @BeforeEach
    void open() throws Exception {
        store = H2Store.open(folder);
        journal = H2Journal.open(store, folder);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    private void reopen() throws Exception {
        close();
        open();
    }

    @Test
    void write_many_sequencesFollowTheCalls() throws Exception {
        List<CompletableFuture<Written>> stages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            stages.add(journal.write(entry(i)).toCompletableFuture());
        }
        for (int i = 0; i < stages.size(); i++) {
            assertThat(stages.get(i).join()).isEqualTo(new Written(i + 1, 1, false));
        }
        assertThat(journal.first()).isEqualTo(1);
        assertThat(journal.next()).isEqualTo(1001);
        reopen();
        assertThat(journal.next()).isEqualTo(1001);
        List<Contribution> read = journal.read(1, 2000);
        assertThat(read).hasSize(1000);
        assertThat(read.get(41).sequence()).isEqualTo(42);
        assertThat(read.get(41).pack())
                .isEqualTo(Samples.contribution(DEVICE, 41, read.get(41).receivedAt())
                        .pack());
        assertThat(read.get(41).device()).isEqualTo(DEVICE);
        assertThat(read.get(41).adopted()).isTrue();
        assertThat(journal.lost()).isEmpty();
    }

    @Test
    void write_messageOfSeveralDevices_committedTogether() throws Exception {
        long now = System.currentTimeMillis();
        Written written = write(
                journal,
                new JournalEntry.Contributions(
                        List.of(
                                Samples.contribution("urn:dev:ops:a", 1, now),
                                Samples.contribution("urn:dev:ops:b", 2, now)),
                        null,
                        0));

        assertThat(written).isEqualTo(new Written(1, 2, false));
        assertThat(journal.read(1, 9))
                .extracting(Contribution::device)
                .containsExactly("urn:dev:ops:a", "urn:dev:ops:b");
    }

    @Test
    void committed_perCommit_oneCallbackBeforeTheStages() {
        AtomicInteger callbacks = new AtomicInteger();
        List<Long> seen = new ArrayList<>();
        CountDownLatch allCalled = new CountDownLatch(1);
        journal.addListener(next -> {
            callbacks.incrementAndGet();
            seen.add(next);
            await(allCalled);
        });
        long commits = journal.commits();
        List<CompletableFuture<Written>> stages = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            stages.add(journal.write(entry(1)).toCompletableFuture());
        }
        allCalled.countDown();
        stages.forEach(CompletableFuture::join);

        assertThat((long) callbacks.get())
                .isEqualTo(journal.commits() - commits)
                .isLessThan(1000);
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(seen.get(seen.size() - 1)).isEqualTo(2001);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void write_visibleOnlyWithTheCommit_stageSeesItsOwn() {
        CompletableFuture<Boolean> visible = journal.write(entry(1))
                .thenApply(written -> journal.next() > written.firstSequence()
                        && journal.tail(written.firstSequence(), 1).size() == 1)
                .toCompletableFuture();
        assertThat(visible.join()).isTrue();
    }

    @Test
    void write_originResent_isADuplicateAlsoAfterRestart() throws Exception {
        Origin first = new Origin(77, 600, false);
        Origin again = new Origin(77, 600, true);
        assertThat(write(journal, entry(1, first)).duplicate()).isFalse();
        assertThat(write(journal, entry(1, again)).duplicate()).isTrue();
        assertThat(write(journal, entry(1, first)).duplicate())
                .as("not looked up")
                .isFalse();
        reopen();
        assertThat(write(journal, entry(1, again))).isEqualTo(new Written(0, 0, true));
        assertThat(journal.next()).isEqualTo(3);
    }

    @Test
    void write_originExpired_isNoDuplicate() {
        JournalEntry old = new JournalEntry.Contributions(
                List.of(Samples.contribution(DEVICE, 1, System.currentTimeMillis() - 100_000)),
                new Origin(5, 60, true),
                0);
        write(journal, old);
        assertThat(write(journal, old).duplicate()).isFalse();
    }

    @Test
    void released_origin_mayBeUsedAgainAlsoAfterRestart() throws Exception {
        Origin resend = new Origin(78, Integer.MAX_VALUE, true);
        write(journal, entry(1, resend));
        write(journal, new JournalEntry.Waiting(message("a/b", new byte[] {1}, new Origin(79, 600, true))));
        write(journal, new JournalEntry.Released(78));
        write(journal, new JournalEntry.Released(79));
        reopen();
        assertThat(write(journal, entry(2, resend)).duplicate()).isFalse();
        assertThat(write(journal, entry(2, new Origin(79, 600, true))).duplicate())
                .isFalse();
        reopen();
        assertThat(write(journal, entry(2, resend)).duplicate()).isTrue();
    }

    @Test
    void waiting_decoded_rowReplacedByContributionsOnce() throws Exception {
        write(journal, new JournalEntry.Waiting(message("zigbee2mqtt/lamp", "{\"a\":1}")));
        write(journal, new JournalEntry.Waiting(message("zigbee2mqtt/door", "{\"a\":2}")));
        reopen();
        List<Held> waiting = journal.held().waiting("mqtt", "zigbee2mqtt/lamp", 0, 10);
        assertThat(waiting).hasSize(1);
        assertThat(waiting.get(0).message().payload()).asString().isEqualTo("{\"a\":1}");
        JournalEntry decoded = new JournalEntry.Contributions(
                List.of(Samples.contribution(DEVICE, 1, waiting.get(0).message().receivedAt())),
                null,
                waiting.get(0).id());

        assertThat(write(journal, decoded)).isEqualTo(new Written(1, 1, false));
        assertThat(write(journal, decoded)).isEqualTo(new Written(0, 0, true));
        reopen();
        assertThat(journal.held().waiting(0, 10)).hasSize(1);
        assertThat(journal.held().groups(10)).hasSize(1);
        assertThat(journal.read(1, 10)).hasSize(1);
    }

    @Test
    void waiting_decoded_resendAfterRestartIsADuplicate() throws Exception {
        for (long key : new long[] {91, 92}) {
            write(journal, new JournalEntry.Waiting(message("a", new byte[] {1}, new Origin(key, 600, true))));
        }
        List<Held> waiting = journal.held().waiting(0, 10);
        write(
                journal,
                new JournalEntry.Contributions(
                        List.of(Samples.contribution(DEVICE, 1, System.currentTimeMillis())),
                        null,
                        waiting.get(0).id()));
        write(
                journal,
                new JournalEntry.Quarantined(
                        waiting.get(1).message().with(null),
                        "c",
                        "r",
                        waiting.get(1).id()));
        reopen();
        for (long key : new long[] {91, 92}) {
            assertThat(write(journal, entry(1, new Origin(key, 600, true))).duplicate())
                    .isTrue();
        }
        write(journal, new JournalEntry.Released(91));
        assertThat(write(journal, entry(1, new Origin(91, 600, true))).duplicate())
                .isFalse();
    }

    @Test
    void waiting_textsOfAnyLength_areHeld() throws Exception {
        Message odd = new Message(
                "mqtt",
                "mqtt-source/" + "s".repeat(300),
                "a",
                "",
                org.headgate.api.message.Trust.UNKNOWN,
                "t".repeat(60_000),
                new byte[1],
                1,
                null);
        write(journal, new JournalEntry.Waiting(odd));
        write(journal, new JournalEntry.Quarantined(odd, "c".repeat(1000), "r".repeat(10_000), 0));
        assertThat(journal.held().waiting(0, 10)).hasSize(1);
        assertThat(journal.held().quarantined(10)).hasSize(1);
    }

    @Test
    void waiting_discardedOrRefused_leavesWaiting() throws Exception {
        write(journal, new JournalEntry.Waiting(message("a", "1")));
        write(journal, new JournalEntry.Waiting(message("b", "2")));
        List<Held> waiting = journal.held().waiting(0, 10);
        write(journal, new JournalEntry.Discarded(waiting.get(0).id()));
        write(
                journal,
                new JournalEntry.Quarantined(
                        waiting.get(1).message(),
                        "not_json",
                        "at byte 0",
                        waiting.get(1).id()));

        assertThat(journal.held().waiting(0, 10)).isEmpty();
        List<Held> refused = journal.held().quarantined(10);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).code()).isEqualTo("not_json");
        assertThat(journal.next()).isEqualTo(1);
    }

    @Test
    void write_oneEntryCannotBeWritten_failsAlone() throws Exception {
        List<CompletableFuture<Written>> good = new ArrayList<>();
        CompletableFuture<Written> bad = null;
        for (int i = 0; i < 200; i++) {
            good.add(journal.write(entry(i)).toCompletableFuture());
            if (i == 100) {
                bad = journal.write(new JournalEntry.Waiting(message("a".repeat(80_000), "1")))
                        .toCompletableFuture();
            }
        }
        assertThat(bad)
                .failsWithin(java.time.Duration.ofMinutes(1))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(JournalUnavailable.class);
        good.forEach(CompletableFuture::join);
        assertThat(journal.next()).isEqualTo(201);
        List<Contribution> read = journal.read(1, 1000);
        assertThat(read).hasSize(200);
        for (int i = 0; i < good.size(); i++) {
            assertThat(good.get(i).join().firstSequence())
                    .as("in the order of the calls, for all that another of the group failed")
                    .isEqualTo(i + 1);
        }
        assertThat(journal.obstacle()).isEmpty();
        reopen();
        assertThat(journal.next()).isEqualTo(201);
    }

    @Test
    void write_afterClose_failsWithItsCode() {
        journal.close();
        assertThat(journal.obstacle()).map(JournalUnavailable::code).contains("journal_closed");
        assertThatThrownBy(() -> write(journal, entry(1))).hasCauseInstanceOf(JournalUnavailable.class);
    }

    @Test
    void sealed_through_isKeptAcrossRestart() throws Exception {
        fill(journal, 10);
        journal.sealed(7);
        reopen();
        assertThat(journal.marks().sealed()).isEqualTo(7);
    }

    @Test
    void rollups_seriesWithNothingLeft_makesRoom() throws Exception {
        journal.close();
        journal = new H2Journal(store, folder, Settings.of(s -> s.rollup = java.time.Duration.ofSeconds(1)));
        write(journal, entry(1));
        journal.rollups().update();
        assertThat(journal.rollups(DEVICE, "temperature", 0, Long.MAX_VALUE)).hasSize(1);
        journal.close();
        assertThatThrownBy(() -> journal.rollups(DEVICE, "temperature", 0, 1)).isInstanceOf(JournalUnavailable.class);

        journal = new H2Journal(store, folder, Settings.of(s -> s.rollup = java.time.Duration.ofMinutes(-5)));
        journal.rollups().update();
        journal.rollups().expire();
        assertThat(journal.rollups().series()).isZero();
    }

    @Test
    void rollups_gatheredAndSaved_areBothRead() throws Exception {
        long minute = System.currentTimeMillis() / 60_000 * 60_000 - 60_000;
        write(journal, reading(20, minute));
        journal.rollups().update();
        journal.rollups().expire(); // saves
        write(journal, reading(24, minute + 1000));
        write(journal, reading(30, minute - 60_000));
        journal.rollups().update();
        assertThat(journal.rollups().through()).isEqualTo(3);
        assertThat(journal.rollups(DEVICE, "temperature", minute - 60_000, minute))
                .containsExactly(
                        new org.headgate.api.journal.Journal.Rollup(minute - 60_000, 1, 30, 30, 30, 30),
                        new org.headgate.api.journal.Journal.Rollup(minute, 2, 20, 24, 44, 24));
        journal.rollups().expire();
        assertThat(journal.rollups(DEVICE, "temperature", minute, minute))
                .containsExactly(new org.headgate.api.journal.Journal.Rollup(minute, 2, 20, 24, 44, 24));
    }

    private static JournalEntry reading(double value, long at) {
        return new JournalEntry.Contributions(List.of(Samples.contribution(DEVICE, value, at)), null, 0);
    }

    @Test
    void rollups_twoReadings_countMinMaxSumLast() throws Exception {
        long minute = System.currentTimeMillis() / 60_000 * 60_000 - 60_000;
        for (double value : new double[] {20, 24}) {
            write(
                    journal,
                    new JournalEntry.Contributions(
                            List.of(Samples.contribution(DEVICE, value, minute + (long) value * 1000)), null, 0));
        }
        journal.rollups().update();
        var rollups = journal.rollups(DEVICE, "temperature", minute, minute + 59_999);
        assertThat(rollups).containsExactly(new org.headgate.api.journal.Journal.Rollup(minute, 2, 20, 24, 44, 24));

        write(
                journal,
                new JournalEntry.Contributions(List.of(Samples.contribution(DEVICE, 10, minute + 1000)), null, 0));
        reopen();
        journal.rollups().update();
        journal.rollups().update();
        assertThat(journal.rollups(DEVICE, "temperature", minute, minute))
                .containsExactly(new org.headgate.api.journal.Journal.Rollup(minute, 3, 10, 24, 54, 24));
        assertThat(journal.rollups(DEVICE, "nothing", minute, minute)).isEmpty();
    }
}
