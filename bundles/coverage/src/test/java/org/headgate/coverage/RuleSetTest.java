package org.headgate.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static final long HOUR = 3_600_000;
    private static final long BUCKET = 6 * HOUR;

    @Test
    void verdict_ofAGoodSighting_holdsInBoth() {
        for (RuleSet rules : RuleSet.ALL) {
            Verdict verdict = rules.judge(Samples.one());
            assertThat(rules.holds(verdict))
                    .as(VerdictText.lines(verdict, rules).toString())
                    .isTrue();
            assertThat(verdict.findings()).extracting(Finding::check).containsExactly(Check.values());
        }
        Verdict whole = RuleSet.HEADGATE.judge(Samples.one());
        assertThat(whole.findings().stream().filter(finding -> finding.passed() == null))
                .extracting(Finding::check)
                .containsExactly(Check.SCHEDULE, Check.RECIPROCITY);
    }

    @Test
    void payload_thatDiffers_fails() {
        Sighting other =
                new Sighting(Samples.receiver(), null, Payload.ofHex("01"), Samples.RADIO, -100.0, 2.0, Samples.SENT);
        fails(Samples.of(other, Samples.beacon()), Check.PAYLOAD, RuleSet.HEADGATE, RuleSet.HELIUM);
    }

    @Test
    void entropyWindow_holdsFor180SecondsOfTheClock() {
        long began = Samples.beacon().entropyAtMillis();
        assertThat(passed(at(began + 180_999), Check.ENTROPY_WINDOW)).isTrue();
        assertThat(passed(at(began + 181_000), Check.ENTROPY_WINDOW)).isFalse();
        assertThat(passed(at(began - 1), Check.ENTROPY_WINDOW)).isFalse();
    }

    @Test
    void lag_isCountedFromTheBeacon_elseFromWhoHeardItFirst() {
        assertThat(passed(at(Samples.SENT + 4_000), Check.LAG)).isTrue();
        assertThat(passed(at(Samples.SENT + 4_001), Check.LAG)).isFalse();
        Case early = heardFirst(Samples.SENT - 100, Samples.SENT + 1_400);
        assertThat(passed(early, Check.LAG)).isTrue();
        assertThat(passed(heardFirst(Samples.SENT - 100, Samples.SENT + 1_401), Check.LAG))
                .isFalse();
    }

    @Test
    void schedule_wantsAnotherBucket_andHeadgateAlsoAnHour() {
        long bucket = Math.floorDiv(Samples.SENT, BUCKET) * BUCKET;
        Case sameBucket = sent(bucket + 1, bucket + BUCKET - 1);
        Case nextBucket = sent(bucket + BUCKET - 1, bucket + BUCKET);
        Case spaced = sent(bucket + BUCKET - 1, bucket + BUCKET - 1 + HOUR);
        fails(sameBucket, Check.SCHEDULE, RuleSet.HEADGATE, RuleSet.HELIUM);
        assertThat(RuleSet.HELIUM.judge(nextBucket).of(Check.SCHEDULE).passed()).isTrue();
        fails(nextBucket, Check.SCHEDULE, RuleSet.HEADGATE);
        assertThat(passed(spaced, Check.SCHEDULE)).isTrue();
    }

    @Test
    void frequency_isComparedWithoutSign() {
        long base = Samples.RADIO.frequencyHz();
        assertThat(passed(on(base + 100_000), Check.FREQUENCY)).isTrue();
        fails(on(base + 100_001), Check.FREQUENCY, RuleSet.HEADGATE, RuleSet.HELIUM);
        fails(on(base - 100_001), Check.FREQUENCY, RuleSet.HEADGATE, RuleSet.HELIUM);
        Case wrapped = on(base + 0x8000_0000L);
        assertThat(RuleSet.HELIUM.judge(wrapped).of(Check.FREQUENCY).passed()).isTrue();
        fails(wrapped, Check.FREQUENCY, RuleSet.HEADGATE);
        fails(on(-1L), Check.FREQUENCY, RuleSet.HEADGATE);
        assertThat(RuleSet.HEADGATE.judge(on(-1L)).of(Check.FREQUENCY).observed())
                .isEqualTo(new Value.Large(-1L));
    }

    @Test
    void frequency_outsideThePlan_failsThoughItIsTheBeacons() {
        Radio radio = new Radio(862_000_000L, 9, 125_000);
        Beacon beacon = new Beacon(Samples.beacon().transmitter(), Samples.PAYLOAD, radio, 13.0, Samples.SENT, null);
        Case one = Samples.of(Samples.heard(radio, -100.0, 2.0), beacon);
        fails(one, Check.FREQUENCY, RuleSet.HEADGATE);
        assertThat(RuleSet.HELIUM.judge(one).of(Check.FREQUENCY).passed()).isTrue();
    }

    @Test
    void region_thatDiffers_fails() {
        Station abroad = new Station("urn:dev:mac:0016c001f153a14d", Samples.HERE, 0, 2.5, Samples.US915);
        Beacon beacon = new Beacon(abroad, Samples.PAYLOAD, Samples.RADIO, 13.0, Samples.SENT, null);
        fails(Samples.of(Samples.sighting(), beacon), Check.REGION, RuleSet.HEADGATE, RuleSet.HELIUM);
    }

    @Test
    void self_fails() {
        Beacon beacon = new Beacon(Samples.receiver(), Samples.PAYLOAD, Samples.RADIO, 13.0, Samples.SENT, null);
        fails(Samples.of(Samples.sighting(), beacon), Check.SELF, RuleSet.HEADGATE, RuleSet.HELIUM);
    }

    @Test
    void minimumDistance_isEightCells() {
        assertThat(passed(apart(8L), Check.MINIMUM_DISTANCE)).isTrue();
        fails(apart(7L), Check.MINIMUM_DISTANCE, RuleSet.HEADGATE, RuleSet.HELIUM);
        fails(apart(Grid.NOT_COMPARABLE), Check.MINIMUM_DISTANCE, RuleSet.HELIUM);
        assertThat(passed(apart(Grid.NOT_COMPARABLE), Check.MINIMUM_DISTANCE)).isNull();
        assertThat(passed(apart(null), Check.MINIMUM_DISTANCE)).isNull();
    }

    @Test
    void maximumDistance_isInMetres_heliumsInWholeKilometres() {
        Case within = northBy(99_999.9);
        Case between = northBy(100_500);
        Case beyond = northBy(101_000.1);
        assertThat(passed(within, Check.MAXIMUM_DISTANCE)).isTrue();
        fails(between, Check.MAXIMUM_DISTANCE, RuleSet.HEADGATE);
        assertThat(RuleSet.HELIUM.judge(between).of(Check.MAXIMUM_DISTANCE).passed())
                .isTrue();
        fails(beyond, Check.MAXIMUM_DISTANCE, RuleSet.HEADGATE, RuleSet.HELIUM);
    }

    @Test
    void rssiUpper_countsDecimalsOfTheGains_heliumsDoesNot() {
        double limit = ((Value.Num) RuleSet.HEADGATE
                        .judge(Samples.one())
                        .of(Check.RSSI_UPPER)
                        .threshold())
                .value();
        Case at = Samples.of(Samples.heard(Samples.RADIO, limit, 2.0), Samples.beacon());
        assertThat(passed(at, Check.RSSI_UPPER)).isTrue();
        assertThat(RuleSet.HELIUM.judge(at).of(Check.RSSI_UPPER).passed()).isFalse();
        Case above = Samples.of(Samples.heard(Samples.RADIO, Math.nextUp(limit), 2.0), Samples.beacon());
        fails(above, Check.RSSI_UPPER, RuleSet.HEADGATE, RuleSet.HELIUM);
    }

    @Test
    void rssiUpper_atNoDistance_isWhatIsRadiated() {
        Case one = northBy(0);
        assertThat(RuleSet.HEADGATE.judge(one).of(Check.RSSI_UPPER).threshold()).isEqualTo(Value.of(18.5));
        assertThat(RuleSet.HELIUM.judge(one).of(Check.RSSI_UPPER).threshold())
                .isEqualTo(Value.of(Double.POSITIVE_INFINITY));
    }

    @Test
    void receiver_thatHearsBelowItsFloors_fails() {
        fails(heard(-137.0, -12.5), Check.RSSI_LOWER, RuleSet.HEADGATE);
        assertThat(passed(heard(-135.0, -12.5), Check.RSSI_LOWER)).isTrue();
        fails(heard(-125.0, -12.6), Check.SNR, RuleSet.HEADGATE);
        assertThat(passed(heard(-125.0, -12.5), Check.SNR)).isTrue();
    }

    @Test
    void noiseFloor_isPlausible_andUnjudgedAboveWhereReceiversSaturate() {
        assertThat(passed(heard(-117.0, 0.0), Check.NOISE_FLOOR)).isTrue();
        fails(heard(-117.0, 11.0), Check.NOISE_FLOOR, RuleSet.HEADGATE);
        fails(heard(-80.0, 0.0), Check.NOISE_FLOOR, RuleSet.HEADGATE);
        assertThat(passed(heard(-30.0, 9.0), Check.NOISE_FLOOR)).isNull();
    }

    @Test
    void power_aboveTheRegionsLimit_fails() {
        Beacon loud =
                new Beacon(Samples.beacon().transmitter(), Samples.PAYLOAD, Samples.RADIO, 13.6, Samples.SENT, null);
        fails(Samples.of(Samples.sighting(), loud), Check.POWER, RuleSet.HEADGATE);
        assertThat(RuleSet.HELIUM.judge(Samples.one()).of(Check.POWER)).isEqualTo(Finding.noRule(Check.POWER));
    }

    /** 47 CFR 15.247(b): 30 dBm into the antenna, 36 dBm out of it. */
    @Test
    void power_inUs915_isLimitedBeforeAndBehindTheAntenna() {
        Radio radio = new Radio(903_900_000L, 9, 125_000);
        assertThat(us915(radio, 30, 6)).isTrue();
        assertThat(us915(radio, 27, 9)).isTrue();
        assertThat(us915(radio, 30, 2)).isTrue();
        assertThat(us915(radio, 30.1, 2)).isFalse();
        assertThat(us915(radio, 30, 6.1)).isFalse();
        assertThat(us915(new Radio(0, 9, 125_000), 30, 6))
                .as("frequency not known")
                .isTrue();
    }

    private static Boolean us915(Radio radio, double power, double gain) {
        Station sender = new Station("a", Samples.HERE, 0, gain, Samples.US915);
        Beacon beacon = new Beacon(sender, Samples.PAYLOAD, radio, power, Samples.SENT, null);
        return passed(Samples.of(Samples.heard(radio, -100.0, 2.0), beacon), Check.POWER);
    }

    @Test
    void noBeacon_leavesWhatItTakesUnjudged() {
        Case one = new Case(
                Samples.sighting(), Station.UNKNOWN, null, null, Samples.SENT, 0, Samples.SENT, null, null, null, null);
        Verdict verdict = RuleSet.HEADGATE.judge(one);
        assertThat(verdict.findings().stream().filter(finding -> finding.passed() != null))
                .extracting(Finding::check)
                .containsExactly(
                        Check.LAG,
                        Check.FREQUENCY,
                        Check.RSSI_LOWER,
                        Check.SNR,
                        Check.NOISE_FLOOR,
                        Check.DUPLICATE,
                        Check.NEAR_COPY);
        assertThat(RuleSet.HEADGATE.holds(verdict)).isTrue();
    }

    @Test
    void nearCopy_andReciprocity_areNoted_butDoNotCount() {
        Sighting sighting = Samples.sighting();
        Case one = new Case(
                sighting,
                Samples.beacon().transmitter(),
                13.0,
                Samples.beacon(),
                sighting.heardAtMillis(),
                0,
                sighting.heardAtMillis() - HOUR,
                null,
                sighting.heardAtMillis() + 48 * HOUR + 1,
                40L,
                null);
        Verdict verdict = RuleSet.HEADGATE.judge(one);
        assertThat(verdict.findings().stream().filter(Finding::failed))
                .extracting(Finding::check)
                .containsExactly(Check.NEAR_COPY, Check.RECIPROCITY);
        assertThat(RuleSet.HEADGATE.holds(verdict)).isTrue();
        assertThat(RuleSet.HELIUM.holds(RuleSet.HELIUM.judge(one))).isFalse();
        assertThat(VerdictText.lines(verdict, RuleSet.HEADGATE))
                .anyMatch(line -> line.startsWith("near copy         noted      observed 3600 s; less than 3600 s"));
    }

    @Test
    void named_findsRuleSets() {
        assertThat(RuleSet.named("headgate-1")).contains(RuleSet.HEADGATE);
        assertThat(RuleSet.named("helium-1")).contains(RuleSet.HELIUM);
        assertThat(RuleSet.named("headgate")).isEmpty();
    }

    @Test
    void difference_countsWhereTheySayOtherThings() {
        Difference difference = Difference.between(
                RuleSet.HEADGATE, RuleSet.HELIUM, Arrays.asList(Samples.one(), northBy(100_500), apart(7L)));
        assertThat(difference.cases()).isEqualTo(3);
        assertThat(difference.bothHold()).isEqualTo(1);
        assertThat(difference.onlySecond()).isEqualTo(1);
        assertThat(difference.neither()).isEqualTo(1);
        assertThat(difference.checks()).containsOnlyKeys(Check.MAXIMUM_DISTANCE);
        assertThat(difference.lines()).contains("both hold 1, only headgate-1 0, only helium-1 1, neither 1");
    }

    private static void fails(Case one, Check check, RuleSet... by) {
        for (RuleSet rules : by) {
            Verdict verdict = rules.judge(one);
            assertThat(verdict.of(check).passed())
                    .as(rules.name() + " " + verdict.of(check))
                    .isFalse();
            assertThat(rules.holds(verdict)).isFalse();
            assertThat(Stream.of(
                            verdict.of(check).threshold(), verdict.of(check).observed()))
                    .as("told with its reason")
                    .anyMatch(value -> value != null);
        }
    }

    private static Boolean passed(Case one, Check check) {
        return RuleSet.HEADGATE.judge(one).of(check).passed();
    }

    private static Case at(long heard) {
        Sighting sighting = new Sighting(Samples.receiver(), null, Samples.PAYLOAD, Samples.RADIO, -100.0, 2.0, heard);
        return Samples.of(sighting, Samples.beacon());
    }

    private static Case heardFirst(long first, long heard) {
        Case one = at(heard);
        return new Case(
                one.sighting(),
                one.transmitter(),
                one.powerDbm(),
                one.beacon(),
                first,
                0,
                heard,
                null,
                null,
                40L,
                null);
    }

    private static Case sent(long before, long sent) {
        Beacon beacon = new Beacon(Samples.beacon().transmitter(), Samples.PAYLOAD, Samples.RADIO, 13.0, sent, null);
        return new Case(Samples.sighting(), beacon.transmitter(), 13.0, beacon, sent, 0, sent, before, null, 40L, null);
    }

    private static Case on(long frequencyHz) {
        return Samples.of(Samples.heard(new Radio(frequencyHz, 9, 125_000), -100.0, 2.0), Samples.beacon());
    }

    private static Case apart(Long cells) {
        Case one = Samples.one();
        return new Case(
                one.sighting(),
                one.transmitter(),
                one.powerDbm(),
                one.beacon(),
                one.firstHeardAt(),
                0,
                one.sameSince(),
                null,
                null,
                cells,
                null);
    }

    private static Case heard(double rssi, double snr) {
        return Samples.of(Samples.heard(Samples.RADIO, rssi, snr), Samples.beacon());
    }

    private static Case northBy(double metres) {
        Place north = new Place(
                Samples.THERE.latitude() - metres / Place.EARTH_RADIUS_METRES * 180 / Math.PI,
                Samples.THERE.longitude());
        Station there = new Station("north", north, 0, 2.5, Samples.EU868);
        return Samples.of(
                Samples.heard(Samples.RADIO, -120.0, 2.0),
                new Beacon(there, Samples.PAYLOAD, Samples.RADIO, 13.0, Samples.SENT, null));
    }
}
