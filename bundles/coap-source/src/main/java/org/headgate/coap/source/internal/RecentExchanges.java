package org.headgate.coap.source.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.core.network.deduplication.Deduplicator;
import org.jspecify.annotations.Nullable;

/**
 * Recognises repeated messages (RFC 7252 §4.5) within a fixed number of exchanges: Californium's own deduplicators limit time, or messages a peer, but not
 * the number of peers, which a sender of forged addresses chooses. What is forgotten early is still recognised by its origin key in the journal.
 */
final class RecentExchanges implements Deduplicator {
    private static final long LIFETIME = TimeUnit.SECONDS.toNanos(CoapOrigin.EXCHANGE_LIFETIME_SECONDS);

    private final int limit;
    private final Counts counts;
    private final Map<KeyMID, Entry> entries = new LinkedHashMap<>();

    private record Entry(Exchange exchange, long nanos) {}

    RecentExchanges(int limit, Counts counts) {
        this.limit = limit;
        this.counts = counts;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        clear();
    }

    @Override
    public void setExecutor(ScheduledExecutorService executor) {}

    @Override
    public synchronized @Nullable Exchange findPrevious(KeyMID key, Exchange exchange) {
        Entry previous = entries.get(key);
        if (previous != null
                && previous.exchange().getOrigin() == exchange.getOrigin()
                && System.nanoTime() - previous.nanos() < LIFETIME) {
            return previous.exchange();
        }
        add(key, exchange);
        return null;
    }

    @Override
    public synchronized boolean replacePrevious(KeyMID key, Exchange previous, Exchange exchange) {
        Entry current = entries.get(key);
        if (current != null && current.exchange() != previous) {
            return false;
        }
        add(key, exchange);
        return true;
    }

    @Override
    public synchronized @Nullable Exchange find(KeyMID key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.exchange();
    }

    @Override
    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public synchronized int size() {
        return entries.size();
    }

    @Override
    public synchronized void clear() {
        entries.clear();
    }

    private void add(KeyMID key, Exchange exchange) {
        long now = System.nanoTime();
        entries.remove(key);
        entries.put(key, new Entry(exchange, now));
        Iterator<Entry> eldest = entries.values().iterator();
        while (entries.size() > 1) {
            boolean old = now - eldest.next().nanos() >= LIFETIME;
            if (!old && entries.size() <= limit) {
                return;
            }
            eldest.remove();
            if (!old) {
                counts.forgotten.increment();
            }
        }
    }
}
