package org.headgate.journal.internal;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.Contribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.jspecify.annotations.Nullable;

/**
 * The newest contributions, in memory within a limit of bytes. Kept as columns and one ring of bytes, not as objects: objects that live as long as this would
 * each be copied by the collector several times, which took more time than all else at full load. A reader is given objects of its own.
 */
final class Tail {
    private static final int OVERHEAD = 48;
    private static final int CHUNK = 128 * 1024;
    private static final int NAMES = 20_000;

    private final long limit;
    private final byte @Nullable [][] chunks;
    private long[] sequences = new long[1024];
    private long[] received = new long[1024];
    private long[] places = new long[1024];
    private int[] lengths = new int[1024];
    private Kind[] kinds = new Kind[1024];
    private Trust[] trusts = new Trust[1024];
    private boolean[] adopted = new boolean[1024];
    private String[] devices = new String[1024];
    private final Map<String, String> names = new HashMap<>();
    private int head;
    private int size;
    private long bytes;
    private long end;
    private long from;
    private long next;

    Tail(long limit, long next) {
        this.limit = limit;
        this.chunks = new byte[(int) (limit / CHUNK) + 2][];
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
            long weight = weight(contribution);
            while (size > 0 && bytes + weight > limit) {
                from = drop() + 1;
            }
            if (weight > limit) {
                from = contribution.sequence() + 1;
            } else {
                put(contribution);
            }
        }
        next = following;
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
            read.add(get(slot(i)));
        }
        return read;
    }

    synchronized long bytes() {
        return bytes;
    }

    private static int weight(Contribution contribution) {
        return OVERHEAD + contribution.pack().length;
    }

    private int slot(int index) {
        return (head + index) & (sequences.length - 1);
    }

    private int position(long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sequences[slot(middle)] < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void put(Contribution contribution) {
        if (size == sequences.length) {
            grow();
        }
        int slot = slot(size++);
        byte[] pack = contribution.pack();
        sequences[slot] = contribution.sequence();
        received[slot] = contribution.receivedAt();
        places[slot] = end;
        lengths[slot] = pack.length;
        kinds[slot] = contribution.kind();
        trusts[slot] = contribution.trust();
        adopted[slot] = contribution.adopted();
        devices[slot] = name(contribution.device());
        bytes += weight(contribution);
        for (int done = 0; done < pack.length; ) {
            int at = (int) (end % CHUNK);
            int part = Math.min(pack.length - done, CHUNK - at);
            System.arraycopy(pack, done, chunk(end), at, part);
            done += part;
            end += part;
        }
    }

    private Contribution get(int slot) {
        byte[] pack = new byte[lengths[slot]];
        long place = places[slot];
        for (int done = 0; done < pack.length; ) {
            int at = (int) (place % CHUNK);
            int part = Math.min(pack.length - done, CHUNK - at);
            System.arraycopy(chunk(place), at, pack, done, part);
            done += part;
            place += part;
        }
        return new Contribution(
                sequences[slot], received[slot], kinds[slot], trusts[slot], pack, devices[slot], adopted[slot]);
    }

    /** The same object for the same name: what comes with each message is to die young. */
    private String name(String device) {
        String known = names.get(device);
        if (known != null) {
            return known;
        }
        if (names.size() >= NAMES) {
            names.clear();
        }
        names.put(device, device);
        return device;
    }

    /** Made when it is first written to: an idle gateway has few. */
    private byte[] chunk(long place) {
        int index = (int) (place / CHUNK % chunks.length);
        byte[] chunk = chunks[index];
        if (chunk == null) {
            chunk = new byte[CHUNK];
            chunks[index] = chunk;
        }
        return chunk;
    }

    /** The sequence that is gone. */
    private long drop() {
        bytes -= OVERHEAD + lengths[head];
        long dropped = sequences[head];
        head = (head + 1) & (sequences.length - 1);
        size--;
        return dropped;
    }

    /** Twice the columns, with the oldest in front. */
    private void grow() {
        int more = 2 * sequences.length;
        sequences = turned(sequences, new long[more]);
        received = turned(received, new long[more]);
        places = turned(places, new long[more]);
        lengths = turned(lengths, new int[more]);
        kinds = turned(kinds, new Kind[more]);
        trusts = turned(trusts, new Trust[more]);
        adopted = turned(adopted, new boolean[more]);
        devices = turned(devices, new String[more]);
        head = 0;
    }

    private <T> T turned(T column, T larger) {
        int length = Array.getLength(column);
        System.arraycopy(column, head, larger, 0, length - head);
        System.arraycopy(column, 0, larger, length - head, head);
        return larger;
    }
}
