package org.headgate.mqtt.source.internal;

import java.util.random.RandomGenerator;

/** Waiting times that double up to a limit; each is drawn from its upper half, so that many gateways do not return at once. */
final class BackOff {
    private final long least;
    private final long most;
    private final RandomGenerator random;
    private long next;

    BackOff(long leastMillis, long mostMillis, RandomGenerator random) {
        this.least = leastMillis;
        this.most = mostMillis;
        this.random = random;
        this.next = leastMillis;
    }

    long millis() {
        long wait = next / 2 + random.nextLong(next / 2 + 1);
        next = Math.min(most, next * 2);
        return wait;
    }

    void reset() {
        next = least;
    }
}
