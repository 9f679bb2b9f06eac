package org.headgate.journal.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Minutes of many series by a key that is not 0, with one series' minutes behind one another. Columns, not objects: they live for a minute, and tens of thousands
 * of objects that live so long are copied by the collector again and again.
 */
final class Minutes {
    private static final int LEAST = 256;

    private long[] keys;
    private long[] counts;
    private double[] lows;
    private double[] highs;
    private double[] totals;
    private double[] latest;
    private double[] latestAt;
    private int size;

    Minutes() {
        this(LEAST);
    }

    private Minutes(int slots) {
        keys = new long[slots];
        counts = new long[slots];
        lows = new double[slots];
        highs = new double[slots];
        totals = new double[slots];
        latest = new double[slots];
        latestAt = new double[slots];
    }

    int size() {
        return size;
    }

    /** @param at seconds since the epoch */
    void add(long key, double value, double at) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            slot = begin(key, slot);
        }
        counts[slot]++;
        lows[slot] = Math.min(lows[slot], value);
        highs[slot] = Math.max(highs[slot], value);
        totals[slot] += value;
        if (at >= latestAt[slot]) {
            latest[slot] = value;
            latestAt[slot] = at;
        }
    }

    private int begin(long key, int free) {
        int slot = free;
        if (4 * size >= 3 * keys.length) {
            grow();
            slot = slot(key);
        }
        keys[slot] = key;
        lows[slot] = Double.POSITIVE_INFINITY;
        highs[slot] = Double.NEGATIVE_INFINITY;
        latestAt[slot] = Double.NEGATIVE_INFINITY;
        size++;
        return slot;
    }

    /** Null where there is none. */
    @Nullable
    Minute get(long key) {
        int slot = slot(key);
        return keys[slot] == 0
                ? null
                : new Minute(counts[slot], lows[slot], highs[slot], totals[slot], latest[slot], latestAt[slot]);
    }

    /** In ascending order: a database finds neighbours on the same page. */
    long[] keys() {
        return between(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Those from {@code first} through {@code last}, in ascending order. */
    long[] between(long first, long last) {
        return Arrays.stream(keys)
                .filter(key -> key != 0 && key >= first && key <= last)
                .sorted()
                .toArray();
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        Minutes larger = new Minutes(2 * keys.length);
        for (int from = 0; from < keys.length; from++) {
            if (keys[from] != 0) {
                larger.move(this, from);
            }
        }
        keys = larger.keys;
        counts = larger.counts;
        lows = larger.lows;
        highs = larger.highs;
        totals = larger.totals;
        latest = larger.latest;
        latestAt = larger.latestAt;
    }

    private void move(Minutes other, int from) {
        int to = slot(other.keys[from]);
        keys[to] = other.keys[from];
        counts[to] = other.counts[from];
        lows[to] = other.lows[from];
        highs[to] = other.highs[from];
        totals[to] = other.totals[from];
        latest[to] = other.latest[from];
        latestAt[to] = other.latestAt[from];
    }
}
