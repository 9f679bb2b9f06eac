package org.headgate.feeds.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How many records of a feed are in a sealed piece, for those that were counted lately: sealed is sealed. Safe for any thread. */
final class PieceCounts {
    private static final int MOST = 4_096;

    private final Map<Key, Long> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > MOST;
        }
    };

    private record Key(int version, long number) {}

    synchronized OptionalLong get(int version, long number) {
        Long count = counts.get(new Key(version, number));
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    synchronized void put(int version, long number, long count) {
        counts.put(new Key(version, number), count);
    }
}
