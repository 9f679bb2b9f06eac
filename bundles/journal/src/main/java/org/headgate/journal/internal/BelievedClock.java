package org.headgate.journal.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time by which things are deleted for their age. A router's clock jumps: before its first sync, after it, and when its battery is empty. What a jump forward
 * would make old at once stays for a day, so that the clock can be set right meanwhile. Jumps by less than a quarter of the shortest retention are taken as
 * they are: a gateway was off for a while. Safe for any thread.
 */
final class BelievedClock {
    private static final long GRACE_NANOS = Duration.ofHours(24).toNanos();

    private final LongSupplier wall;
    private final LongSupplier nanos;
    private final long tolerated;
    private long believed;
    private long lookedAt;
    private long doubtedSince;
    private long difference;

    /** @param wall milliseconds since the epoch @param nanos monotonic @param newest the newest time that is known to have been, 0 where none is */
    BelievedClock(LongSupplier wall, LongSupplier nanos, Duration shortestRetention, long newest) {
        this.wall = wall;
        this.nanos = nanos;
        this.tolerated = shortestRetention.toMillis() / 4;
        this.lookedAt = nanos.getAsLong();
        this.believed = newest == 0 ? wall.getAsLong() : newest;
        now();
    }

    /** Milliseconds since the epoch. */
    synchronized long now() {
        long nano = nanos.getAsLong();
        long expected = believed + (nano - lookedAt) / 1_000_000;
        long seen = wall.getAsLong();
        long ahead = seen - expected;
        if (ahead <= tolerated) {
            difference = 0;
            believed = seen;
            lookedAt = nano;
            return believed;
        }
        if (difference == 0) {
            doubtedSince = nano;
        } else if (nano - doubtedSince >= GRACE_NANOS) {
            difference = 0;
            believed = seen;
            lookedAt = nano;
            return believed;
        }
        difference = ahead;
        return expected;
    }

    /** By how many milliseconds the clock is ahead of what is believed; 0 where it is believed. */
    synchronized long ahead() {
        now();
        return difference;
    }
}
