package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.message;
import static org.headgate.journal.internal.Samples.write;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.api.journal.JournalEntry;
import org.headgate.store.Database;
import org.headgate.store.internal.H2Store;
import org.headgate.store.testkit.RecordedDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at some instant while a journal writes, rolls, makes segments ahead, compacts and drops them: what was acknowledged by then is there, once, in
 * all databases. Then it goes once more while the journal goes on with what it found.
 */
class PowerCutTest {
    /** More of them, and other ones: {@code -Dpower.cuts=2000 -Dpower.seed=7}. */
    private static final int CUTS = Integer.getInteger("power.cuts", 12);

    private static final long SEED = Long.getLong("power.seed", 1);
    private static final int ENTRIES = 600;
    private static final int ENTRIES_AFTER = 12;
    private static final Settings SMALL = Settings.of(s -> {
        s.segmentBytes = 1 << 20;
        s.retentionBytes = 3 << 20;
    });

    @TempDir
    Path folder;

    @TempDir
    Path images;

    /** @param next, first of the journal, both as they were acknowledged @param rows of another component in {@code precious} */
    private record Acknowledged(long next, long first, int rows) {
        static final Acknowledged NOTHING = new Acknowledged(1, 1, 0);
    }

    @Test
    void cut_atAnyInstant_allThatWasAcknowledgedIsThere() throws Exception {
        Random instants = new Random(SEED);
        NavigableMap<Integer, Acknowledged> first = new TreeMap<>(Map.of(0, Acknowledged.NOTHING));
        List<RecordedDisk.Event> events = record(folder, ENTRIES, first);
        assertThat(first.lastEntry().getValue().first())
                .as("old segments were dropped")
                .isGreaterThan(1);

        for (int cut = 0; cut < CUTS; cut++) {
            int end = 1 + instants.nextInt(events.size());
            long seed = instants.nextLong();
            String what = "cut at event " + end + " of " + events.size() + ", seed " + seed;
            Path image = images.resolve("cut" + cut);
            RecordedDisk.image(events, end, folder, image, new Random(seed));
            Acknowledged before = first.floorEntry(end).getValue();
            if (cut % 2 == 0) {
                cutAgain(image, before, what, new Random(seed + 1));
            } else {
                Acknowledged found = assertWhole(image, before, first, end, what);
                assertThat(assertWhole(image, found, first, end, what + ", once more")
                                .next())
                        .isEqualTo(found.next());
            }
        }
    }

    /** Once more while it goes on; a file that is not opened meanwhile stays as it was. */
    private void cutAgain(Path image, Acknowledged before, String what, Random chance) throws Exception {
        Path second = image.resolveSibling(image.getFileName() + "-again");
        copy(image, second);
        NavigableMap<Integer, Acknowledged> then = new TreeMap<>(Map.of(0, before));
        List<RecordedDisk.Event> events = record(image, ENTRIES_AFTER, then);
        int end = 1 + chance.nextInt(events.size());
        RecordedDisk.image(events, end, image, second, chance);
        Acknowledged acknowledged = then.floorEntry(end).getValue();
        assertWhole(second, acknowledged, then, end, what + ", then at " + end + " of " + events.size());
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static List<RecordedDisk.Event> record(
            Path folder, int entries, NavigableMap<Integer, Acknowledged> acknowledged) throws Exception {
        RecordedDisk.register();
        try (H2Store store = H2Store.open(folder, "recorded", Duration.ofMillis(20));
                H2Journal journal = new H2Journal(store, folder, SMALL)) {
            Database precious = prepared(store);
            int rows = rows(precious);
            Random sizes = new Random(3);
            for (int i = 0; i < entries; i++) {
                if (i % 40 == 0) {
                    write(journal, new JournalEntry.Waiting(message("w/" + i, "waits")));
                    journal.sealed(journal.next() - 20);
                    tidyUp(journal);
                }
                if (sizes.nextInt(4) == 0) {
                    Samples.fill(journal, 1 + sizes.nextInt(20), Samples::bulky);
                }
                if (i % 7 == 0) {
                    int row = ++rows;
                    precious.write(connection -> connection
                                    .createStatement()
                                    .executeUpdate("INSERT INTO probe_row VALUES (" + row + ")"))
                            .toCompletableFuture()
                            .join();
                }
                write(journal, entry(i));
                acknowledged.put(RecordedDisk.count(), new Acknowledged(journal.next(), journal.first(), rows));
            }
        }
        return RecordedDisk.events();
    }

    /** Compaction and retention happen beside the writing; here they are done before it goes on, so that each run has them. */
    private static void tidyUp(H2Journal journal) {
        long rounds = journal.chores().rounds();
        journal.tick();
        await().atMost(Duration.ofMinutes(1)).until(() -> journal.chores().rounds() > rounds);
    }

    private static Acknowledged assertWhole(
            Path image, Acknowledged before, NavigableMap<Integer, Acknowledged> all, int end, String what)
            throws Exception {
        try (H2Store store = H2Store.open(image);
                H2Journal journal = new H2Journal(store, image, SMALL)) {
            Map.Entry<Integer, Acknowledged> after = all.higherEntry(end);
            if (after != null) {
                assertThat(journal.first())
                        .as(what)
                        .isLessThanOrEqualTo(after.getValue().first());
            }
            Set<Long> there = new HashSet<>();
            for (Contribution contribution : journal.read(1, Integer.MAX_VALUE)) {
                assertThat(there.add(contribution.sequence())).as(what).isTrue();
            }
            for (Lost range : journal.lost()) {
                assertThat(range.from()).as(what + ", lost " + range).isGreaterThanOrEqualTo(before.next());
                for (long sequence = range.from(); sequence <= range.to(); sequence++) {
                    assertThat(there.add(sequence)).as(what).isTrue();
                }
            }
            assertThat(journal.next()).as(what).isGreaterThanOrEqualTo(before.next());
            assertThat(there).as(what).hasSize((int) (journal.next() - journal.first()));
            int rows = rows(prepared(store));
            assertThat(rows).as(what).isGreaterThanOrEqualTo(before.rows());
            return new Acknowledged(journal.next(), journal.first(), rows);
        }
    }

    private static Database prepared(H2Store store) throws Exception {
        store.precious().prepare("probe", List.of("CREATE TABLE IF NOT EXISTS probe_row(id BIGINT PRIMARY KEY)"));
        return store.precious();
    }

    private static int rows(Database precious) throws Exception {
        return precious.read(connection -> (int) Segment.number(connection, "SELECT COUNT(*) FROM probe_row"));
    }
}
