package org.headgate.mqtt.door.internal.broker;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters by name. Safe for any thread. */
public final class Counters {
    private final Map<Count, LongAdder> adders = new EnumMap<>(Count.class);

    public Counters() {
        for (Count count : Count.values()) {
            adders.put(count, new LongAdder());
        }
    }

    public void add(Count count) {
        add(count, 1);
    }

    public void add(Count count, long amount) {
        LongAdder adder = adders.get(count);
        if (adder != null) {
            adder.add(amount);
        }
    }

    public long get(Count count) {
        LongAdder adder = adders.get(count);
        return adder == null ? 0 : adder.sum();
    }
}
