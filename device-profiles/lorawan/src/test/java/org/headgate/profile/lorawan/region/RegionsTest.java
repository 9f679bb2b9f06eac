package org.headgate.profile.lorawan.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.headgate.profile.lorawan.region.Ruling.Allowed;
import org.headgate.profile.lorawan.region.Ruling.Forbidden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionsTest {
    private static final Regions REGIONS = Regions.read();

    private static Region region(String id) {
        return REGIONS.find(id).orElseThrow();
    }

    @Test
    void regions_areThoseOfTheGateway() {
        assertThat(REGIONS.ids())
                .containsExactly(
                        "EU868", "US915", "AU915", "AS923-1", "AS923-2", "AS923-3", "AS923-4", "IN865", "KR920",
                        "CN470");
        assertThat(REGIONS.find("eu868")).isPresent();
        assertThat(REGIONS.find("EU433")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "EU868, 868500000, 125000, 12, 16",
        "US915, 914900000, 125000, 7, 32.15",
        "US915, 914200000, 500000, 8, 32.15",
        "AU915, 927800000, 125000, 9, 30",
        "AU915, 927100000, 500000, 8, 30",
        "AS923-1, 923200000, 125000, 9, 16",
        "AS923-2, 921600000, 125000, 9, 16",
        "AS923-3, 916600000, 125000, 9, 16",
        "AS923-4, 917500000, 125000, 9, 16",
        "IN865, 865062500, 125000, 12, 30",
        "KR920, 922500000, 125000, 12, 14",
        "CN470, 508900000, 125000, 9, 19.15"
    })
    void channel_atItsMostPower_isAllowed_andNotBeyond(String id, long frequency, long bandwidth, int sf, double eirp) {
        assertThat(region(id).rule(new Transmission(frequency, bandwidth, sf, eirp, 2.15, 12)))
                .isInstanceOf(Allowed.class);
        assertThat(region(id).rule(new Transmission(frequency, bandwidth, sf, eirp + 0.1, 2.15, 12)))
                .isInstanceOfSatisfying(Forbidden.class, no -> {
                    assertThat(no.code()).isEqualTo("power_above_limit");
                    assertThat(no.clause()).contains("RP002");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "EU868, 868200000, 125000, 7, not_a_channel",
        "EU868, 868700000, 125000, 7, outside_band",
        "EU868, 868300000, 250000, 7, not_a_channel",
        "EU868, 2403000000, 125000, 7, outside_band",
        "US915, 902300000, 125000, 11, not_a_channel",
        "US915, 915100000, 125000, 7, not_a_channel",
        "US915, 868100000, 125000, 7, outside_band",
        "AS923-2, 923400000, 125000, 7, outside_band"
    })
    void whatIsInNoPlan_isForbidden_withItsClause(String id, long frequency, long bandwidth, int sf, String code) {
        assertThat(region(id).rule(new Transmission(frequency, bandwidth, sf, 10, 2.15, 12)))
                .isInstanceOfSatisfying(Forbidden.class, no -> {
                    assertThat(no.code()).isEqualTo(code);
                    assertThat(no.clause()).startsWith("RP002-1.0.4 §2.");
                    assertThat(no.reason()).contains(Long.toString(frequency));
                });
    }

    /** 47 CFR 15.247(b)(4): from an antenna of 6 dBi on what leaves it stays the same. */
    @ParameterizedTest
    @CsvSource({"0, 30", "2.15, 32.15", "6, 36", "9, 36"})
    void us915_limitsWhatGoesIntoTheAntenna_andWhatLeavesIt(double gain, double most) {
        assertThat(region("US915").rule(new Transmission(914_900_000, 125_000, 7, most, gain, 12)))
                .isInstanceOf(Allowed.class);
        assertThat(region("US915").rule(new Transmission(914_900_000, 125_000, 7, most + 0.1, gain, 12)))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void unknownPower_isForbidden() {
        assertThat(region("EU868").rule(new Transmission(868_100_000, 125_000, 7, Double.NaN, 2.15, 12)))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void frameLongerThanItsDwellTime_isForbidden() {
        Transmission slow = new Transmission(902_300_000, 125_000, 10, 20, 2.15, 40);
        assertThat(slow.airMillis()).isGreaterThan(400);
        assertThat(region("US915").rule(slow))
                .isInstanceOfSatisfying(
                        Forbidden.class, no -> assertThat(no.code()).isEqualTo("dwell_above_limit"));
        assertThat(region("EU868").rule(new Transmission(868_100_000, 125_000, 10, 14, 2.15, 40)))
                .isInstanceOf(Allowed.class);
    }

    /** Worked out by hand from its formula. */
    @ParameterizedTest
    @CsvSource({
        "7, 125000, 10, 42",
        "7, 125000, 51, 103",
        "12, 125000, 51, 2466",
        "8, 500000, 40, 39",
        "9, 125000, 40, 288"
    })
    void airTime_isThatOfTheDataSheet(int sf, long bandwidth, int size, long millis) {
        assertThat(new Transmission(868_100_000, bandwidth, sf, 0, 2.15, size).airMillis())
                .isBetween(millis, millis + 1);
    }

    @Test
    void dutyCycle_isCountedOverAnHour_aBand() {
        DutyCycle duty = new DutyCycle();
        Transmission frame = new Transmission(868_100_000, 125_000, 12, 14, 2.15, 51);
        Region eu = region("EU868");
        int sent = 0;
        while (duty.take(eu.rule(frame), frame, sent) instanceof Allowed) {
            sent++;
        }
        assertThat(sent).isEqualTo((int) (36_000 / frame.airMillis()));
        Transmission loud = new Transmission(868_100_000, 125_000, 7, 30, 2.15, 12);
        assertThat(duty.take(eu.rule(loud), loud, 0))
                .isInstanceOfSatisfying(
                        Forbidden.class, no -> assertThat(no.code()).isEqualTo("power_above_limit"));
        assertThat(duty.take(eu.rule(frame), frame, TimeUnit.MINUTES.toNanos(59)))
                .isInstanceOfSatisfying(Forbidden.class, no -> {
                    assertThat(no.code()).isEqualTo("duty_cycle_above_limit");
                    assertThat(no.threshold()).isEqualTo("36000 ms an hour");
                });
        assertThat(duty.take(eu.rule(frame), frame, TimeUnit.MINUTES.toNanos(61)))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void senders_whereTheyMustListenFirst_areTold() {
        assertThat(REGIONS.ids()).filteredOn(id -> region(id).listens()).containsExactly("KR920");
    }
}
