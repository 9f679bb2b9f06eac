package org.headgate.feeds.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.headgate.api.topic.DurableTopic.Item;
import org.jspecify.annotations.Nullable;

/** The newest rows of all derived feeds with what they were encoded to, shared by all readers; the oldest go first. */
final class RowTail {
    private final long limit;
    private final Map<String, NavigableMap<Long, Entry>> feeds = new HashMap<>();
    private final Deque<Place> order = new ArrayDeque<>();
    private final AtomicLong dropped = new AtomicLong();
    private long bytes;

    private record Place(String feed, long number, int weight) {}

    private static final class Entry {
        private final Row row;
        private @Nullable Item record;
        private @Nullable Item leaf;

        private Entry(Row row) {
            this.row = row;
        }
    }

    RowTail(long limit) {
        this.limit = limit;
    }

    synchronized void append(String feed, List<Row> rows) {
        NavigableMap<Long, Entry> entries = feeds.computeIfAbsent(feed, id -> new TreeMap<>());
        for (Row row : rows) {
            entries.put(row.number(), new Entry(row));
            int weight = 4 * row.weight() + 1_024;
            order.add(new Place(feed, row.number(), weight));
            bytes += weight;
        }
        while (bytes > limit && !order.isEmpty()) {
            Place oldest = order.remove();
            NavigableMap<Long, Entry> from = feeds.get(oldest.feed);
            bytes -= oldest.weight;
            dropped.incrementAndGet();
            if (from != null) {
                from.remove(oldest.number);
            }
        }
    }

    synchronized @Nullable List<Row> read(String feed, long position, int max) {
        NavigableMap<Long, Entry> entries = feeds.get(feed);
        if (entries == null || !entries.containsKey(position)) {
            return null;
        }
        List<Row> rows = new ArrayList<>();
        for (Entry entry : entries.tailMap(position, true).values()) {
            if (rows.size() == max) {
                break;
            }
            rows.add(entry.row);
        }
        return rows;
    }

    /** From memory where it was encoded before. @param batchOf the batch of a sequence, 0 where it is not sealed */
    Item item(String feed, Row row, boolean leaf, LongUnaryOperator batchOf) {
        Entry entry = entry(feed, row.number());
        if (entry == null) {
            return row.item(leaf, batchOf.applyAsLong(row.lastSequence()));
        }
        synchronized (entry) {
            Item known = leaf ? entry.leaf : entry.record;
            if (known == null) {
                known = row.item(leaf, batchOf.applyAsLong(row.lastSequence()));
                if (leaf) {
                    entry.leaf = known;
                } else {
                    entry.record = known;
                }
            }
            return known;
        }
    }

    synchronized void forget(String feed) {
        feeds.remove(feed);
        order.removeIf(place -> {
            boolean gone = place.feed.equals(feed);
            bytes -= gone ? place.weight : 0;
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

    private synchronized @Nullable Entry entry(String feed, long number) {
        NavigableMap<Long, Entry> entries = feeds.get(feed);
        return entries == null ? null : entries.get(number);
    }
}
