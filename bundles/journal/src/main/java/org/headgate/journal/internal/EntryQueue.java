package org.headgate.journal.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries that wait for the writer, bounded in bytes. The writer lingers for more of them where commits follow each other: the block that a sync costs is shared by all of a
 * commit. It lingers no longer than the entries that come are worth: once a few share it, only while more come quickly.
 */
final class EntryQueue {
    private static final int ENOUGH = 256;

    /** With a third each of the block, a fourth would spare little and have three wait for it. */
    private static final int COMPANY = 3;

    /** Entries a linger, from which on they come quickly. */
    private static final int QUICK = 8;

    private final long limit;
    private final long lingerNanos;
    private List<Pending> waiting = new ArrayList<>();
    private long bytes;
    private boolean scheduled;
    private boolean lingering;
    private boolean enough;
    private long lingersSince;
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
            if (lingering && isEnough(waiting.size(), System.nanoTime() - lingersSince, lingerNanos)) {
                enough = true;
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
            linger(now);
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

    /** Whether to commit what waits when one more has come. @param lingered in nanoseconds so far */
    static boolean isEnough(int waiting, long lingered, long linger) {
        boolean slowly = lingered * QUICK >= (waiting - 1) * linger;
        return waiting >= ENOUGH || waiting >= COMPANY && slowly;
    }

    private void linger(long since) {
        lingersSince = since;
        lingering = true;
        enough = waiting.size() >= ENOUGH;
        long left = lingerNanos;
        try {
            while (left > 0 && !enough) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = since + lingerNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lingering = false;
        }
    }
}
