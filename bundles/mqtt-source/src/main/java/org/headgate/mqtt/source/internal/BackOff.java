package org.headgate.mqtt.source.internal;

import java.util.random.RandomGenerator;

/** Waiting times that double up to a limit; each is drawn from its upper half, so that many gateways do not return at once. */
final class BackOff {
    private static final long LONGEST = 3_600_000;

    private final long least;
    private final RandomGenerator random;
    private long next;

    BackOff(long leastMillis, RandomGenerator random) {
        this.least = leastMillis;
        this.random = random;
        this.next = leastMillis;
    }

    long millis(long most) {
        long now = Math.min(next, most);
        next = Math.min(LONGEST, next * 2);
        return now / 2 + random.nextLong(now / 2 + 1);
    }

    void reset() {
        next = least;
    }
}
