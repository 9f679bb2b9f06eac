package org.headgate.coverage.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.coverage.Coverage.Explanation;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.coverage.CellHour;
import org.headgate.coverage.CellHour.Side;
import org.headgate.coverage.CellHours;
import org.headgate.coverage.Check;
import org.headgate.coverage.Grid;
import org.headgate.coverage.H3Grid;
import org.headgate.coverage.Payload;
import org.headgate.coverage.Place;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Station;
import org.headgate.coverage.Verdict;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.headgate.store.Database;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private static final long HOUR = CellHours.HOUR_MILLIS;
    private static final long START = 472_000 * HOUR + HOUR / 2;
    private static final long FAR = START + 10 * HOUR;
    private static final String RECEIVER = "urn:dev:mac:0016c001f153a14c";
    private static final Grid GRID = Grid.load().orElseThrow();
    private static final Bench.Limits LIMITS = new Bench.Limits(10_000, 1_000, 1_000, 1 << 20, 8);
    private static final String STATIONS = """
            [{"id": "urn:dev:mac:0016c001f153a14d", "lat": 52.5, "lon": 13.4, "gain_dbi": 2.5, "power_dbm": 13,
              "region": "EU868", "announcer": "urn:dev:ops:beacon"}]""";

    private final TestJournal journal = new TestJournal();
    private Path data;
    private H2Store store;
    private Database database;
    private long now = START;

    @BeforeEach
    void open() throws Exception {
        data = Files.createTempDirectory("coverage");
        store = H2Store.open(data);
        database = store.open("coverage");
    }

    @AfterEach
    void close() throws Exception {
        database.close();
        store.close();
        delete(data);
    }

    @Test
    void sighting_isJudgedOnceOthersHadTheirTime_andKeptOverARestart() throws Exception {
        heard(1, START, START);
        Follower follower = follower(LIMITS);
        journal.tick(START + 9_999);
        follower.round();
        assertThat(follower.verdict(1)).isNull();
        journal.tick(START + 10_000);
        follower.round();
        assertThat(follower.verdict(1)).isNotNull();
        follower.save();
        Explanation told = coverage(follower(LIMITS)).explain(1).orElseThrow();
        assertThat(told.receiver()).isEqualTo(RECEIVER);
        assertThat(told.heardAt()).isEqualTo(START);
        assertThat(told.holds()).isTrue();
        assertThat(told.lines().get(0)).startsWith("holds, ").endsWith(" by headgate-1");
        assertThat(Verdict.decode(told.verdict()).of(Check.SNR).passed()).isTrue();
        assertThat(coverage(follower(LIMITS)).explain(4)).isEmpty();
    }

    @Test
    void beacon_thatIsAnnouncedLater_isStillJudged() throws Exception {
        long wrong = 0x7fL;
        heard(1, START + 300, START + 300);
        heard(wrong, START + 400, START + 400, "transmitter", "urn:dev:mac:0016c001f153a14d");
        announce(1, START);
        Follower follower = judged(LIMITS);
        Verdict good = Verdict.decode(follower.verdict(1).verdict());
        Verdict bad = Verdict.decode(follower.verdict(2).verdict());
        assertThat(good.of(Check.PAYLOAD).passed()).isTrue();
        assertThat(good.of(Check.MINIMUM_DISTANCE).passed()).isTrue();
        assertThat(good.of(Check.RSSI_UPPER).passed()).isTrue();
        assertThat(bad.of(Check.PAYLOAD).passed()).isFalse();
        assertThat(follower.verdict(2).holds()).isFalse();
        assertThat(follower.hours(0, FAR))
                .extracting(CellHour::side, CellHour::count, CellHour::refused)
                .contains(org.assertj.core.groups.Tuple.tuple(Side.HEARD_FROM, 1L, 1L));
    }

    @Test
    void announcement_ofAStranger_isNotBelieved() throws Exception {
        heard(1, START, START);
        journal.add(Kind.MEASUREMENT, "urn:dev:ops:stranger", START, START, "beacon", new byte[] {1});
        Follower follower = judged(LIMITS);
        assertThat(Verdict.decode(follower.verdict(1).verdict())
                        .of(Check.PAYLOAD)
                        .passed())
                .isNull();
    }

    @Test
    void receiver_whoseClockIsWrong_isJudgedByTheTimeOfArrival() throws Exception {
        heard(1, START, START - HOUR);
        Follower follower = judged(LIMITS);
        assertThat(follower.verdict(1).heardAt()).isEqualTo(START);
    }

    @Test
    void brokenFrame_isNotJudged_andLateOneNeither() throws Exception {
        heard(1, START, START, "crc", "wrong");
        heard(2, START + 60_000, START + 60_000);
        heard(3, START, START);
        Follower follower = judged(LIMITS);
        assertThat(follower.verdict(1)).isNull();
        assertThat(follower.verdict(2)).isNotNull();
        assertThat(follower.verdict(3)).isNull();
    }

    @Test
    void receiver_thatToldItsPlace_isInTheCellOfIt_alsoAfterARestart() throws Exception {
        journal.add(Kind.AVAILABILITY, RECEIVER, START, START, "online", 1, "lat", 48.0, "lon", 11.0);
        judged(LIMITS).save();
        heard(1, FAR, FAR);
        journal.tick(FAR + 20_000);
        Follower again = follower(LIMITS);
        again.round();
        assertThat(again.hours(0, FAR + HOUR))
                .extracting(CellHour::cell)
                .containsExactly(GRID.cell(new Place(48, 11), 8));
    }

    @Test
    void whatWaits_isBounded_andJudgedEarlierInstead() throws Exception {
        for (int i = 0; i < 10; i++) {
            heard(i, START + i, START + i);
        }
        Follower follower = follower(new Bench.Limits(10_000, 4, 100, 1 << 20, 8));
        follower.round();
        assertThat(follower.verdict(6)).isNotNull();
        assertThat(follower.verdict(7)).isNull();
    }

    @Test
    void disk_isBounded_theOldestGoFirst() throws Exception {
        for (int i = 0; i < 60; i++) {
            heard(i, START + i * HOUR, START + i * HOUR);
        }
        journal.tick(START + 100 * HOUR);
        now = START + 100 * HOUR;
        Follower follower = follower(LIMITS, new Follower.Bounds(20_000, 4_000));
        follower.round();
        assertThat(follower.state().verdicts().bytes()).isBetween(15_000L, 20_000L);
        assertThat(follower.state().cells().bytes()).isBetween(3_000L, 4_000L);
        assertThat(follower.state().deleted()).isPositive();
        assertThat(follower.verdict(1)).isNull();
        assertThat(follower.verdict(60)).isNotNull();
        assertThat(follower.hours(START + 59 * HOUR - HOUR / 2, START + 100 * HOUR))
                .hasSize(1);
    }

    @Test
    void map_withoutH3_saysWhy_andVerdictsStay() throws Exception {
        heard(1, START, START);
        GridOnDemand noGrid = new GridOnDemand(() -> new H3Grid.Loaded(Optional.empty(), "UnsatisfiedLinkError: musl"));
        Stations stations = stations(null);
        Bench bench = new Bench(RuleSet.HEADGATE, stations, () -> null, LIMITS);
        Follower follower = new Follower(
                journal,
                database,
                bench,
                stations,
                publishing(database),
                new Follower.Bounds(1 << 20, 1 << 20),
                () -> now);
        follower.open();
        journal.tick(FAR);
        follower.round();
        Coverage coverage = new JournalCoverage(journal, follower, noGrid);
        assertThat(coverage.explain(1)).isPresent();
        assertThat(Verdict.decode(coverage.explain(1).orElseThrow().verdict())
                        .of(Check.MINIMUM_DISTANCE)
                        .passed())
                .isNull();
        assertThatThrownBy(() -> coverage.map(Coverage.Form.PNG, 0, FAR))
                .isInstanceOfSatisfying(
                        JournalUnavailable.class, e -> assertThat(e.code()).isEqualTo("h3_unavailable"))
                .hasMessageContaining("musl");
    }

    @Test
    void published_isWhatAdoptedReceiversHeard_handedInUntilItIsTaken() throws Exception {
        heard(1, START, START);
        heard(2, START + 1, START + 1);
        TestIntake intake = new TestIntake();
        Outbox outbox = new Outbox(database, () -> intake, 1 << 20);
        Stations stations = stations(GRID);
        Bench bench = new Bench(RuleSet.HEADGATE, stations, () -> GRID, LIMITS);
        Follower follower = new Follower(
                journal,
                database,
                bench,
                stations,
                new Follower.Publishing(outbox, () -> GRID, true, true),
                new Follower.Bounds(1 << 20, 1 << 20),
                () -> now);
        follower.open();
        intake.takes = 1;
        journal.tick(START + 2 * HOUR);
        now = START + 2 * HOUR;
        follower.round();
        assertThat(intake.stored).hasSize(1);
        assertThat(outbox.state().bytes()).isPositive();
        intake.takes = 100;
        follower.round();
        assertThat(outbox.state().bytes()).isZero();
        assertThat(intake.stored).extracting(Message::address).containsExactly("witness", "witness", "cell");
        Decoded witness = new CoverageProfile().decode(intake.stored.get(0)).get(0);
        assertThat(witness.device()).isEqualTo("urn:dev:ops:headgate-coverage-witness");
        assertThat(witness.trust()).isEqualTo(Trust.UNKNOWN);
        assertThat(witness.records())
                .contains(new SenmlRecord(
                        witness.device() + ":verdict",
                        null,
                        new SenmlValue.Data(follower.verdict(1).verdict()),
                        START / 1000.0));
        Decoded cell = new CoverageProfile().decode(intake.stored.get(2)).get(0);
        assertThat(cell.device()).isEqualTo("urn:dev:ops:headgate-coverage-cells");
        assertThat(cell.records())
                .contains(new SenmlRecord(
                        cell.device() + ":count", "count", new SenmlValue.Num(2), START / HOUR * HOUR / 1000.0));
        assertThat(new java.util.HashSet<>(intake.keys)).hasSize(3);
    }

    @Test
    void whatIsNotAdopted_isJudged_andNeitherCountedNorPublished() throws Exception {
        journal.adopted = false;
        heard(1, START, START);
        TestIntake intake = new TestIntake();
        intake.takes = 100;
        Outbox outbox = new Outbox(database, () -> intake, 1 << 20);
        Stations stations = stations(GRID);
        Follower follower = new Follower(
                journal,
                database,
                new Bench(RuleSet.HEADGATE, stations, () -> GRID, LIMITS),
                stations,
                new Follower.Publishing(outbox, () -> GRID, true, true),
                new Follower.Bounds(1 << 20, 1 << 20),
                () -> now);
        follower.open();
        journal.tick(START + 2 * HOUR);
        now = START + 2 * HOUR;
        follower.round();
        assertThat(follower.verdict(1)).isNotNull();
        assertThat(intake.stored).isEmpty();
        assertThat(follower.hours(0, FAR)).isEmpty();
    }

    @Test
    void outbox_thatNobodyEmpties_isBounded() throws Exception {
        Outbox outbox = new Outbox(database, () -> null, 50_000);
        database.prepare("coverage", CoverageTable.STEPS);
        List<Publication> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(new Publication(0, "cell", 1, START + i, new byte[500]));
        }
        database.<Boolean>write(connection -> {
                    outbox.add(connection, many);
                    return true;
                })
                .toCompletableFuture()
                .join();
        outbox.added(many);
        outbox.flush();
        assertThat(outbox.state().bytes()).isLessThanOrEqualTo(50_000).isPositive();
        assertThat(outbox.state().dropped()).isPositive();
    }

    @Test
    void compare_judgesTheJournalAgain_byBoth() throws Exception {
        heard(1, START, START);
        heard(2, START + 1, START + 1, "snr", -30.0);
        Follower follower = judged(LIMITS);
        assertThat(coverage(follower).compare("headgate-1", "helium-1", 1, 100))
                .containsExactly(
                        "2 sightings judged by headgate-1 and by helium-1",
                        "both hold 1, only headgate-1 0, only helium-1 1, neither 0");
        assertThatThrownBy(() -> coverage(follower).compare("headgate-1", "other", 1, 2))
                .hasMessageContaining("there is no rule set 'other'");
    }

    private Follower judged(Bench.Limits limits) throws Exception {
        Follower follower = follower(limits);
        journal.tick(START + 2 * 60_000);
        follower.round();
        return follower;
    }

    private Follower follower(Bench.Limits limits) throws Exception {
        return follower(limits, new Follower.Bounds(1 << 20, 1 << 20));
    }

    private Follower follower(Bench.Limits limits, Follower.Bounds bounds) throws Exception {
        Stations stations = stations(GRID);
        Bench bench = new Bench(RuleSet.HEADGATE, stations, () -> GRID, limits);
        Follower follower = new Follower(journal, database, bench, stations, publishing(database), bounds, () -> now);
        follower.open();
        return follower;
    }

    private static Follower.Publishing publishing(Database database) {
        return new Follower.Publishing(new Outbox(database, () -> null, 1 << 20), () -> GRID, false, false);
    }

    private Coverage coverage(Follower follower) {
        return new JournalCoverage(journal, follower, new GridOnDemand(H3Grid::load));
    }

    private static Stations stations(Grid grid) {
        Station usual = new Station(
                null,
                new Place(52.55, 13.45),
                0,
                3.0,
                RegionalPlan.named("EU868").orElseThrow());
        return new Stations(StationList.read(STATIONS), usual, () -> grid);
    }

    private void heard(long payload, long receivedAt, long toldAt, Object... more) {
        List<Object> quantities = new ArrayList<>(List.of(more));
        quantities.addAll(List.of(
                "rssi", -100.0, "snr", 2.0, "freq", 868_100_000, "sf", 9, "bw", 125_000, "payload", bytes(payload)));
        journal.add(Kind.COVERAGE_SIGHTING, RECEIVER, receivedAt, toldAt, quantities.toArray());
    }

    private void announce(long payload, long sentAt) {
        journal.add(
                Kind.MEASUREMENT,
                "urn:dev:ops:beacon",
                sentAt + 5_000,
                sentAt,
                "beacon",
                bytes(payload),
                "freq",
                868_100_000,
                "sf",
                9,
                "bw",
                125_000,
                "entropy",
                sentAt / 1000.0 - 20);
    }

    private static byte[] bytes(long payload) {
        return Payload.ofHex(String.format("%08x", payload)).toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
