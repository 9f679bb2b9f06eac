package org.headgate.coverage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.headgate.api.message.Kind;
import org.headgate.coverage.CellHours;
import org.headgate.coverage.Grid;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Station;
import org.headgate.store.Database;
import org.headgate.store.internal.H2Store;

/** However often it is stopped without a word, wherever it was saved: the same verdicts, cells and publications as of one that was never stopped, bit for bit. */
class CrashTest {
    private static final long HOUR = CellHours.HOUR_MILLIS;
    private static final long START = 472_000 * HOUR + HOUR / 2;
    private static final Grid GRID = Grid.load().orElseThrow();
    private static final String STATIONS = """
            [{"id": "urn:dev:ops:headgate-lora-00000001", "lat": 52.5, "lon": 13.4, "gain_dbi": 2.5, "power_dbm": 13,
              "region": "EU868", "announcer": "urn:dev:ops:beacon"}]""";

    /** So few may wait and are remembered that some are hurried and some forgotten. */
    private static final Bench.Limits LIMITS = new Bench.Limits(10_000, 12, 40, 1 << 20, 8);

    @Property(tries = 4)
    void stopsAnywhere_changeNothing(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        TestJournal journal = journal(random);
        List<String> uninterrupted = outcome(journal, List.of(), random);
        assertThat(uninterrupted.stream().filter(line -> line.startsWith("verdict")))
                .hasSizeGreaterThan(150);
        assertThat(uninterrupted.stream().filter(line -> line.startsWith("published cell")))
                .isNotEmpty();
        List<Long> stops = new ArrayList<>();
        for (long stop = 1 + random.nextInt(60); stop < journal.next(); stop += 1 + random.nextInt(90)) {
            stops.add(stop);
        }
        assertThat(outcome(journal, stops, random)).isEqualTo(uninterrupted);
    }

    /** Skewed clocks, doubles, beacons, receivers that move, contributions that were kept back, and quiet times. */
    private static TestJournal journal(Random random) {
        TestJournal journal = new TestJournal();
        long at = START;
        for (int i = 0; i < 400; i++) {
            at += random.nextInt(10) == 0 ? random.nextInt(600_000) : random.nextInt(3_000);
            String receiver = "urn:dev:mac:0016c001f153a14" + random.nextInt(3);
            switch (random.nextInt(20)) {
                case 0 ->
                    journal.add(
                            Kind.AVAILABILITY,
                            receiver,
                            at,
                            at,
                            "lat",
                            52 + random.nextInt(3) / 100.0,
                            "lon",
                            13 + random.nextInt(3) / 100.0);
                case 1 ->
                    journal.add(
                            Kind.MEASUREMENT,
                            "urn:dev:ops:beacon",
                            at,
                            at - random.nextInt(3_000),
                            "beacon",
                            payload(random),
                            "freq",
                            868_100_000,
                            "sf",
                            9,
                            "bw",
                            125_000);
                case 2 -> journal.tick(at);
                case 3 -> heard(journal, random, receiver, at - random.nextInt(30_000), at);
                default -> heard(journal, random, receiver, at, at - 12_000 + random.nextInt(24_000));
            }
        }
        journal.tick(at + 3 * HOUR);
        return journal;
    }

    private static void heard(TestJournal journal, Random random, String receiver, long receivedAt, long toldAt) {
        journal.add(
                Kind.COVERAGE_SIGHTING,
                receiver,
                receivedAt,
                toldAt,
                "rssi",
                -100 - random.nextInt(3),
                "snr",
                random.nextInt(3),
                "freq",
                868_100_000,
                "sf",
                9,
                "bw",
                125_000,
                "payload",
                payload(random),
                "dev_addr",
                "0000000" + random.nextInt(3));
    }

    private static byte[] payload(Random random) {
        return new byte[] {1, (byte) random.nextInt(30)};
    }

    /** @param stops sequences at which it dies: some behind a save of one kind or the other, some not */
    private static List<String> outcome(TestJournal whole, List<Long> stops, Random random) throws Exception {
        Path data = Files.createTempDirectory("coverage");
        try (H2Store store = H2Store.open(data);
                Database database = store.open("coverage")) {
            TestJournal journal = new TestJournal();
            TestIntake intake = new TestIntake();
            intake.takes = Integer.MAX_VALUE;
            long[] now = {START};
            List<Long> ends =
                    Stream.concat(stops.stream(), Stream.of(whole.next())).toList();
            for (long end : ends) {
                Follower follower = follower(journal, database, intake, now);
                while (journal.next() < end) {
                    journal.copy(whole, Math.min(end, journal.next() + 1 + random.nextInt(20)));
                    now[0] += random.nextInt(4_000);
                    follower.round();
                    if (random.nextInt(8) == 0) {
                        follower.save();
                    }
                }
                if (end == whole.next()) {
                    follower.save();
                    follower.round();
                    return told(follower, whole, intake);
                }
            }
            return List.of();
        } finally {
            delete(data);
        }
    }

    private static Follower follower(TestJournal journal, Database database, TestIntake intake, long[] now)
            throws Exception {
        Station usual =
                new Station(null, null, 0, 3.0, RegionalPlan.named("EU868").orElseThrow());
        Stations stations = new Stations(StationList.read(STATIONS), usual, () -> GRID);
        Outbox outbox = new Outbox(database, () -> intake, 1 << 20);
        Follower follower = new Follower(
                journal,
                database,
                new Bench(RuleSet.HEADGATE, stations, () -> GRID, LIMITS),
                stations,
                new Follower.Publishing(outbox, () -> GRID, true, true),
                new Follower.Bounds(1 << 24, 1 << 20),
                () -> now[0]);
        follower.open();
        return follower;
    }

    private static List<String> told(Follower follower, TestJournal journal, TestIntake intake) throws Exception {
        List<String> told = new ArrayList<>();
        follower.hours(0, Long.MAX_VALUE).forEach(hour -> told.add(hour.toString()));
        told.sort(Comparator.naturalOrder());
        for (long sequence = 1; sequence < journal.next(); sequence++) {
            Judged judged = follower.verdict(sequence);
            if (judged != null) {
                told.add("verdict " + sequence + " " + judged.heardAt() + " " + judged.holds() + " "
                        + HexFormat.of().formatHex(judged.verdict()));
            }
        }
        told.add("bytes " + follower.state().verdicts());
        TreeSet<String> published = new TreeSet<>();
        intake.stored.forEach(
                message -> published.add("published " + message.address() + " " + new String(message.payload())));
        told.addAll(published);
        return told;
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
