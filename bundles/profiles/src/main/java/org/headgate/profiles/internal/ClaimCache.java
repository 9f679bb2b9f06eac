package org.headgate.profiles.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers by (transport, address). Bounded in bytes: when the young half is full it becomes the old half, and what nobody asked for since is gone. No lock on
 * the way of a hit.
 */
final class ClaimCache<V> {
    private static final int BYTES_AN_ENTRY = 160;

    private final long halfBytes;
    private final LongAdder dropped;
    private volatile ConcurrentHashMap<Key, V> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<Key, V> old = new ConcurrentHashMap<>();
    private long youngBytes;

    /** Compared for each message: by hand, since what the compiler makes for records is slow until C2 has seen it. */
    private record Key(String transport, String address) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && address.equals(that.address) && transport.equals(that.transport);
        }

        @Override
        public int hashCode() {
            return transport.hashCode() + 31 * address.hashCode();
        }
    }

    ClaimCache(long bytes, LongAdder dropped) {
        this.halfBytes = bytes / 2;
        this.dropped = dropped;
    }

    @Nullable
    V get(String transport, String address) {
        Key key = new Key(transport, address);
        V found = young.get(key);
        if (found != null) {
            return found;
        }
        V aged = old.get(key);
        if (aged != null) {
            put(key, aged);
        }
        return aged;
    }

    void put(String transport, String address, V value) {
        put(new Key(transport, address), value);
    }

    int size() {
        return young.size() + old.size();
    }

    private synchronized void put(Key key, V value) {
        long weight = BYTES_AN_ENTRY + 2L * key.address().length();
        if (youngBytes + weight > halfBytes) {
            dropped.add(old.size());
            old = young;
            young = new ConcurrentHashMap<>();
            youngBytes = 0;
        }
        if (young.put(key, value) == null) {
            youngBytes += weight;
        }
    }
}
