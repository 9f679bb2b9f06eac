package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.fill;
import static org.headgate.journal.internal.Samples.message;
import static org.headgate.journal.internal.Samples.write;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Origin;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
    private static final long KIB = 1024;

    @TempDir
    Path folder;

    private H2Store store;
    private H2Journal journal;

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    private void open(Settings settings) throws Exception {
        store = H2Store.open(folder);
        journal = new H2Journal(store, folder, settings);
    }

    private static Settings small() {
        return Settings.of(SegmentsTest::small);
    }

    private static Settings small(long retentionBytes) {
        return Settings.of(s -> {
            small(s);
            s.retentionBytes = retentionBytes;
        });
    }

    private static void small(Settings.Draft s) {
        s.segmentBytes = 300 * KIB;
        s.tailBytes = 4096;
    }

    private void fillSegments(int segments) {
        while (journal.segments().all().size() < segments) {
            fill(journal, 500);
        }
    }

    private Path file(long number) {
        return folder.resolve("journal/" + number + ".mv.db");
    }

    @Test
    void roll_segmentFull_nextFileAndAllReadInOrder() throws Exception {
        open(small());
        fillSegments(4);
        long next = journal.next();

        assertThat(sequences(journal.read(1, 1_000_000)))
                .isEqualTo(LongStream.range(1, next).boxed().toList());
        journal.tick();
        Awaitility.await()
                .until(() -> journal.segments().all().stream()
                        .filter(segment -> !segment.active())
                        .allMatch(segment -> segment.row().compacted()));
        assertThat(journal.read(next / 2, 10)).hasSize(10);
        close();
        open(small());
        assertThat(journal.next()).isEqualTo(next);
        assertThat(journal.segments().all().stream().filter(s -> s.database() != null))
                .as("only the last is open after a restart")
                .hasSize(1);
        assertThat(journal.read(1, 1_000_000)).hasSize((int) next - 1);
        assertThat(journal.lost()).isEmpty();
    }

    @Test
    void roll_heldMessagesAndOrigins_moveOn() throws Exception {
        open(small());
        Origin origin = new Origin(123, 3600, true);
        write(journal, entry(1, origin));
        write(journal, new JournalEntry.Waiting(message("w", "waits")));
        write(journal, new JournalEntry.Quarantined(message("q", "bad"), "not_json", "why", 0));
        fillSegments(3);

        assertThat(journal.held().waiting(0, 10)).hasSize(1);
        assertThat(journal.held().quarantined(10)).hasSize(1);
        assertThat(write(journal, entry(1, origin)).duplicate()).isTrue();
        close();
        open(small());
        assertThat(write(journal, entry(1, origin)).duplicate()).isTrue();
        write(journal, new JournalEntry.Released(123));
        close();
        open(small());
        assertThat(write(journal, entry(1, origin)).duplicate()).isFalse();
        Held held = journal.held().waiting(0, 10).get(0);
        write(journal, new JournalEntry.Waiting(message("w", "later")));
        assertThat(journal.held().waiting(held.id(), 10)).hasSize(1);
    }

    @Test
    void roll_nextFileMadeAhead_changesSinceAreTakenOver() throws Exception {
        open(Settings.of(s -> {
            s.segmentBytes = 2000 * KIB;
            s.tailBytes = 4096;
        }));
        for (int i = 0; i < 200; i++) {
            write(journal, new JournalEntry.Waiting(message("w" + i, new byte[] {1}, new Origin(i, 3600, true))));
        }
        write(journal, new JournalEntry.Quarantined(message("q", "bad"), "not_json", "why", 0));
        Awaitility.await().until(() -> {
            fill(journal, 100);
            return journal.active().isNextMade();
        });
        assertThat(file(2)).exists();
        write(journal, new JournalEntry.Discarded(1));
        write(
                journal,
                new JournalEntry.Contributions(
                        List.of(Samples.contribution(Samples.DEVICE, 7, System.currentTimeMillis())), null, 2));
        write(journal, new JournalEntry.Released(2));
        write(journal, new JournalEntry.Waiting(message("later", "waits")));
        long bytes = journal.active().appender().waiting().bytes();
        fillSegments(2);

        assertThat(journal.active().appender().waiting().bytes()).isEqualTo(bytes);
        assertThat(journal.held().waiting(0, 250))
                .extracting(held -> held.message().address())
                .hasSize(199)
                .startsWith("w2", "w3")
                .endsWith("w199", "later");
        assertThat(journal.held().quarantined(10)).hasSize(1);
        close();
        open(Settings.DEFAULT);
        assertThat(journal.active().appender().waiting().bytes()).isEqualTo(bytes);
        assertThat(write(journal, entry(1, new Origin(3, 3600, true))).duplicate())
                .isTrue();
        assertThat(write(journal, entry(1, new Origin(2, 3600, true))).duplicate())
                .as("released")
                .isFalse();
        assertThat(journal.read(1, 1_000_000)).hasSize((int) journal.next() - 1);
    }

    @Test
    void close_nextFileMadeForNothing_isRemoved() throws Exception {
        open(Settings.of(s -> s.segmentBytes = 2000 * KIB));
        Awaitility.await().until(() -> {
            fill(journal, 100);
            return journal.active().isNextMade();
        });
        close();
        assertThat(file(2)).doesNotExist();
        open(Settings.DEFAULT);
        assertThat(journal.lost()).isEmpty();
    }

    @Test
    void retention_capNear_oldestSealedSegmentsGo() throws Exception {
        open(small(1500 * KIB));
        journal.sealed(1);
        for (int i = 0; i < 15; i++) {
            fill(journal, 100, Samples::bulky);
            journal.sealed(journal.next() - 1);
            journal.tick();
        }
        Awaitility.await().untilAsserted(() -> {
            journal.tick();
            assertThat(journal.segments().bytes()).isLessThan(1500 * KIB);
            assertThat(journal.first()).isGreaterThan(1);
            List<Contribution> all = journal.read(1, 1_000_000);
            assertThat(all.get(0).sequence()).isEqualTo(journal.first());
        });
        assertThat(journal.retention().dropped()).isPositive();
        assertThat(journal.lost()).isEmpty();
        assertThat(journal.obstacle()).isEmpty();
    }

    @Test
    void retention_nothingSealedAtTheCap_refusesUntilSealed() throws Exception {
        open(small(1500 * KIB));
        fill(journal, 10);
        journal.sealed(1);
        Awaitility.await().until(() -> {
            if (journal.obstacle().isEmpty()) {
                journal.write(entry(1))
                        .toCompletableFuture()
                        .handle((w, e) -> 0)
                        .join();
                fillQuietly();
            }
            return journal.obstacle()
                    .map(JournalUnavailable::code)
                    .filter("journal_full"::equals)
                    .isPresent();
        });
        assertThat(journal.first()).isEqualTo(1);
        long next = journal.next();

        journal.sealed(next - 1);
        Awaitility.await().until(() -> journal.obstacle().isEmpty());
        write(journal, entry(2));
        assertThat(journal.first()).isGreaterThan(1);
    }

    @Test
    void retention_somebodySealsButNothingIsSealedYet_nothingGoesNotEvenAfterARestart() throws Exception {
        Settings capped = small(1500 * KIB);
        open(capped);
        journal.sealed(0);
        close();
        open(capped);
        Awaitility.await().until(() -> {
            fillQuietly();
            return journal.obstacle().isPresent();
        });
        assertThat(journal.obstacle().map(JournalUnavailable::code)).hasValue("journal_full");
        assertThat(journal.first()).isEqualTo(1);
    }

    private void fillQuietly() {
        try {
            fill(journal, 100, Samples::bulky);
        } catch (java.util.concurrent.CompletionException e) {
            assertThat(e).hasCauseInstanceOf(JournalUnavailable.class);
        }
    }

    @Test
    void retention_neverSealed_nothingToWaitFor() throws Exception {
        open(small(1200 * KIB));
        Awaitility.await().until(() -> {
            fillQuietly();
            return journal.first() > 1;
        });
        Awaitility.await().until(() -> journal.obstacle().isEmpty());
    }

    @Test
    void start_lastSegmentGone_sequenceGoesOnAboveTheMark() throws Exception {
        open(small());
        fillSegments(2);
        fill(journal, 100);
        Segment last = journal.active().segment();
        close();
        long reserved = journal.next();
        Files.delete(file(last.row().number()));

        open(small());
        assertThat(journal.next()).as("nothing more was given").isEqualTo(reserved);
        assertThat(journal.lost())
                .extracting(Lost::from, Lost::to)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(last.row().first(), reserved - 1));
        assertThat(write(journal, entry(1)).firstSequence()).isEqualTo(reserved);
        List<Lost> lost = journal.lost();
        close();
        open(small());
        assertThat(journal.lost()).isEqualTo(lost);
        assertThat(journal.next()).isEqualTo(reserved + 1);
        assertThat(sequences(journal.read(1, 1_000_000)))
                .hasSize((int) last.row().first())
                .endsWith(reserved);
    }

    @Test
    void start_lastSegmentBroken_rebuiltAndLossDeclared() throws Exception {
        open(small());
        fill(journal, 100);
        long reserved = journal.next();
        close();
        overwrite(file(1), 0, 9000);

        open(small());
        assertThat(journal.next()).isEqualTo(reserved);
        assertThat(journal.lost())
                .extracting(Lost::from, Lost::to)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1L, reserved - 1));
        assertThat(write(journal, entry(1)).firstSequence()).isEqualTo(reserved);
        assertThat(store.precious().obstacle()).isEmpty();
    }

    @Test
    void start_lastSegmentGoneAfterAKill_lossIsBounded() throws Exception {
        open(small());
        for (int i = 0; i < 20; i++) {
            fill(journal, 1);
        }
        long next = journal.next();
        long reserved = journal.marks().reserved();
        assertThat(reserved - next).isBetween(0L, 512L);
    }

    @Test
    void start_pageOfTheLastSegmentBroken_goesOnWithWhatIsLeftAndDeclaresTheLoss() throws Exception {
        open(Settings.DEFAULT);
        for (int i = 0; i < 20; i++) {
            fill(journal, 200, () -> entry(1, new Origin(System.nanoTime(), 3600, true)));
        }
        long next = journal.next();
        close();
        long size = Files.size(file(1));
        overwrite(file(1), size / 3, (int) (size / 4));

        open(Settings.DEFAULT);
        assertThat(journal.next()).isEqualTo(next);
        assertThat(write(journal, entry(1)).firstSequence()).isEqualTo(next);
        List<Contribution> read = journal.read(1, 1_000_000);
        List<Lost> lost = journal.lost();
        assertThat(lost).as("reading may find more of it").isNotEmpty();
        assertThat(read).hasSize((int) (next
                - lost.stream()
                        .mapToLong(range -> range.to() - range.from() + 1)
                        .sum()));
        close();
        open(Settings.DEFAULT);
        assertThat(journal.lost()).isEqualTo(lost);
        assertThat(journal.next()).isEqualTo(next + 1);
    }

    @Test
    void start_lineOfASegmentLost_fileIsFoundAgainNotDeleted() throws Exception {
        open(small());
        fillSegments(3);
        long next = journal.next();
        long newest = journal.active().segment().row().number();
        close();
        try (H2Store damaged = H2Store.open(folder)) {
            damaged.precious()
                    .write(connection -> connection
                            .createStatement()
                            .executeUpdate("DELETE FROM journal_segment WHERE number = " + newest))
                    .toCompletableFuture()
                    .join();
        }

        open(small());
        assertThat(journal.next()).isEqualTo(next);
        assertThat(journal.read(1, 1_000_000)).hasSize((int) next - 1);
        assertThat(journal.lost()).isEmpty();
    }

    @Test
    void start_closedSegmentGone_onlyItsRangeIsLost() throws Exception {
        open(small());
        fillSegments(3);
        Segment second = journal.segments().all().get(1);
        long next = journal.next();
        close();
        Files.delete(file(second.row().number()));

        open(small());
        assertThat(journal.next()).isEqualTo(next);
        assertThat(journal.lost())
                .extracting(Lost::from, Lost::to)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        second.row().first(), second.row().last()));
        assertThat(journal.read(1, 1_000_000))
                .hasSize((int) (next - 1 - (second.row().last() - second.row().first() + 1)));
    }

    @Test
    void read_closedSegmentBroken_lossIsFoundAndTheRestRead() throws Exception {
        open(small());
        fillSegments(3);
        Segment second = journal.segments().all().get(1);
        long next = journal.next();
        close();
        overwrite(file(second.row().number()), 0, 9000);

        open(small());
        List<Contribution> read = journal.read(1, 1_000_000);
        assertThat(journal.lost()).hasSize(1);
        Lost lost = journal.lost().get(0);
        assertThat(read).hasSize((int) (next - 1 - (lost.to() - lost.from() + 1)));
    }

    @Test
    void start_preciousGone_segmentsAreFoundAgain() throws Exception {
        open(small());
        fillSegments(3);
        long next = journal.next();
        close();
        Files.delete(folder.resolve("precious.mv.db"));

        open(small());
        assertThat(journal.next()).isEqualTo(next);
        assertThat(journal.read(1, 1_000_000)).hasSize((int) next - 1);
    }

    @Test
    void start_fileOfAnUnfinishedRoll_isRemoved() throws Exception {
        open(small());
        fill(journal, 10);
        close();
        Files.copy(file(1), file(2));

        open(small());
        assertThat(file(2)).doesNotExist();
        assertThat(journal.next()).isEqualTo(11);
    }

    @Test
    void waiting_beyondItsBytes_oldestDroppedAndCounted() throws Exception {
        open(Settings.of(s -> {
            s.waitingBytes = 20_000;
            s.quarantineBytes = 20_000;
        }));
        for (int i = 0; i < 100; i++) {
            write(journal, new JournalEntry.Waiting(message("a", new byte[1000], null)));
            write(journal, new JournalEntry.Quarantined(message("a", new byte[1000], null), "c", "r", 0));
        }
        List<Held> waiting = journal.held().waiting(0, 200);
        assertThat(waiting).hasSizeBetween(10, 20);
        assertThat(journal.held().quarantined(200)).hasSizeBetween(10, 20);
        assertThat(journal.active().appender().waiting().dropped()).isEqualTo(100 - waiting.size());
        var report = org.headgate.api.status.Report.builder();
        new JournalStatus(journal).report(report);
        assertThat(report.build().problems()).extracting("code").contains("waiting_dropped", "quarantine_dropped");
    }

    private static List<Long> sequences(List<Contribution> contributions) {
        return contributions.stream().map(Contribution::sequence).toList();
    }

    private static void overwrite(Path file, long at, int length) throws Exception {
        byte[] noise = new byte[length];
        new Random(2).nextBytes(noise);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(noise);
        }
    }
}
