package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BeaconPlanTest {
    private static final long SIX_HOURS = 6 * 3600_000L;

    @Property(tries = 200)
    void beacons_comeOnceAnInterval_andNotSoonerThanHalfOfOne(
            @ForAll long seed, @ForAll @LongRange(min = 1_600_000_000_000L, max = 1_800_000_000_000L) long start) {
        BeaconPlan plan = new BeaconPlan(SIX_HOURS, new Random(seed), 0, start);
        long before = 0;
        for (int i = 0; i < 50; i++) {
            long at = plan.at();
            assertThat(plan.isDue(at - 1)).isFalse();
            assertThat(plan.isDue(at)).isTrue();
            if (before > 0) {
                assertThat(at - before).isGreaterThanOrEqualTo(SIX_HOURS / 2);
                assertThat(plan.number(at)).isEqualTo(plan.number(before) + 1);
            }
            plan.sent(at);
            before = at;
        }
    }

    @Test
    void restart_withinAnInterval_sendsNoSecondOne() {
        long sent = 1_700_000_000_000L;
        BeaconPlan plan = new BeaconPlan(SIX_HOURS, new Random(1), sent, sent + 1000);
        assertThat(plan.number(plan.at())).isEqualTo(plan.number(sent) + 1);
    }
}
