package org.headgate.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SightingsTest {
    private static final long INTERVAL = 300_000;
    private static final int PER_SOURCE = 2000;
    private static final int ALL = 10_000;
    private static final long START = 1_700_000_000_000L;

    private final Sightings sightings = new Sightings(new Sightings.Limits(INTERVAL, PER_SOURCE, ALL));

    @Test
    void take_advertEachTenthOfASecond_oneAnIntervalWithAllThatWasHeard() {
        List<Decoded> kept = new ArrayList<>();
        for (long at = 0; at < 3 * INTERVAL; at += 100) {
            hear("", "gate", "tag", -60 - (int) (at / 100 % 21), at).ifPresent(kept::add);
        }

        assertThat(kept).hasSize(3);
        assertThat(kept).extracting(one -> number(one, "heard")).containsExactly(1.0, 3000.0, 3000.0);
        assertThat(number(kept.get(0), "rssi.best")).isNull();
        assertThat(number(kept.get(1), "rssi.best")).isEqualTo(-60);
        assertThat(number(kept.get(1), "rssi.median")).isBetween(-72.0, -68.0);
        assertThat(number(kept.get(1), "rssi")).isEqualTo(-60 - 3000 % 21);
        assertThat(sightings.repeated.sum()).isEqualTo(3 * 3000 - 3);
    }

    /** Up to 64 the median is that of all, whatever their order. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 9, 63, 64})
    void take_upTo64Strengths_medianOfAll(int count) {
        List<Integer> strengths = new ArrayList<>();
        Random random = new Random(count);
        hear("", "gate", "tag", -128, -INTERVAL);
        for (int i = 0; i < count; i++) {
            strengths.add(-random.nextInt(129));
            Optional<Decoded> kept = hear("", "gate", "tag", strengths.get(i), i + 1L - count);
            assertThat(kept.isPresent()).isEqualTo(i == count - 1);
            kept.ifPresent(one -> {
                Collections.sort(strengths);
                double median = (strengths.get((count - 1) / 2) + strengths.get(count / 2)) / 2.0;
                assertThat(number(one, "rssi.median")).isEqualTo(median);
                assertThat(number(one, "rssi.best"))
                        .isEqualTo(Collections.max(strengths).doubleValue());
            });
        }
    }

    @Test
    void take_twoReceivers_eachTellsItsOwn() {
        assertThat(hear("", "gate", "tag", -60, 0)).isPresent();
        assertThat(hear("", "barn", "tag", -90, 1)).isPresent();
        assertThat(hear("", "gate", "tag", -60, 2)).isEmpty();
    }

    @Test
    void take_withoutStrength_isCounted() {
        assertThat(hear("", "gate", "tag", null, 0)).isPresent();
        assertThat(hear("", "gate", "tag", null, 1)).isEmpty();
        Decoded told = hear("", "gate", "tag", null, INTERVAL).orElseThrow();
        assertThat(number(told, "heard")).isEqualTo(2);
        assertThat(number(told, "rssi.best")).isNull();
    }

    @Test
    void take_clockGoesBack_isToldAgain() {
        assertThat(hear("", "gate", "tag", -60, 0)).isPresent();
        assertThat(hear("", "gate", "tag", -60, -INTERVAL / 2)).isEmpty();
        assertThat(hear("", "gate", "tag", -60, -3 * INTERVAL)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 100_000})
    void take_flood_costsThatSourceAloneAndWhoWasThereStays(int flood) {
        assertThat(hear("", "gate", "mine", -60, 0)).isPresent();
        for (int i = 0; i < flood; i++) {
            hear("", "gate", "spoofed-" + i, -60, i % 1000);
        }

        assertThat(sightings.size()).isEqualTo(PER_SOURCE);
        assertThat(sightings.kept.sum()).isEqualTo(PER_SOURCE);
        assertThat(sightings.dropped.sum()).isEqualTo(flood - PER_SOURCE + 1);
        assertThat(hear("", "gate", "mine", -60, 1000)).isEmpty();
        assertThat(number(hear("", "gate", "mine", -60, INTERVAL).orElseThrow(), "heard"))
                .isEqualTo(2);
        assertThat(hear("neighbour", "barn", "new", -60, 1000)).isPresent();
        assertThat(take("", "gate", "adopted", -60, 1000, true)).isPresent();
        assertThat(problem()).isPresent().get().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("transmitters_passing");
            assertThat(problem.reason()).contains("mqtt-door theengs", "2000");
        });
    }

    @Test
    void take_floodIsOver_itsPlacesAreFree() {
        for (int i = 0; i < 10_000; i++) {
            hear("", "gate", "spoofed-" + i, -60, 0);
        }
        assertThat(hear("", "gate", "new", -60, INTERVAL)).isPresent();
        assertThat(sightings.size()).isEqualTo(1);
        assertThat(sightings.expired.sum()).isEqualTo(PER_SOURCE);
    }

    @Test
    void take_floodsFromManySources_areBoundedAndASmallOneStillGetsAPlace() {
        for (int i = 0; i < 100_000; i++) {
            hear("sender-" + i % 50, "gate", "spoofed-" + i, -60, 0);
        }
        assertThat(sightings.size()).isEqualTo(ALL);
        assertThat(hear("honest", "barn", "new", -60, 0)).isPresent();
        assertThat(take("honest", "barn", "adopted", -60, 0, true)).isPresent();
        assertThat(sightings.size()).isEqualTo(ALL);
        assertThat(hear("honest", "barn", "new", -60, 1)).isEmpty();
    }

    /** Adopted transmitters are many and their receivers made up: the whole is bounded all the same. */
    @Test
    void take_adoptedOnesOnMadeUpReceivers_areBoundedByAllPlaces() {
        for (int i = 0; i < 50_000; i++) {
            take("", "gate-" + i, "adopted", -60, 0, true);
        }
        assertThat(sightings.size()).isEqualTo(ALL);
        assertThat(take("", "gate-0", "adopted", -60, 1, true)).isEmpty();
        assertThat(sightings.dropped.sum()).isEqualTo(50_000 - ALL);
    }

    @Test
    void notWritten_isToldWhenItIsHeardAgain() {
        assertThat(hear("", "gate", "tag", -60, 0)).isPresent();
        sightings.notWritten(message("", 0), "theengs");
        assertThat(sightings.size()).isZero();
        assertThat(hear("", "gate", "tag", -60, 1)).isPresent();
    }

    @Test
    void take_intervalOfZero_keepsNone() {
        Sightings none = new Sightings(new Sightings.Limits(0, PER_SOURCE, ALL));
        assertThat(none.take(sighting("", "gate", "tag", -60, 0), message("", 0), "theengs", true))
                .isEmpty();
        assertThat(none.size()).isZero();
        Report.Builder report = Report.builder();
        none.addTo(report);
        assertThat(report.build().problems()).isEmpty();
    }

    /** What is allocated is not what is kept: the heap in use after a collection, with room for noise. */
    @Test
    void take_tenTimesTheFlood_keepsNoMoreHeap() {
        for (int i = 0; i < 10_000; i++) {
            hear("", "gate", "spoofed-" + i, -60, 0);
        }
        long before = used();
        for (int i = 0; i < 100_000; i++) {
            hear("", "gate-" + i % 7, "again-" + i, -60, i % 1000);
        }
        assertThat(used() - before).isLessThan(2 << 20);
        assertThat(sightings.size()).isEqualTo(PER_SOURCE);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private Optional<Problem> problem() {
        Report.Builder report = Report.builder();
        sightings.addTo(report);
        return report.build().problems().stream().findFirst();
    }

    private Optional<Decoded> hear(
            String sender, String receiver, String transmitter, @Nullable Integer rssi, long at) {
        return take(sender, receiver, transmitter, rssi, at, false);
    }

    private Optional<Decoded> take(
            String sender, String receiver, String transmitter, @Nullable Integer rssi, long at, boolean known) {
        return sightings.take(sighting(sender, receiver, transmitter, rssi, at), message(sender, at), "theengs", known);
    }

    static Decoded sighting(String sender, String receiver, String transmitter, @Nullable Integer rssi, long at) {
        Decoded.Builder sighting =
                Decoded.of("urn:dev:ops:" + receiver, message(sender, at)).transmitter("urn:dev:ops:" + transmitter);
        return (rssi == null ? sighting : sighting.number("rssi", "dBm", rssi)).build();
    }

    private static Message message(String sender, long at) {
        return new Message("mqtt", "mqtt-door", "x", sender, Trust.UNKNOWN, "", new byte[0], START + at, null);
    }

    static @Nullable Double number(Decoded decoded, String quantity) {
        return decoded.records().stream()
                .filter(record -> record.name().equals(decoded.device() + ':' + quantity))
                .map(SenmlRecord::value)
                .map(value -> value instanceof SenmlValue.Num number ? Double.valueOf(number.value()) : null)
                .findFirst()
                .orElse(null);
    }
}
