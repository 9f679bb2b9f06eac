package org.headgate.feeds.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import org.headgate.api.topic.DurableTopic.Item;

/** Keeps a few records until they are old enough to be shown to all. Safe for any thread. */
final class Sample {
    private static final int KEPT = 16;

    private final Deque<Candidate> candidates = new ArrayDeque<>();

    private record Candidate(long receivedAt, Item item) {}

    private volatile long delayMillis;

    Sample(int delaySeconds) {
        delay(delaySeconds);
    }

    void delay(int seconds) {
        delayMillis = seconds * 1_000L;
    }

    synchronized void clear() {
        candidates.clear();
    }

    synchronized void note(long receivedAt, Supplier<Item> item) {
        long spacing = Math.max(10_000, delayMillis / (KEPT - 2));
        if (candidates.isEmpty() || receivedAt >= candidates.getLast().receivedAt + spacing) {
            candidates.add(new Candidate(receivedAt, item.get()));
            if (candidates.size() > KEPT) {
                candidates.remove();
            }
        }
    }

    /** The newest that is old enough and was not taken before; those older than it are dropped. */
    synchronized Optional<Item> take(long now) {
        Candidate found = null;
        while (!candidates.isEmpty() && candidates.getFirst().receivedAt <= now - delayMillis) {
            found = candidates.remove();
        }
        return Optional.ofNullable(found).map(Candidate::item);
    }
}
