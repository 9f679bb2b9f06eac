package org.headgate.feeds.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Proof documents of all feeds that were made lately; what was not used for longest goes first. */
final class ProofCache {
    private final long limit;
    private final Map<Key, List<byte[]>> documents = new LinkedHashMap<>(64, 0.75f, true);
    private final AtomicLong dropped = new AtomicLong();
    private long bytes;

    private record Key(String feed, long number) {}

    ProofCache(long limit) {
        this.limit = limit;
    }

    synchronized @Nullable List<byte[]> get(String feed, long number) {
        return documents.get(new Key(feed, number));
    }

    synchronized void put(String feed, long number, List<byte[]> parts) {
        List<byte[]> before = documents.put(new Key(feed, number), parts);
        bytes += weight(parts) - (before == null ? 0 : weight(before));
        Iterator<List<byte[]>> oldest = documents.values().iterator();
        while (bytes > limit && oldest.hasNext()) {
            bytes -= weight(oldest.next());
            oldest.remove();
            dropped.incrementAndGet();
        }
    }

    synchronized void forget(String feed) {
        documents.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().feed.equals(feed);
            bytes -= gone ? weight(entry.getValue()) : 0;
            return gone;
        });
    }

    synchronized long bytes() {
        return bytes;
    }

    long limit() {
        return limit;
    }

    long dropped() {
        return dropped.get();
    }

    private static long weight(List<byte[]> parts) {
        return 128 + parts.stream().mapToLong(part -> part.length + 16L).sum();
    }
}
