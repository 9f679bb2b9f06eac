package org.headgate.market.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts failed sign-ins a minute, by host and pass and by host alone, in a table of bounded size. A host that many share is not shut out because of
 * one wrong pass: its own limit is ten times that of a pass. Hosts are those of {@link org.headgate.api.access.Credentials#host}.
 */
final class SignInLimit {
    private static final long WINDOW_MILLIS = 60_000;
    private static final int HOST_FACTOR = 10;

    private final int failures;
    private final int rows;
    private final AtomicLong limited = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Map<String, Count> counts = new LinkedHashMap<>(64, 0.75f, true);

    private record Count(long since, int failed) {}

    /** @param failures a pass may have in a minute from one host @param rows that are kept at most */
    SignInLimit(int failures, int rows) {
        this.failures = failures;
        this.rows = rows;
    }

    synchronized boolean exceeded(String host, String user, long now) {
        boolean exceeded = failed(host, now) >= failures * HOST_FACTOR || failed(host + " " + user, now) >= failures;
        if (exceeded) {
            limited.incrementAndGet();
        }
        return exceeded;
    }

    synchronized void failed(String host, String user, long now) {
        add(host, now);
        add(host + " " + user, now);
        while (counts.size() > rows) {
            counts.remove(counts.keySet().iterator().next());
            dropped.incrementAndGet();
        }
    }

    synchronized int size() {
        return counts.size();
    }

    long limited() {
        return limited.get();
    }

    long dropped() {
        return dropped.get();
    }

    private int failed(String key, long now) {
        Count count = counts.get(key);
        return count == null || now - count.since >= WINDOW_MILLIS || now < count.since ? 0 : count.failed;
    }

    private void add(String key, long now) {
        int before = failed(key, now);
        Count count = counts.get(key);
        counts.put(key, new Count(before == 0 || count == null ? now : count.since, before + 1));
    }
}
