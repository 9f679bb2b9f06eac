package org.headgate.lora.source.internal;

/** So many a second, and as many at once. Only for one thread at a time. */
final class Bucket {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private double tokens;
    private long filledAt;

    /** @param perSecond 0 for no limit */
    Bucket(int perSecond, long nanos) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = nanos;
    }

    boolean take(long nanos) {
        if (perSecond <= 0) {
            return true;
        }
        tokens = Math.min(perSecond, tokens + (nanos - filledAt) / NANOS * perSecond);
        filledAt = nanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
