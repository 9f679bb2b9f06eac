package org.headgate.host.source.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The counters of the round before, so that growth can be told. Used by one thread at a time. */
final class Counters {
    private static final long WRAP = 1L << 32;
    private static final long UPPER = WRAP / 4 * 3;

    private Map<String, Long> before = new HashMap<>();
    private Map<String, Long> now = new HashMap<>();
    private long nanosBefore;
    private long nanosNow;

    /** Starts a round; a counter that the round does not read is forgotten at its end. */
    void round(long nanos) {
        before = now;
        now = new HashMap<>();
        nanosBefore = nanosNow;
        nanosNow = nanos;
    }

    OptionalDouble perSecond(String name, long value) {
        long delta = delta(name, value);
        double seconds = (nanosNow - nanosBefore) / 1e9;
        return delta < 0 || seconds <= 0 ? OptionalDouble.empty() : OptionalDouble.of(delta / seconds);
    }

    /** How much the counter grew since the round before; negative where that cannot be told. */
    long delta(String name, long value) {
        now.put(name, value);
        Long last = before.get(name);
        if (last == null) {
            return -1;
        }
        if (value >= last) {
            return value - last;
        }
        boolean wrapped = last >= UPPER && last < WRAP && value < WRAP / 4;
        return wrapped ? value + WRAP - last : -1;
    }
}
