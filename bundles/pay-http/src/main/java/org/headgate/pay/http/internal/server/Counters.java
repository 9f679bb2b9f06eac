package org.headgate.pay.http.internal.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What happened since the start. Safe for any thread. */
public final class Counters {
    /** @see #bound */
    public enum Count {
        REQUESTS(""),
        ANSWERED_402(""),
        ANSWERED_4XX(""),
        ANSWERED_5XX(""),
        CONNECTIONS("connections.max"),
        CONNECTIONS_OF_HOST("connections.host.max"),
        SLOW("request.seconds"),
        LATE("answer.seconds"),
        HEADERS("header.kib"),
        BODIES("body.kib");

        private final String key;

        Count(String key) {
            this.key = key;
        }

        /** The configuration key of the limit that was met; empty where it is none. */
        public String key() {
            return key;
        }

        public boolean bound() {
            return !key.isEmpty();
        }
    }

    private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);
    private final Map<Count, AtomicLong> last = new EnumMap<>(Count.class);

    public Counters() {
        for (Count count : Count.values()) {
            counts.put(count, new AtomicLong());
            last.put(count, new AtomicLong());
        }
    }

    void add(Count count) {
        counts.get(count).incrementAndGet();
        last.get(count).set(System.nanoTime());
    }

    void answered(int status) {
        if (status == 402) {
            add(Count.ANSWERED_402);
        } else if (status >= 500) {
            add(Count.ANSWERED_5XX);
        } else if (status >= 400) {
            add(Count.ANSWERED_4XX);
        }
    }

    public long get(Count count) {
        return counts.get(count).get();
    }

    public boolean lately(Count count, long millis) {
        return get(count) > 0 && System.nanoTime() - last.get(count).get() < millis * 1_000_000;
    }
}
