package org.headgate.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownAnswersTest {
    private static final double EXACT = 1e-9;

    @Test
    void freeSpace_ofTheReferenceCase_isItsLimit() {
        Beacon beacon = new Beacon(station(Samples.HERE, 8.1), Samples.PAYLOAD, radio(), 12.0, Samples.SENT, null);
        Sighting sighting =
                new Sighting(station(Samples.HERE, 8.3), null, Samples.PAYLOAD, radio(), -60.0, 5.0, Samples.SENT);
        Case one = new Case(
                sighting,
                beacon.transmitter(),
                beacon.powerDbm(),
                beacon,
                Samples.SENT,
                0,
                Samples.SENT,
                null,
                null,
                9L,
                508.0);
        Verdict verdict = RuleSet.HELIUM.judge(one);
        assertThat(number(verdict.of(Check.RSSI_UPPER).threshold())).isCloseTo(-57.334232963418515, within(EXACT));
        assertThat(12 + 8 + 8 - Propagation.freeSpaceLossDb(508, 867_900_024L))
                .isCloseTo(-57.334232963418515, within(EXACT));
    }

    @Test
    void distance_ofTheReferenceCells_is14318Metres() {
        Grid grid = Grid.load().orElseThrow();
        double metres = grid.centre(644459695463521437L).metresTo(grid.centre(644460986971331488L));
        assertThat(StrictMath.rint(metres)).isEqualTo(14_318);
    }

    @Test
    void distance_ofKnownPlaces_isExact() {
        Place pole = new Place(90, 0);
        assertThat(pole.metresTo(new Place(0, 77))).isCloseTo(Math.PI / 2 * 6_371_007.180918475, within(EXACT));
        assertThat(new Place(0, -180).metresTo(new Place(0, 180))).isCloseTo(0, within(1e-8));
        assertThat(new Place(0, 0).metresTo(new Place(0, 180))).isCloseTo(Math.PI * 6_371_007.180918475, within(EXACT));
    }

    @Test
    void floors_areThoseOfTheTable() {
        List<Double> floors = List.of(-7.5, -10.0, -12.5, -15.0, -17.5, -20.0);
        for (int sf = 7; sf <= 12; sf++) {
            assertThat(Propagation.demodulationFloorDb(sf)).isEqualTo(floors.get(sf - 7));
        }
        assertThat(Propagation.noiseFloorDbm(125_000)).isCloseTo(-117.03089986991944, within(EXACT));
        assertThat(Propagation.sensitivityDbm(12, 125_000)).isCloseTo(-137.03089986991944, within(EXACT));
    }

    private static Radio radio() {
        return new Radio(867_900_024L, 9, 125_000);
    }

    private static Station station(Place place, double gain) {
        return new Station("a", place, 0, gain, Samples.EU868);
    }

    private static double number(Value value) {
        return ((Value.Num) value).value();
    }
}
