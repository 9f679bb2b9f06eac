package org.headgate.journal.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which origins are known: two generations of a hash table, so that what is oldest goes when there are too many. For the writer's thread alone. */
final class Origins {
    static final long CARRIED = -(1L << 62);
    private static final int PAST = 1;
    /** Of a table that has just begun: a quiet gateway needs no more. */
    private static final int FIRST_SLOTS = 1024;

    private final int limit;
    private Generation young;
    private Generation old;
    private long forgotten;

    Origins(int entries) {
        this.limit = Math.max(8, entries / 2);
        this.young = new Generation();
        this.old = new Generation();
    }

    /**
     * @param until milliseconds since the epoch
     * @param place the sequence that carries it, minus the id of a held message, or {@link #CARRIED}
     */
    void add(long key, long until, long place) {
        if (young.count >= limit) {
            forgotten += old.alive();
            Generation emptied = old;
            emptied.clear();
            old = young;
            young = emptied;
        }
        young.put(key, seconds(until), place);
    }

    boolean knows(long key, long now) {
        return Math.max(young.get(key), old.get(key)) > now / 1000;
    }

    void remove(long key) {
        young.expire(key);
        old.expire(key);
    }

    /** Null where it is not known. */
    @Nullable
    Known get(long key) {
        Generation holds = young.get(key) > PAST ? young : old.get(key) > PAST ? old : null;
        return holds == null ? null : new Known(key, holds.get(key) * 1000L, holds.place(key));
    }

    /** All that are still worth keeping, the oldest first. */
    void forEach(long now, Each each) {
        old.forEach(now / 1000, each);
        young.forEach(now / 1000, each);
    }

    /** All are now kept in the table of carried origins. */
    void carried() {
        Arrays.fill(old.places, CARRIED);
        Arrays.fill(young.places, CARRIED);
    }

    void clear() {
        old.clear();
        young.clear();
    }

    int count() {
        return young.count + old.count;
    }

    /** How many went because of the limit. */
    long forgotten() {
        return forgotten;
    }

    private static int seconds(long millis) {
        return (int) Math.min(Integer.MAX_VALUE, millis / 1000 + 1);
    }

    /** Key 0 is kept apart as any other: a free slot has time 0. At least half of the slots are free. */
    private static final class Generation {
        private long[] keys;
        private int[] until;
        private long[] places;
        private int mask;
        private int count;

        Generation() {
            allot(FIRST_SLOTS);
        }

        private void allot(int slots) {
            keys = new long[slots];
            until = new int[slots];
            places = new long[slots];
            mask = slots - 1;
        }

        private void grow() {
            long[] keysBefore = keys;
            int[] untilBefore = until;
            long[] placesBefore = places;
            allot(2 * keysBefore.length);
            for (int from = 0; from < keysBefore.length; from++) {
                if (untilBefore[from] != 0) {
                    set(slot(keysBefore[from]), keysBefore[from], untilBefore[from], placesBefore[from]);
                }
            }
        }

        int get(long key) {
            return until[slot(key)];
        }

        long place(long key) {
            return places[slot(key)];
        }

        void put(long key, int seconds, long place) {
            int slot = slot(key);
            if (until[slot] == 0) {
                if (2 * count >= keys.length) {
                    grow();
                    slot = slot(key);
                }
                count++;
            }
            set(slot, key, seconds, place);
        }

        private void set(int slot, long key, int seconds, long place) {
            keys[slot] = key;
            until[slot] = seconds;
            places[slot] = place;
        }

        void expire(long key) {
            int slot = slot(key);
            if (until[slot] != 0) {
                until[slot] = PAST;
            }
        }

        void forEach(long now, Each each) {
            for (int slot = 0; slot < keys.length; slot++) {
                if (until[slot] > now) {
                    each.accept(keys[slot], until[slot] * 1000L);
                }
            }
        }

        int alive() {
            long now = System.currentTimeMillis() / 1000;
            int alive = 0;
            for (int seconds : until) {
                alive += seconds > now ? 1 : 0;
            }
            return alive;
        }

        void clear() {
            Arrays.fill(until, 0);
            count = 0;
        }

        private int slot(long key) {
            int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & mask;
            while (until[slot] != 0 && keys[slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }

    /** @param until milliseconds since the epoch */
    record Known(long key, long until, long place) {}

    @FunctionalInterface
    interface Each {
        void accept(long key, long until);
    }
}
