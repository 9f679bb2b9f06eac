package org.headgate.lora.source.internal;

import java.util.random.RandomGenerator;

/**
 * When a beacon is due: once in each fixed interval, at a time of it that nobody can foretell, and never sooner than half an interval after the one before. The
 * number of the interval is the beacon's counter: it counts up, also over a restart.
 */
final class BeaconPlan {
    private final long intervalMillis;
    private final RandomGenerator random;
    private long lastAt;
    private long at;

    /** @param lastAt milliseconds since the epoch, when the last one was sent; 0 for never */
    BeaconPlan(long intervalMillis, RandomGenerator random, long lastAt, long now) {
        this.intervalMillis = intervalMillis;
        this.random = random;
        this.lastAt = lastAt;
        this.at = within(number(now) == number(lastAt) && lastAt > 0 ? number(now) + 1 : number(now), now);
    }

    boolean isDue(long now) {
        return now >= at;
    }

    /** Milliseconds since the epoch. */
    long at() {
        return at;
    }

    /** Of the interval that holds it. */
    long number(long millis) {
        return millis / intervalMillis;
    }

    /** One was sent. */
    void sent(long now) {
        lastAt = now;
        skip(now);
    }

    /** This interval goes without one. */
    void skip(long now) {
        at = within(number(now) + 1, now);
    }

    private long within(long number, long now) {
        long from = Math.max(number * intervalMillis, Math.max(now, lastAt == 0 ? 0 : lastAt + intervalMillis / 2));
        long to = (number + 1) * intervalMillis;
        return from + 1 < to ? random.nextLong(from, to) : to;
    }
}
