package org.headgate.mqtt.door.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.market.Entitlements;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopics;
import org.jspecify.annotations.Nullable;

/** One feed {@code f} with the durable topic {@code feeds/f/records}; the newest items are in memory, the older on disk. */
final class FakeFeed implements DurableTopics, DurableTopic, Entitlements {
    static final String TOPIC = "feeds/f/records";

    final List<Item> items = new CopyOnWriteArrayList<>();
    final List<String> gaps = new CopyOnWriteArrayList<>();
    final List<String> buyers = new CopyOnWriteArrayList<>();
    volatile boolean present = true;
    volatile int inMemory = 1000;
    volatile long earliest = 1;
    volatile int largestRead;

    void add(int count, int payloadBytes) {
        List<Item> more = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long position = items.size() + 1L + i;
            byte[] payload = payloadBytes > 0
                    ? new byte[payloadBytes]
                    : Long.toString(position).getBytes(StandardCharsets.UTF_8);
            more.add(new Item(position, payload, "application/senml+json", List.of(Map.entry("seq", "" + position))));
        }
        items.addAll(more);
    }

    @Override
    public @Nullable DurableTopic find(String topic) {
        return present && topic.equals(TOPIC) ? this : null;
    }

    @Override
    public Collection<DurableTopic> list() {
        return present ? List.of(this) : List.of();
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public String feed() {
        return "f";
    }

    @Override
    public long earliest() {
        return earliest;
    }

    @Override
    public long next() {
        return items.size() + 1L;
    }

    @Override
    public Page read(long position, int max) throws JournalUnavailable {
        largestRead = Math.max(largestRead, max);
        long from = Math.max(position, earliest);
        int start = (int) Math.min(items.size(), from - 1);
        List<Item> page = items.subList(start, (int) Math.min(items.size(), start + (long) max));
        Gap gap = from > position ? new Gap(position, from - 1, "retention") : null;
        return new Page(List.copyOf(page), from + page.size(), gap);
    }

    @Override
    public @Nullable Page tail(long position, int max) {
        if (position < next() - inMemory) {
            return null;
        }
        try {
            return read(position, max);
        } catch (JournalUnavailable e) {
            return null;
        }
    }

    @Override
    public Entitlement check(String buyer, String feed) {
        return buyers.contains(buyer)
                ? new Entitlement.Granted(Long.MAX_VALUE)
                : new Entitlement.Refused("no_pass", "no pass for " + feed);
    }

    @Override
    public CompletionStage<Void> gap(String buyer, String feed, long from, long to, String reason) {
        gaps.add("%s %s %d-%d %s".formatted(buyer, feed, from, to, reason));
        return CompletableFuture.completedFuture(null);
    }
}
