package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic;
import org.headgate.feeds.internal.TailCache.Block;
import org.headgate.feeds.internal.TailCache.Key;
import org.jspecify.annotations.Nullable;

/** The records of a feed that passes contributions unchanged; positions are sequences of the journal. */
final class RawTopic implements DurableTopic {
    private static final int PAGE_ROWS = 256;
    private static final int PAGES = 4;

    private final String topic;
    private final Feed feed;
    private final Journal journal;
    private final Items.Encoding encoding;
    private final TailCache cache;
    private final LongSupplier provenThrough;

    /** @param provenThrough the last sequence that a proof covers, 0 where none does, -1 where nothing proves */
    RawTopic(
            String topic,
            Feed feed,
            Journal journal,
            Items.Encoding encoding,
            TailCache cache,
            LongSupplier provenThrough) {
        this.topic = topic;
        this.feed = feed;
        this.journal = journal;
        this.encoding = encoding;
        this.cache = cache;
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
        return Math.min(next(), Math.max(Math.max(1, feed.replayFloor()), journal.first()));
    }

    @Override
    public long next() {
        return journal.next();
    }

    @Override
    public long start() {
        long through = provenThrough.getAsLong();
        return through < 0 ? next() : Math.max(earliest(), Math.min(next(), through + 1));
    }

    @Override
    public Page read(long from, int max) throws JournalUnavailable {
        long position = from > 0 ? from : earliest();
        Page inMemory = tail(position, max);
        if (inMemory != null) {
            return inMemory;
        }
        long limit = limit(position);
        List<Item> items = new ArrayList<>();
        long at = position;
        for (int page = 0; page < PAGES && at < limit && items.size() < max; page++) {
            long visible = journal.next();
            List<Contribution> found = journal.read(at, PAGE_ROWS);
            if (at < journal.first()) {
                break;
            }
            at = take(found, at, Math.min(limit, visible), max, items);
        }
        Page gone = items.isEmpty() && at == position ? gone(position) : null;
        return gone != null ? gone : new Page(items, at, null);
    }

    @Override
    public @Nullable Page tail(long from, int max) {
        long position = from > 0 ? from : earliest();
        Page gone = gone(position);
        if (gone != null) {
            return gone;
        }
        long limit = Math.min(limit(position), journal.next());
        List<Item> items = new ArrayList<>();
        long at = position;
        while (at < limit && items.size() < max) {
            Block block = block(at, limit);
            if (block == null) {
                return at == position ? null : new Page(items, at, null);
            }
            at = take(block, at, limit, max, items);
        }
        return new Page(items, Math.max(at, position), null);
    }

    /** Tells what is missing at the position itself; null where nothing is. */
    private @Nullable Page gone(long position) {
        long replay = Math.min(feed.replayFloor(), journal.next());
        if (position < replay) {
            return new Page(List.of(), replay, new Gap(position, replay - 1, "replay"));
        }
        long first = journal.first();
        if (position < first) {
            return new Page(List.of(), first, new Gap(position, first - 1, "retention"));
        }
        for (Journal.Lost lost : journal.lost()) {
            if (lost.from() <= position && position <= lost.to()) {
                return new Page(List.of(), lost.to() + 1, new Gap(position, lost.to(), lost.reason()));
            }
        }
        return null;
    }

    /** A page ends where a lost range begins. */
    private long limit(long position) {
        for (Journal.Lost lost : journal.lost()) {
            if (lost.from() > position) {
                return lost.from();
            }
        }
        return Long.MAX_VALUE;
    }

    /** Where to go on. */
    private long take(List<Contribution> found, long from, long limit, int max, List<Item> items) {
        long at = from;
        for (Contribution contribution : found) {
            if (contribution.sequence() >= limit) {
                return limit;
            }
            if (items.size() == max) {
                return at;
            }
            at = contribution.sequence() + 1;
            if (selects(contribution)) {
                items.add(encoding.encode(contribution));
            }
        }
        return found.size() < PAGE_ROWS ? Math.max(at, limit) : at;
    }

    private static long take(Block block, long from, long limit, int max, List<Item> items) {
        for (Item item : block.items()) {
            if (item.position() < from) {
                continue;
            }
            if (item.position() >= limit) {
                break;
            }
            if (items.size() == max) {
                return items.get(max - 1).position() + 1;
            }
            items.add(item);
        }
        return Math.min(block.through(), limit);
    }

    private @Nullable Block block(long at, long limit) {
        Key key = new Key(topic, feed.definition().version(), at / TailCache.SPAN);
        long end = Math.min((key.index() + 1) * TailCache.SPAN, limit);
        Block block = cache.get(key);
        if (covers(block, at, end)) {
            return block;
        }
        synchronized (this) {
            block = cache.get(key);
            return covers(block, at, end) ? block : grow(key, block, at, end);
        }
    }

    private @Nullable Block grow(Key key, @Nullable Block known, long at, long end) {
        Block before = known != null && known.from() <= at && known.through() >= at
                ? known
                : new Block(at, at, List.of(), Block.OVERHEAD);
        List<Contribution> fresh = journal.tail(before.through(), TailCache.SPAN);
        if (fresh == null) {
            return null;
        }
        List<Item> items = new ArrayList<>(before.items());
        long bytes = before.bytes();
        for (Contribution contribution : fresh) {
            if (contribution.sequence() < end && selects(contribution)) {
                Item item = encoding.encode(contribution);
                items.add(item);
                bytes += Items.weight(item);
            }
        }
        Block grown = new Block(before.from(), end, List.copyOf(items), bytes);
        cache.put(key, grown);
        return grown;
    }

    private boolean selects(Contribution contribution) {
        return feed.at(contribution.sequence()).selection().matches(contribution);
    }

    private static boolean covers(@Nullable Block block, long at, long end) {
        return block != null && block.from() <= at && block.through() >= end;
    }
}
