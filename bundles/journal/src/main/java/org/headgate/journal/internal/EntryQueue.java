package org.headgate.journal.internal;

import java.util.ArrayList;
import java.util.List;

/** Entries that wait for the writer, bounded in bytes. */
final class EntryQueue {
    private static final int ENOUGH = 256;

    private final long limit;
    private final long lingerNanos;
    private List<Pending> waiting = new ArrayList<>();
    private long bytes;
    private boolean scheduled;
    private long refused;
    private long lastCommit;

    EntryQueue(long limit, long lingerNanos) {
        this.limit = limit;
        this.lingerNanos = lingerNanos;
        this.lastCommit = System.nanoTime() - lingerNanos;
    }

    enum Offer {
        /** It is full. */
        REFUSED,
        /** Somebody comes for it. */
        QUEUED,
        /** The caller is to call the writer. */
        FIRST
    }

    synchronized Offer offer(Pending pending) {
        if (bytes + pending.bytes > limit && bytes > 0) {
            refused++;
            return Offer.REFUSED;
        }
        waiting.add(pending);
        bytes += pending.bytes;
        if (scheduled) {
            if (waiting.size() >= ENOUGH) {
                notifyAll();
            }
            return Offer.QUEUED;
        }
        scheduled = true;
        return Offer.FIRST;
    }

    /** All that waits; lingers for more where the last commit was a moment ago. Who comes later calls the writer anew. */
    synchronized List<Pending> take() {
        long now = System.nanoTime();
        if (now - lastCommit < lingerNanos) {
            linger(now + lingerNanos);
        }
        return drain();
    }

    synchronized List<Pending> drain() {
        List<Pending> taken = waiting;
        waiting = new ArrayList<>(Math.max(16, taken.size()));
        bytes = 0;
        scheduled = false;
        return taken;
    }

    /** True where the caller is to call the writer, even though nothing waits. */
    synchronized boolean schedule() {
        boolean first = !scheduled;
        scheduled = true;
        return first;
    }

    synchronized void committed() {
        lastCommit = System.nanoTime();
    }

    synchronized boolean full() {
        return bytes >= limit;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long refused() {
        return refused;
    }

    private void linger(long until) {
        for (long left = until - System.nanoTime();
                left > 0 && waiting.size() < ENOUGH;
                left = until - System.nanoTime()) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
