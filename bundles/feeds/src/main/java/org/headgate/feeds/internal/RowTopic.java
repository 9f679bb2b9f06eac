package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic;
import org.jspecify.annotations.Nullable;

/** The records of a derived feed; positions are its own sequence. */
final class RowTopic implements DurableTopic {
    private static final int PAGE_ROWS = 256;

    private final String topic;
    private final DerivedFeed feed;
    private final boolean leaf;
    private final LongSupplier provenThrough;

    /** @param provenThrough the last row that a proof covers, 0 where none does */
    RowTopic(String topic, DerivedFeed feed, boolean leaf, LongSupplier provenThrough) {
        this.topic = topic;
        this.feed = feed;
        this.leaf = leaf;
        this.provenThrough = provenThrough;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public String feed() {
        return feed.id();
    }

    @Override
    public long earliest() {
        return feed.first();
    }

    @Override
    public long next() {
        return feed.next();
    }

    @Override
    public long start() {
        long through = provenThrough.getAsLong();
        return through < 0 ? next() : Math.max(earliest(), Math.min(next(), through + 1));
    }

    @Override
    public Page read(long from, int max) throws JournalUnavailable {
        Page inMemory = tail(from, max);
        if (inMemory != null) {
            return inMemory;
        }
        long position = from > 0 ? from : earliest();
        return page(position, feed.read(position, Math.min(max, PAGE_ROWS)), true);
    }

    @Override
    public @Nullable Page tail(long from, int max) {
        long position = from > 0 ? from : earliest();
        long first = feed.first();
        if (position < first) {
            return new Page(List.of(), first, new Gap(position, first - 1, reason(first - 1)));
        }
        if (position >= feed.next()) {
            return new Page(List.of(), position, null);
        }
        List<Row> rows = feed.tail(position, max);
        return rows == null ? null : page(position, rows, false);
    }

    private String reason(long through) {
        if (through <= feed.lostThrough()) {
            return "lost";
        }
        return through <= feed.cappedThrough() ? "retention" : "replay";
    }

    private Page page(long position, List<Row> rows, boolean disk) {
        List<Item> items = new ArrayList<>(rows.size());
        long at = position;
        for (Row row : rows) {
            if (row.number() > at) {
                return items.isEmpty()
                        ? new Page(List.of(), row.number(), new Gap(at, row.number() - 1, "lost"))
                        : new Page(items, at, null);
            }
            items.add(feed.item(row, leaf, disk));
            at = row.number() + 1;
        }
        return new Page(items, at, null);
    }
}
