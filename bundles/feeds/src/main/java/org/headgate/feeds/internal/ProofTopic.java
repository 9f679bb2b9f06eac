package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic;
import org.jspecify.annotations.Nullable;

/**
 * The proofs of a feed. A reader whose position is no longer kept moves on without a gap: the gap is told on the records, once. Documents are made when
 * first read.
 */
final class ProofTopic implements DurableTopic {
    private static final int BATCHES_A_PAGE = 16;

    private final String feed;
    private final String topic;
    private final ProofCache cache;
    private final Source source;

    /** Where documents come from: sealed batches or a feed's own. */
    interface Source {
        /** Number of the oldest whose records are all kept. */
        long first();

        /** Number of the newest, 0 where there is none. */
        long last();

        /** The last position of the feed's records that a proof covers, 0 where none does, -1 where nothing proves. */
        long provenThrough();

        /** All documents of one number, in order, the same at each call; empty where nothing there is the feed's. */
        List<byte[]> documents(long number) throws JournalUnavailable;
    }

    ProofTopic(String feed, ProofCache cache, Source source) {
        this.feed = feed;
        this.topic = Topics.proofs(feed);
        this.cache = cache;
        this.source = source;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public String feed() {
        return feed;
    }

    @Override
    public long earliest() {
        return Proofs.position(Math.max(1, source.first()), 0);
    }

    @Override
    public long next() {
        return Proofs.position(source.last() + 1, 0);
    }

    /** The newest proof once more: a batch may have been sealed while the subscriber was subscribing. */
    @Override
    public long start() {
        return Math.max(earliest(), Proofs.position(source.last(), 0));
    }

    @Override
    public Page read(long position, int max) throws JournalUnavailable {
        List<Item> items = new ArrayList<>();
        long at = Math.max(position, earliest());
        long next = next();
        for (int batch = 0; batch < BATCHES_A_PAGE && at < next && items.size() < max; batch++) {
            at = take(documents(Proofs.number(at)), at, max, items);
        }
        return new Page(items, Math.max(at, position), null);
    }

    @Override
    public @Nullable Page tail(long position, int max) {
        List<Item> items = new ArrayList<>();
        long at = Math.max(position, earliest());
        long next = next();
        while (at < next && items.size() < max) {
            List<byte[]> documents = cache.get(feed, Proofs.number(at));
            if (documents == null) {
                return items.isEmpty() ? null : new Page(items, at, null);
            }
            at = take(documents, at, max, items);
        }
        return new Page(items, Math.max(at, position), null);
    }

    private long take(List<byte[]> documents, long from, int max, List<Item> items) {
        long number = Proofs.number(from);
        for (int part = Proofs.part(from); part < documents.size(); part++) {
            if (items.size() == max) {
                return Proofs.position(number, part);
            }
            items.add(new Item(
                    Proofs.position(number, part),
                    documents.get(part),
                    Proofs.JSON,
                    List.of(
                            Map.entry("number", Long.toString(number)),
                            Map.entry("part", Integer.toString(part + 1)),
                            Map.entry("parts", Integer.toString(documents.size())))));
        }
        return Proofs.position(number + 1, 0);
    }

    private synchronized List<byte[]> documents(long number) throws JournalUnavailable {
        List<byte[]> known = cache.get(feed, number);
        if (known != null) {
            return known;
        }
        List<byte[]> made = source.documents(number);
        cache.put(feed, number, made);
        return made;
    }
}
