package org.headgate.mqtt.door.internal.broker;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counters by name. Safe for any thread. */
public final class Counters {
    private final Map<Count, LongAdder> adders = new EnumMap<>(Count.class);
    private final AtomicLongArray lastAt = new AtomicLongArray(Count.values().length);

    public Counters() {
        for (Count count : Count.values()) {
            adders.put(count, new LongAdder());
        }
    }

    public void add(Count count) {
        LongAdder adder = adders.get(count);
        if (adder != null) {
            adder.increment();
        }
        if (count.bound()) {
            lastAt.lazySet(count.ordinal(), System.currentTimeMillis());
        }
    }

    /** Whether a bound was hit within the last milliseconds. */
    public boolean lately(Count count, long millis) {
        return System.currentTimeMillis() - lastAt.get(count.ordinal()) < millis;
    }

    public long get(Count count) {
        LongAdder adder = adders.get(count);
        return adder == null ? 0 : adder.sum();
    }
}
