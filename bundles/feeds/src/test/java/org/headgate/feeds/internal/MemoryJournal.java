package org.headgate.feeds.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;

/** A journal in memory, whose hot tail, retention and losses are set by hand. */
final class MemoryJournal implements Journal {
    private final NavigableMap<Long, Contribution> rows = new TreeMap<>();
    private final List<Lost> lost = new ArrayList<>();
    private long first = 1;
    private long next = 1;
    private long tailFrom = 1;

    synchronized Contribution add(long receivedAt, String device, String quantity, double value) {
        return add(receivedAt, Kind.MEASUREMENT, Trust.TRANSPORT, device, true, quantity, value);
    }

    synchronized Contribution add(
            long receivedAt, Kind kind, Trust trust, String device, boolean adopted, Object... quantities) {
        List<SenmlRecord> records = new ArrayList<>();
        for (int i = 0; i < quantities.length; i += 2) {
            records.add(new SenmlRecord(
                    device + ":" + quantities[i],
                    null,
                    new SenmlValue.Num((Double) quantities[i + 1]),
                    receivedAt / 1000.0));
        }
        return add(receivedAt, kind, trust, device, adopted, records);
    }

    synchronized Contribution add(
            long receivedAt, Kind kind, Trust trust, String device, boolean adopted, List<SenmlRecord> records) {
        try {
            SenmlPack pack = SenmlPack.of(records);
            Contribution made = new Contribution(next, receivedAt, kind, trust, pack.toCbor(), device, adopted);
            rows.put(next++, made);
            return made;
        } catch (SenmlException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Takes over what another holds below a sequence. */
    synchronized void copy(MemoryJournal other, long through) {
        for (Contribution row : other.read(next, (int) (through - next))) {
            rows.put(row.sequence(), row);
        }
        next = through;
    }

    synchronized void retain(long from) {
        rows.headMap(from).clear();
        first = from;
        tailFrom = Math.max(tailFrom, from);
    }

    synchronized void cool(long from) {
        tailFrom = from;
    }

    synchronized void lose(long from, long to) {
        rows.subMap(from, true, to, true).clear();
        lost.add(new Lost(from, to, "segment_broken"));
    }

    @Override
    public synchronized long first() {
        return first;
    }

    @Override
    public synchronized long next() {
        return next;
    }

    @Override
    public synchronized List<Contribution> read(long from, int max) {
        return rows.tailMap(from).values().stream().limit(max).toList();
    }

    @Override
    public synchronized List<Contribution> tail(long from, int max) {
        return from < tailFrom ? null : read(from, max);
    }

    @Override
    public synchronized List<Lost> lost() {
        return List.copyOf(lost);
    }

    @Override
    public void sealed(long throughSequence) {}

    @Override
    public List<Rollup> rollups(String device, String quantity, long from, long to) {
        return List.of();
    }
}
