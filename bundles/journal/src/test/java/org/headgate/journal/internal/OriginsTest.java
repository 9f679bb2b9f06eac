package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long LATER = NOW + 60_000;

    /** Of a table that grows as it fills: each key with its own place, and none that was not added. */
    @Property(tries = 50)
    void keys_addedBelowTheLimit_areAllKnown(@ForAll @IntRange(max = 20_000) int count, @ForAll long seed) {
        Origins origins = new Origins(40_000);
        List<Long> keys = added(origins, count, seed);

        assertThat(origins.count()).isEqualTo(count);
        assertThat(origins.forgotten()).isZero();
        for (int i = 0; i < count; i++) {
            assertThat(origins.get(keys.get(i))).isEqualTo(new Origins.Known(keys.get(i), LATER + 1000, i + 1));
        }
        assertThat(origins.knows(new SplittableRandom(seed + 1).nextLong(), NOW))
                .isFalse();
    }

    @Test
    void keys_addedAboveTheLimit_pushOutTheOldestHalf() {
        Origins origins = new Origins(10_000);
        List<Long> keys = added(origins, 12_000, 7);

        assertThat(keys.subList(0, 5_000)).noneMatch(key -> origins.knows(key, NOW));
        assertThat(keys.subList(5_000, 12_000)).allMatch(key -> origins.knows(key, NOW));
    }

    @Test
    void keys_removedBeforeTheTableGrows_stayRemoved() {
        Origins origins = new Origins(40_000);
        List<Long> keys = added(origins, 500, 7);
        origins.remove(keys.get(3));

        added(origins, 5_000, 8);

        assertThat(origins.knows(keys.get(3), NOW)).isFalse();
        assertThat(origins.knows(keys.get(4), NOW)).isTrue();
    }

    private static List<Long> added(Origins origins, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(random.nextLong());
            origins.add(keys.get(i), LATER, i + 1);
        }
        return keys;
    }
}
