package org.headgate.intake.internal;

import java.util.Arrays;
import org.headgate.api.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of which messages may be waiting: a superset, so that a stale or a colliding one costs a detour and never the order. Holds 64-bit hashes; when it
 * is full, every address counts as held.
 */
final class HeldAddresses {
    private final int max;
    private LongSet current = new LongSet();
    private @Nullable LongSet rebuilt;
    private boolean overflown;

    HeldAddresses(int max) {
        this.max = max;
    }

    synchronized void add(Message message) {
        long hash = hash(message);
        if (current.size < max) {
            current.add(hash);
        } else if (!current.contains(hash)) {
            overflown = true;
        }
        if (rebuilt != null && rebuilt.size < max) {
            rebuilt.add(hash);
        }
    }

    boolean contains(Message message) {
        return contains(hash(message));
    }

    /** From here on counts anew what is added, beside what is known. */
    synchronized void beginRebuild() {
        rebuilt = new LongSet();
    }

    /** Only what was added since {@link #beginRebuild} is held now. */
    synchronized void endRebuild() {
        if (rebuilt != null) {
            overflown = rebuilt.size >= max;
            current = rebuilt;
            rebuilt = null;
        }
    }

    synchronized int size() {
        return current.size;
    }

    synchronized boolean overflown() {
        return overflown;
    }

    synchronized boolean contains(long hash) {
        return overflown || current.size > 0 && current.contains(hash);
    }

    static long hash(Message message) {
        return hash(message.transport(), message.address());
    }

    static long hash(String transport, String address) {
        return mix(mix(0xcbf29ce484222325L, transport), address);
    }

    private static long mix(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 29) * 0xbf58476d1ce4e5b9L;
        return hash == 0 ? 1 : hash;
    }

    /** Open addressing; 0 is free. */
    private static final class LongSet {
        private long[] slots = new long[64];
        private int size;

        private boolean contains(long hash) {
            return slots[slot(slots, hash)] == hash;
        }

        private void add(long hash) {
            int at = slot(slots, hash);
            if (slots[at] == hash) {
                return;
            }
            slots[at] = hash;
            if (++size > slots.length / 2) {
                long[] larger = new long[slots.length * 2];
                Arrays.stream(slots).filter(old -> old != 0).forEach(old -> larger[slot(larger, old)] = old);
                slots = larger;
            }
        }

        private static int slot(long[] slots, long hash) {
            int at = (int) (hash ^ hash >>> 32) & slots.length - 1;
            while (slots[at] != 0 && slots[at] != hash) {
                at = at + 1 & slots.length - 1;
            }
            return at;
        }
    }
}
