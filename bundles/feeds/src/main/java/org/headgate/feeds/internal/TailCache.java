package org.headgate.feeds.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.topic.DurableTopic.Item;
import org.jspecify.annotations.Nullable;

/** Encoded items of all feeds, in blocks of the sequence, shared by all readers; what was not used for longest goes first. */
final class TailCache {
    /** Sequences a block spans. */
    static final int SPAN = 64;

    private final long limit;
    private final Map<Key, Block> blocks = new LinkedHashMap<>(256, 0.75f, true);
    private final AtomicLong dropped = new AtomicLong();
    private long bytes;

    /** @param version of the feed's definition */
    record Key(String topic, int version, long index) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && index == that.index
                    && version == that.version
                    && topic.equals(that.topic);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * topic.hashCode() + version) + Long.hashCode(index);
        }
    }

    /**
     * The feed's items of the sequences from {@code from} to below {@code through}.
     *
     * @param bytes what it weighs
     */
    record Block(long from, long through, List<Item> items, long bytes) {
        static final int OVERHEAD = 160;
    }

    TailCache(long limit) {
        this.limit = limit;
    }

    synchronized @Nullable Block get(Key key) {
        return blocks.get(key);
    }

    synchronized void put(Key key, Block block) {
        Block before = blocks.put(key, block);
        bytes += block.bytes - (before == null ? 0 : before.bytes);
        Iterator<Block> oldest = blocks.values().iterator();
        while (bytes > limit && oldest.hasNext()) {
            bytes -= oldest.next().bytes;
            oldest.remove();
            dropped.incrementAndGet();
        }
    }

    synchronized void forget(String topic) {
        blocks.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().topic.equals(topic);
            bytes -= gone ? entry.getValue().bytes : 0;
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
}
