package org.headgate.demo;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends a station's recorded observations one after the other, from the start again when they are through. */
final class Replay implements Runnable {
    private static final int A_SECOND = 20;

    final AtomicLong acknowledged = new AtomicLong();
    private final Station station;
    private final List<Observation> observations;
    private volatile boolean stop;
    private volatile @Nullable IOException failure;
    private volatile Observation latest;

    Replay(Station station, List<Observation> observations) {
        this.station = station;
        this.observations = observations;
        this.latest = observations.get(0);
    }

    Station station() {
        return station;
    }

    Observation latest() {
        return latest;
    }

    void stop() {
        stop = true;
    }

    /** Why it ended early, or null. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; !stop; i++) {
                latest = observations.get(i % observations.size());
                station.send(latest);
                acknowledged.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / A_SECOND);
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
