package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MinutesTest {
    private static final long SEED = 20_261_122;

    @Test
    void add_manySeriesAndMinutes_asAMapOfMinutes() {
        Random random = new Random(SEED);
        Minutes minutes = new Minutes();
        Map<Long, Minute> expected = new TreeMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = (1L + random.nextInt(3_000)) << 32 | 29_000_000 + random.nextInt(3);
            double value = random.nextInt(2_000) / 8.0 - 100;
            double at = random.nextInt(60);
            minutes.add(key, value, at);
            expected.merge(key, new Minute(1, value, value, value, value, at), Minute::plus);
        }
        assertThat(minutes.size()).as("seed %d", SEED).isEqualTo(expected.size());
        assertThat(minutes.keys())
                .containsExactly(
                        expected.keySet().stream().mapToLong(Long::longValue).toArray());
        expected.forEach((key, minute) -> assertThat(minutes.get(key)).isEqualTo(minute));
    }

    @Test
    void get_unknownKey_isNull() {
        Minutes minutes = new Minutes();
        minutes.add(1L << 32 | 7, 20, 1);
        assertThat(minutes.get(1L << 32 | 8)).isNull();
        assertThat(minutes.get(2L << 32 | 7)).isNull();
    }

    @Test
    void between_minutesOfOneSeries_leavesOutTheOthers() {
        Minutes minutes = new Minutes();
        for (long series = 1; series <= 3; series++) {
            for (int minute = 10; minute < 20; minute++) {
                minutes.add(series << 32 | minute, minute, minute);
            }
        }
        assertThat(minutes.between(2L << 32 | 12, 2L << 32 | 14))
                .containsExactly(2L << 32 | 12, 2L << 32 | 13, 2L << 32 | 14);
    }
}
