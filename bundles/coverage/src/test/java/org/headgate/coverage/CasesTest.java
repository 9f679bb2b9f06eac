package org.headgate.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CasesTest {
    private static final Payload OTHER = Payload.ofHex("ff");

    @Test
    void beacon_isFoundByItsPayload_elseByItsTransmitter() {
        Beacon beacon = Samples.beacon();
        Beacon later = new Beacon(beacon.transmitter(), OTHER, Samples.RADIO, 13.0, Samples.SENT + 5_000, null);
        Sighting changed = new Sighting(
                Samples.receiver(),
                beacon.transmitter().id(),
                Payload.ofHex("00"),
                Samples.RADIO,
                null,
                null,
                Samples.SENT + 100);
        List<Case> cases = Cases.of(List.of(Samples.sighting(), changed), List.of(later, beacon), null);
        assertThat(cases).extracting(Case::beacon).containsExactly(beacon, beacon);
        assertThat(RuleSet.HEADGATE.judge(cases.get(0)).of(Check.PAYLOAD).passed())
                .isFalse();
        assertThat(RuleSet.HEADGATE.judge(cases.get(1)).of(Check.PAYLOAD).passed())
                .isTrue();
    }

    @Test
    void beacon_ofAnotherTime_isNotHeard() {
        Sighting late = at("w", Samples.PAYLOAD, Samples.SENT + 180_001);
        Sighting inTime = at("w", Samples.PAYLOAD, Samples.SENT + 180_000);
        Sighting early = at("w", Samples.PAYLOAD, Samples.SENT - 4_001);
        assertThat(Cases.of(List.of(early, inTime, late), List.of(Samples.beacon()), null))
                .extracting(one -> one.beacon() != null)
                .containsExactly(false, true, false);
    }

    @Test
    void secondHearing_ofOneTransmission_isADuplicate_oneOfTheNextIsNot() {
        List<Case> cases = Cases.of(
                List.of(
                        at("w", OTHER, Samples.SENT),
                        at("v", OTHER, Samples.SENT + 10),
                        at("w", OTHER, Samples.SENT + 4_000),
                        at("w", OTHER, Samples.SENT + 4_001)),
                List.of(),
                null);
        assertThat(cases).extracting(Case::earlier).containsExactly(0, 0, 1, 0);
        assertThat(cases)
                .extracting(Case::firstHeardAt)
                .containsExactly(Samples.SENT, Samples.SENT, Samples.SENT, Samples.SENT + 4_001);
        assertThat(cases)
                .extracting(Case::sameSince)
                .containsExactly(Samples.SENT, Samples.SENT + 10, Samples.SENT, Samples.SENT);
    }

    @Test
    void neighbours_inTime_areTheBeaconsBeforeAndTheReceiversOwn() {
        Beacon beacon = Samples.beacon();
        Beacon before = new Beacon(beacon.transmitter(), OTHER, Samples.RADIO, 13.0, Samples.SENT - 9_000, null);
        Beacon own = new Beacon(Samples.receiver(), OTHER, Samples.RADIO, 13.0, Samples.SENT + 70_000, null);
        Case one = Cases.of(List.of(Samples.sighting()), List.of(beacon, own, before, beacon), null)
                .get(0);
        assertThat(one.previousSentAt()).isEqualTo(Samples.SENT - 9_000);
        assertThat(one.oppositeAt()).isEqualTo(Samples.SENT + 70_000);
    }

    @Test
    void cells_areCompared_whereThereIsAGrid() {
        Grid grid = Grid.load().orElseThrow();
        Station from = located("b", Samples.HERE, grid);
        Station to = located("w", Samples.THERE, grid);
        Beacon beacon = new Beacon(from, Samples.PAYLOAD, Samples.RADIO, 13.0, Samples.SENT, null);
        Sighting sighting = new Sighting(to, null, Samples.PAYLOAD, Samples.RADIO, -100.0, 2.0, Samples.SENT);
        Case with = Cases.of(List.of(sighting), List.of(beacon), grid).get(0);
        Case without = Cases.of(List.of(sighting), List.of(beacon), null).get(0);
        assertThat(with.cellsApart()).isBetween(100L, 200L);
        assertThat(with.cellMetres()).isBetween(6_400.0, 6_600.0);
        assertThat(without.cellsApart()).isNull();
        assertThat(RuleSet.HEADGATE.judge(with).of(Check.MINIMUM_DISTANCE).passed())
                .isTrue();
        assertThat(RuleSet.HEADGATE.judge(without).of(Check.MINIMUM_DISTANCE).passed())
                .isNull();
        assertThat(RuleSet.HELIUM.judge(without).of(Check.MAXIMUM_DISTANCE).passed())
                .isTrue();
    }

    @Test
    void transmitter_thatIsKnown_needsNoBeacon() {
        Transmitter known = new Transmitter(new Station("t", Samples.HERE, 0, 2.5, Samples.EU868), 14.0);
        Cases cases = new Cases(Map.of("t", known)::get, () -> null, 10);
        Sighting sighting = new Sighting(Samples.receiver(), "t", OTHER, Samples.RADIO, -80.0, 2.0, Samples.SENT);
        Verdict verdict = RuleSet.HEADGATE.judge(cases.next(sighting));
        assertThat(verdict.of(Check.RSSI_UPPER).passed()).isFalse();
        assertThat(verdict.of(Check.POWER).passed()).isFalse();
        assertThat(verdict.of(Check.SELF).passed()).isTrue();
        assertThat(verdict.of(Check.PAYLOAD).passed()).isNull();
    }

    @Test
    void memory_isBounded_andWhatWasForgottenCounted() {
        Cases cases = new Cases(id -> null, () -> null, 10);
        for (int i = 0; i < 100; i++) {
            Payload payload = Payload.of(new byte[] {(byte) i});
            cases.announce(new Beacon(Station.named("b" + i), payload, Samples.RADIO, null, Samples.SENT, null));
            cases.next(at("w", Payload.of(new byte[] {(byte) i, 1}), Samples.SENT));
        }
        assertThat(cases.forgotten()).isEqualTo(3 * 90);
        assertThat(cases.next(at("w", Payload.of(new byte[] {89}), Samples.SENT))
                        .beacon())
                .isNull();
        assertThat(cases.next(at("w", Payload.of(new byte[] {90}), Samples.SENT))
                        .beacon())
                .isNotNull();
    }

    @Test
    void grid_thatDoesNotLoad_saysWhy() {
        H3Grid.Loaded loaded = H3Grid.load(() -> {
            throw new UnsatisfiedLinkError("no glibc here");
        });
        assertThat(loaded.grid()).isEmpty();
        assertThat(loaded.obstacle()).isEqualTo("UnsatisfiedLinkError: no glibc here");
    }

    @Test
    void grid_countsCells() {
        Grid grid = Grid.load().orElseThrow();
        long here = grid.cell(Samples.HERE, 12);
        assertThat(grid.cellsApart(here, here)).isZero();
        assertThat(grid.cellsApart(here, grid.cell(new Place(-30, 150), 12))).isEqualTo(Grid.NOT_COMPARABLE);
        assertThat(grid.cellsApart(here, grid.cell(Samples.THERE, 8))).isEqualTo(Grid.NOT_COMPARABLE);
        assertThat(grid.corners(grid.cell(Samples.HERE, 8))).hasSize(6);
        assertThat(grid.valid(here)).isTrue();
        assertThat(grid.valid(5)).isFalse();
    }

    private static Station located(String id, Place place, Grid grid) {
        return new Station(id, place, grid.cell(place, 12), 2.5, Samples.EU868);
    }

    private static Sighting at(String receiver, Payload payload, long heard) {
        return new Sighting(Station.named(receiver), null, payload, Samples.RADIO, -100.0, 2.0, heard);
    }
}
