package org.headgate.host.source.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one round of probes found. */
final class Sample {
    static final int MAX_READINGS = 256;

    private final Counters counters;
    private final List<Reading> readings = new ArrayList<>(64);
    private int left;

    Sample(Counters counters) {
        this.counters = counters;
    }

    void add(String quantity, @Nullable String unit, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        if (readings.size() == MAX_READINGS) {
            left++;
        } else {
            readings.add(new Reading(quantity, unit, value));
        }
    }

    /** Adds what the counter grew by a second, times {@code factor}; nothing at its first reading and after a reset. */
    void rate(String quantity, String unit, long counter, double factor) {
        OptionalDouble rate = counters.perSecond(quantity, counter);
        if (rate.isPresent()) {
            add(quantity, unit, rate.getAsDouble() * factor);
        }
    }

    List<Reading> readings() {
        return readings;
    }

    int left() {
        return left;
    }

    byte[] payload() {
        return readings.stream()
                .map(Reading::line)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
