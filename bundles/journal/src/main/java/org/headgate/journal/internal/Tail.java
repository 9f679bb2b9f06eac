package org.headgate.journal.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.journal.Contribution;
import org.jspecify.annotations.Nullable;

/** The newest contributions, in memory within a limit of bytes. */
final class Tail {
    private static final int OVERHEAD = 160;

    private final long limit;
    private @Nullable Contribution[] ring = new @Nullable Contribution[1024];
    private int head;
    private int size;
    private long bytes;
    private long from;
    private long next;

    Tail(long limit, long next) {
        this.limit = limit;
        this.from = next;
        this.next = next;
    }

    /** Forgets all: the next contribution is {@code sequence}. */
    synchronized void reset(long sequence) {
        while (size > 0) {
            drop();
        }
        from = sequence;
        next = sequence;
    }

    /** Adds in order; begins anew where what lies between is on disk alone. @param following the sequence after the last one */
    synchronized void add(List<Contribution> contributions, long following) {
        long first = contributions.isEmpty() ? following : contributions.get(0).sequence();
        if (first != next) {
            reset(first);
        }
        for (Contribution contribution : contributions) {
            if (size == ring.length) {
                grow();
            }
            ring[(head + size) & (ring.length - 1)] = contribution;
            size++;
            bytes += weight(contribution);
        }
        next = following;
        while (bytes > limit && size > 0) {
            from = drop().sequence() + 1;
        }
        if (size == 0) {
            from = next;
        }
    }

    synchronized @Nullable List<Contribution> read(long sequence, int max) {
        if (sequence < from) {
            return null;
        }
        int start = position(sequence);
        int count = Math.max(0, Math.min(max, size - start));
        List<Contribution> read = new ArrayList<>(count);
        for (int i = start; i < start + count; i++) {
            read.add(get(i));
        }
        return read;
    }

    synchronized long bytes() {
        return bytes;
    }

    static int weight(Contribution contribution) {
        return OVERHEAD + contribution.pack().length;
    }

    private int position(long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).sequence() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Contribution get(int index) {
        Contribution contribution = ring[(head + index) & (ring.length - 1)];
        if (contribution == null) {
            throw new IllegalStateException("hole in the tail at " + index);
        }
        return contribution;
    }

    private Contribution drop() {
        Contribution dropped = get(0);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        bytes -= weight(dropped);
        return dropped;
    }

    private void grow() {
        @Nullable Contribution[] larger = new @Nullable Contribution[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = get(i);
        }
        ring = larger;
        head = 0;
    }
}
