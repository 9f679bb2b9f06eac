package org.headgate.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CoverageLawsTest {

    @Property
    void upperLimit_asDistanceGrows_onlyFalls_andLowerChecksNeverLoosen(
            @ForAll @DoubleRange(max = 200_000) double near,
            @ForAll @DoubleRange(max = 200_000) double far,
            @ForAll @LongRange(min = 1) long frequencyHz,
            @ForAll @IntRange(min = 5, max = 12) int spreadingFactor) {
        Radio radio = new Radio(frequencyHz, spreadingFactor, 125_000);
        for (RuleSet rules : RuleSet.ALL) {
            Verdict closer = rules.judge(apart(Math.min(near, far), radio));
            Verdict further = rules.judge(apart(Math.max(near, far), radio));
            assertThat(number(further, Check.RSSI_UPPER)).isLessThanOrEqualTo(number(closer, Check.RSSI_UPPER));
            if (rules == RuleSet.HEADGATE) {
                assertThat(number(further, Check.RSSI_LOWER)).isGreaterThanOrEqualTo(number(closer, Check.RSSI_LOWER));
                assertThat(number(further, Check.SNR)).isGreaterThanOrEqualTo(number(closer, Check.SNR));
            }
        }
    }

    @Property
    void gains_swapped_changeNothingOfTheLimit(
            @ForAll @DoubleRange(min = -10, max = 20) double one,
            @ForAll @DoubleRange(min = -10, max = 20) double other,
            @ForAll @DoubleRange(min = -30, max = 40) double power) {
        for (RuleSet rules : RuleSet.ALL) {
            Finding as = rules.judge(gains(one, other, power)).of(Check.RSSI_UPPER);
            assertThat(rules.judge(gains(other, one, power)).of(Check.RSSI_UPPER))
                    .isEqualTo(as);
        }
    }

    @Property
    void distance_isTheSameInBothDirections(@ForAll("places") Place one, @ForAll("places") Place other) {
        assertThat(one.metresTo(other)).isEqualTo(other.metresTo(one)).isBetween(0.0, 20_100_000.0);
    }

    @Property(tries = 300)
    void verdicts_inAnyOrderOfArrival_areTheSame(
            @ForAll("sightings") @Size(max = 40) List<Sighting> sightings,
            @ForAll("beacons") @Size(max = 6) List<Beacon> beacons,
            @ForAll long seed) {
        List<Sighting> arrived = new ArrayList<>(sightings);
        List<Beacon> told = new ArrayList<>(beacons);
        Collections.shuffle(arrived, new Random(seed));
        Collections.shuffle(told, new Random(seed));
        for (RuleSet rules : RuleSet.ALL) {
            assertThat(bytes(rules, Cases.of(arrived, told, null)))
                    .isEqualTo(bytes(rules, Cases.of(sightings, beacons, null)));
        }
    }

    @Property(tries = 300)
    void verdict_throughItsBytes_isTheSame(
            @ForAll("sightings") @Size(min = 1, max = 5) List<Sighting> sightings,
            @ForAll("beacons") @Size(max = 3) List<Beacon> beacons) {
        for (RuleSet rules : RuleSet.ALL) {
            for (Case one : Cases.of(sightings, beacons, null)) {
                Verdict verdict = rules.judge(one);
                assertThat(Verdict.decode(verdict.encode())).isEqualTo(verdict);
            }
        }
    }

    private static List<String> bytes(RuleSet rules, List<Case> cases) {
        return cases.stream()
                .map(one -> one.sighting() + " " + Payload.of(rules.judge(one).encode()))
                .toList();
    }

    @Provide
    Arbitrary<Place> places() {
        return Combinators.combine(
                        Arbitraries.doubles().between(-90, 90).ofScale(9),
                        Arbitraries.doubles().between(-180, 180).ofScale(9))
                .as(Place::new);
    }

    /** Few of everything, so that they meet. */
    @Provide
    Arbitrary<List<Sighting>> sightings() {
        Arbitrary<Station> receivers = stations();
        Arbitrary<Double> levels = Arbitraries.of(-120.0, -119.5, -80.25).injectNull(0.1);
        return Combinators.combine(
                        receivers,
                        Arbitraries.of("a", "b").injectNull(0.3),
                        Arbitraries.of("01", "02").map(Payload::ofHex),
                        radios(),
                        levels,
                        Arbitraries.of(-21.0, -3.1, 9.0).injectNull(0.1),
                        Arbitraries.longs().between(0, 40).map(step -> Samples.SENT + step * 500))
                .as(Sighting::new)
                .list();
    }

    @Provide
    Arbitrary<List<Beacon>> beacons() {
        return Combinators.combine(
                        stations(),
                        Arbitraries.of("01", "02").map(Payload::ofHex),
                        radios(),
                        Arbitraries.of(13.0, 12.7).injectNull(0.1),
                        Arbitraries.longs().between(0, 10).map(step -> Samples.SENT + step * 2_000),
                        Arbitraries.of(Samples.SENT, Samples.SENT - 170_000).injectNull(0.3))
                .as(Beacon::new)
                .list();
    }

    private static Arbitrary<Station> stations() {
        return Arbitraries.of(
                new Station("a", Samples.HERE, 0, 2.5, Samples.EU868),
                new Station("b", Samples.THERE, 0, 3.0, Samples.EU868),
                new Station("b", null, 0, null, Samples.US915),
                Station.UNKNOWN);
    }

    private static Arbitrary<Radio> radios() {
        return Arbitraries.of(
                Samples.RADIO,
                new Radio(868_300_000L, 12, 125_000),
                new Radio(868_100_000L, 0, 0),
                new Radio(-5L, 7, 0));
    }

    private static Case gains(double sent, double heard, double power) {
        Station from = new Station("a", Samples.HERE, 0, sent, Samples.EU868);
        Station to = new Station("b", Samples.THERE, 0, heard, Samples.EU868);
        return Samples.of(
                new Sighting(to, null, Samples.PAYLOAD, Samples.RADIO, -100.0, 2.0, Samples.SENT),
                new Beacon(from, Samples.PAYLOAD, Samples.RADIO, power, Samples.SENT, null));
    }

    private static Case apart(double metres, Radio radio) {
        Station to = new Station(
                "b", new Place(metres / Place.EARTH_RADIUS_METRES * 180 / Math.PI, 0), 0, 3.0, Samples.EU868);
        Station from = new Station("a", new Place(0, 0), 0, 2.5, Samples.EU868);
        return Samples.of(
                new Sighting(to, null, Samples.PAYLOAD, radio, -100.0, 2.0, Samples.SENT),
                new Beacon(from, Samples.PAYLOAD, radio, 13.0, Samples.SENT, null));
    }

    private static double number(Verdict verdict, Check check) {
        return ((Value.Num) verdict.of(check).threshold()).value();
    }
}
