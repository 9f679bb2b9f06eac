package org.headgate.coverage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.coverage.Check;
import org.headgate.coverage.Grid;
import org.headgate.coverage.Place;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Station;
import org.headgate.coverage.Verdict;
import org.junit.jupiter.api.Test;

class BenchTest {
    private static final long START = 1_700_000_000_000L;
    private static final String RECEIVER = "urn:dev:mac:0016c001f153a14c";
    private static final String SENDER = "urn:dev:mac:0016c001f153a14d";
    private static final Grid GRID = Grid.load().orElseThrow();

    private final TestJournal journal = new TestJournal();

    @Property(tries = 30)
    void anyOrderOfArrival_givesTheSameVerdicts_andCells(@ForAll long seed) {
        Random random = new Random(seed);
        TestJournal heard = new TestJournal();
        for (int i = 0; i < 60; i++) {
            heard.add(
                    Kind.COVERAGE_SIGHTING,
                    RECEIVER.substring(0, RECEIVER.length() - 1) + random.nextInt(3),
                    START,
                    START - random.nextInt(9_000),
                    lora(random.nextInt(6), -100 - random.nextInt(2), random.nextInt(2)));
        }
        List<Contribution> arrived = new ArrayList<>(heard.read(1, 100));
        Bench one = bench();
        arrived.forEach(one::take);
        Collections.shuffle(arrived, random);
        Bench other = bench();
        long sequence = 1;
        for (Contribution contribution : arrived) {
            other.take(new Contribution(
                    sequence++,
                    contribution.receivedAt(),
                    contribution.kind(),
                    contribution.trust(),
                    contribution.pack(),
                    contribution.device(),
                    contribution.adopted()));
        }
        one.take(tick(START + 60_000));
        other.take(tick(START + 60_000));
        assertThat(told(other)).isEqualTo(told(one)).hasSize(60);
        assertThat(other.hours().standing()).isEqualTo(one.hours().standing()).isNotEmpty();
    }

    @Test
    void beaconThatAnAdoptedGatewaySent_isKnown_withoutAList() {
        byte[] frame = new byte[40];
        journal.add(
                Kind.MEASUREMENT,
                SENDER,
                START,
                START,
                "beacon.started",
                START / 1000 - 1,
                "beacon.proof",
                new byte[65],
                "freq",
                868_100_000,
                "sf",
                9,
                "bw",
                125_000,
                "eirp",
                14,
                "payload",
                frame);
        journal.add(Kind.MEASUREMENT, SENDER, START, START, "lat", 52.5, "lon", 13.4, "accuracy", 5, "source", "gpsd");
        journal.add(Kind.MEASUREMENT, RECEIVER, START, START, "lat", 1, "lon", 1, "accuracy", 5);
        journal.add(
                Kind.COVERAGE_SIGHTING,
                RECEIVER,
                START + 300,
                START + 300,
                "rssi",
                -100,
                "snr",
                2,
                "freq",
                868_100_000,
                "sf",
                9,
                "bw",
                125_000,
                "payload",
                frame);
        journal.tick(START + 60_000);
        Bench bench = bench();
        journal.read(1, 10).forEach(bench::take);
        Verdict verdict = Verdict.decode(bench.judged().get(0).verdict());
        assertThat(verdict.of(Check.PAYLOAD).passed()).isTrue();
        assertThat(verdict.of(Check.ENTROPY_WINDOW).passed()).isTrue();
        assertThat(verdict.of(Check.POWER).passed()).isTrue();
        assertThat(verdict.of(Check.SELF).passed()).isTrue();
        assertThat(verdict.of(Check.RSSI_UPPER).passed())
                .as("the beacon came before its sender's place was known")
                .isNotNull();
    }

    @Test
    void advert_isJudgedByWhatItCanTell_andIsInNoCell() {
        for (int i = 0; i < 3; i++) {
            journal.add(
                    Kind.COVERAGE_SIGHTING,
                    RECEIVER,
                    START + i * 1_000,
                    START + i * 1_000,
                    "technology",
                    "ble",
                    "transmitter",
                    "tag",
                    "freq",
                    2_402_000_000L,
                    "rssi",
                    -70);
        }
        journal.tick(START + 60_000);
        Bench bench = bench();
        journal.read(1, 10).forEach(bench::take);
        assertThat(bench.judged()).hasSize(3).allMatch(Judged::holds);
        Verdict verdict = Verdict.decode(bench.judged().get(2).verdict());
        assertThat(verdict.findings().stream()
                        .filter(finding -> finding.passed() != null)
                        .map(finding -> finding.check()))
                .containsExactly(Check.SELF, Check.MAXIMUM_DISTANCE, Check.RSSI_UPPER);
        assertThat(bench.hours().standing()).isEmpty();
    }

    @Test
    void whatNoRadioGives_isNotTold_andCostsOnlyItself() {
        journal.add(
                Kind.COVERAGE_SIGHTING,
                RECEIVER,
                START,
                START - (1L << 52),
                "rssi",
                -9e15,
                "snr",
                9e15,
                "freq",
                9e15,
                "sf",
                -1,
                "bw",
                9e15,
                "dev_eui",
                "x".repeat(300),
                "payload",
                new byte[2_000]);
        journal.add(Kind.COVERAGE_SIGHTING, RECEIVER, START, START, lora(1, -100, 2));
        journal.tick(START + 60_000);
        Bench bench = bench();
        bench.take(new Contribution(
                9, START, Kind.COVERAGE_SIGHTING, Trust.UNKNOWN, new byte[] {1, 2, 3}, RECEIVER, true));
        journal.read(1, 10).forEach(bench::take);
        assertThat(bench.judged()).hasSize(2);
        assertThat(bench.counts().broken).isEqualTo(1);
        assertThat(bench.judged().get(0).verdict()).hasSizeLessThan(2_000);
    }

    @Test
    void clockThatWasWrong_isFollowed_onceEnoughSaySo() {
        journal.tick(START + 1_000_000_000);
        for (int i = 0; i < 600; i++) {
            journal.add(Kind.COVERAGE_SIGHTING, RECEIVER, START + i * 1_000, START + i * 1_000, lora(i, -100, 2));
        }
        Bench bench = bench();
        journal.read(1, 1_000).forEach(bench::take);
        assertThat(bench.judged()).hasSizeBetween(300, 345);
    }

    @Test
    void strangers_doNotPutOutThePlacesOfAdoptedReceivers() {
        Stations stations = stations();
        stations.located(RECEIVER, new Place(1, 2), true);
        for (int i = 0; i < 5_000; i++) {
            stations.located("urn:dev:mac:stranger" + i, new Place(3, 4), false);
        }
        assertThat(stations.receiver(RECEIVER).place()).isEqualTo(new Place(1, 2));
        assertThat(stations.forgotten()).isPositive();
        stations.located("urn:dev:mac:new", new Place(5, 6), true);
        assertThat(stations.receiver("urn:dev:mac:new").place()).isEqualTo(new Place(5, 6));
    }

    private static Object[] lora(int payload, double rssi, double snr) {
        return new Object[] {
            "rssi",
            rssi,
            "snr",
            snr,
            "freq",
            868_100_000,
            "sf",
            9,
            "bw",
            125_000,
            "payload",
            new byte[] {1, (byte) payload, (byte) (payload >> 8)},
            "dev_addr",
            "0000000" + payload % 3
        };
    }

    private static Contribution tick(long at) {
        TestJournal journal = new TestJournal();
        journal.tick(at);
        return journal.read(1, 1).get(0);
    }

    private static List<String> told(Bench bench) {
        return bench.judged().stream()
                .map(one -> one.heardAt() + " " + one.receiver() + " "
                        + HexFormat.of().formatHex(one.verdict()))
                .toList();
    }

    private static Stations stations() {
        Station usual = new Station(
                null,
                new Place(52.55, 13.45),
                0,
                3.0,
                RegionalPlan.named("EU868").orElseThrow());
        String listed = "[{\"id\":\"tag\",\"lat\":52.55,\"lon\":13.4501,\"gain_dbi\":0,\"power_dbm\":4}]";
        return new Stations(StationList.read(listed), usual, () -> GRID);
    }

    private static Bench bench() {
        return new Bench(RuleSet.HEADGATE, stations(), () -> GRID, new Bench.Limits(10_000, 1_000, 1_000, 1 << 20, 8));
    }
}
