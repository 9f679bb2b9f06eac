package org.headgate.feeds.internal;

import java.util.Arrays;

/** What a buyer should know of a feed's life: how many records, how often, how steadily. Safe for any thread. */
final class Measured {
    private static final int INTERVALS = 64;
    private static final int MINUTES = 60;

    private final long[] intervals = new long[INTERVALS];
    private final int[] minutes = new int[MINUTES];
    private final long[] minuteOf = new long[MINUTES];
    private long delivered;
    private long lastAt;
    private long firstAt;
    private int seen;

    /**
     * Times in milliseconds.
     *
     * @param medianInterval between the last 64 records, 0 where fewer than two are known
     * @param perMille of the records that the interval lets expect in the last hour, those that came; −1 where unknown
     */
    record Snapshot(long delivered, long lastAt, long medianInterval, int perMille) {}

    synchronized void restore(long delivered, long lastAt) {
        this.delivered = delivered;
        this.lastAt = lastAt;
    }

    synchronized void note(long receivedAt) {
        if (firstAt == 0) {
            firstAt = receivedAt;
        } else if (receivedAt >= lastAt) {
            intervals[seen++ % INTERVALS] = receivedAt - lastAt;
        }
        delivered++;
        lastAt = Math.max(lastAt, receivedAt);
        long minute = receivedAt / 60_000;
        int slot = (int) Math.floorMod(minute, (long) MINUTES);
        if (minuteOf[slot] < minute) {
            minuteOf[slot] = minute;
            minutes[slot] = 0;
        }
        if (minuteOf[slot] == minute) {
            minutes[slot]++;
        }
    }

    synchronized Snapshot snapshot(long now) {
        int known = Math.min(seen, INTERVALS);
        long[] sorted = Arrays.copyOf(intervals, known);
        Arrays.sort(sorted);
        long median = known == 0 ? 0 : sorted[known / 2];
        return new Snapshot(delivered, lastAt, median, share(now, median));
    }

    private int share(long now, long median) {
        long span = Math.min(now - firstAt, MINUTES * 60_000L);
        if (firstAt == 0 || median == 0 || span < median) {
            return -1;
        }
        long counted = 0;
        for (int i = 0; i < MINUTES; i++) {
            counted += minuteOf[i] > now / 60_000 - MINUTES ? minutes[i] : 0;
        }
        return (int) Math.min(1_000, counted * median * 1_000 / span);
    }
}
