package org.headgate.batches.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.jspecify.annotations.Nullable;

/** A journal that remembers. */
final class MemoryJournal implements Journal {
    private final TreeMap<Long, Contribution> rows = new TreeMap<>();
    private final List<Lost> lost = new ArrayList<>();
    private long next = 1;
    private @Nullable JournalUnavailable broken;
    volatile long sealedThrough;

    synchronized void append(int count) {
        for (int i = 0; i < count; i++) {
            long sequence = next++;
            rows.put(sequence, contribution(sequence));
        }
    }

    /** Gives sequences that are lost at once. @param told whether the journal knows of it */
    synchronized void lose(int count, boolean told) {
        if (told) {
            lost.add(new Lost(next, next + count - 1, "segment_broken"));
        }
        next += count;
    }

    synchronized void forget(long sequence) {
        rows.remove(sequence);
    }

    synchronized void breakDown(@Nullable JournalUnavailable reason) {
        broken = reason;
    }

    static Contribution contribution(long sequence) {
        try {
            byte[] json = ("[{\"n\":\"urn:dev:ops:headgate-test-1:t\",\"v\":" + sequence + "}]")
                    .getBytes(StandardCharsets.UTF_8);
            SenmlPack pack = SenmlPack.readJson(json, 1_700_000_000_000L + sequence);
            return new Contribution(
                    sequence,
                    1_700_000_000_000L + sequence,
                    Kind.MEASUREMENT,
                    Trust.UNKNOWN,
                    pack.toCbor(),
                    "urn:dev:ops:headgate-test-1",
                    true);
        } catch (SenmlException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized long first() {
        return rows.isEmpty() ? next : rows.firstKey();
    }

    @Override
    public synchronized long next() {
        return next;
    }

    @Override
    public synchronized List<Contribution> read(long from, int max) throws JournalUnavailable {
        if (broken != null) {
            throw broken;
        }
        return new ArrayList<>(rows.tailMap(from).values().stream().limit(max).toList());
    }

    @Override
    public List<Contribution> tail(long from, int max) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized List<Lost> lost() {
        return List.copyOf(lost);
    }

    @Override
    public void sealed(long throughSequence) {
        sealedThrough = throughSequence;
    }

    @Override
    public List<Rollup> rollups(String device, String quantity, long from, long to) {
        throw new UnsupportedOperationException();
    }
}
