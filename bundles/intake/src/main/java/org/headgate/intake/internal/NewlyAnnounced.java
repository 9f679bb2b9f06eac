package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Addresses that were announced while messages of them may wait: what comes there queues behind until these are decoded. Bounded: where there are too many, every
 * address at which something waits counts as one. Safe for any thread.
 */
final class NewlyAnnounced {
    private static final int MOST = 4096;

    private final Map<Long, Where> next = new HashMap<>();
    private final Map<Long, Where> running = new HashMap<>();
    private boolean everywhere;
    private boolean everywhereRunning;
    private volatile boolean empty = true;

    record Where(String transport, String address) {}

    /** Before the announcement holds: from then on nothing may overtake what waits. */
    synchronized void add(String transport, String address) {
        if (next.size() >= MOST) {
            everywhere = true;
        } else {
            next.put(HeldAddresses.hash(transport, address), new Where(transport, address));
        }
        empty = false;
    }

    /** Once the announcement holds, where nothing waits. */
    synchronized void remove(String transport, String address) {
        next.remove(HeldAddresses.hash(transport, address));
        note();
    }

    /** Cheap. */
    boolean isEmpty() {
        return empty;
    }

    synchronized boolean contains(long hash) {
        return everywhere || everywhereRunning || next.containsKey(hash) || running.containsKey(hash);
    }

    synchronized boolean isDue() {
        return everywhere || !next.isEmpty();
    }

    /** What a pass that begins now is to look at, with what was left of the one before. */
    synchronized List<Where> begin() {
        running.putAll(next);
        next.clear();
        everywhereRunning |= everywhere;
        everywhere = false;
        return new ArrayList<>(running.values());
    }

    /** Whether the pass that runs is to look at all that waits. */
    synchronized boolean isEverywhere() {
        return everywhereRunning;
    }

    /** The pass is over; what it did not do is for the next. */
    synchronized void end(boolean done) {
        if (!done) {
            running.forEach(next::putIfAbsent);
            everywhere |= everywhereRunning;
        }
        running.clear();
        everywhereRunning = false;
        note();
    }

    private void note() {
        empty = next.isEmpty() && running.isEmpty() && !everywhere && !everywhereRunning;
    }
}
