package org.headgate.coverage.internal;

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

/** A journal in memory. */
final class TestJournal implements Journal {
    private final NavigableMap<Long, Contribution> rows = new TreeMap<>();
    private long first = 1;
    private long next = 1;
    boolean adopted = true;

    /** @param quantities name and value in turn: numbers, texts, bytes */
    synchronized void add(Kind kind, String device, long receivedAt, long toldAt, Object... quantities) {
        List<SenmlRecord> records = new ArrayList<>();
        for (int i = 0; i < quantities.length; i += 2) {
            records.add(new SenmlRecord(device + ":" + quantities[i], null, value(quantities[i + 1]), toldAt / 1000.0));
        }
        try {
            byte[] pack = SenmlPack.of(records).toCbor();
            rows.put(next, new Contribution(next, receivedAt, kind, Trust.UNKNOWN, pack, device, adopted));
            next++;
        } catch (SenmlException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Time goes on: something that has nothing to do with coverage is received. */
    void tick(long receivedAt) {
        add(Kind.MEASUREMENT, "urn:dev:ops:host", receivedAt, receivedAt, "load", 1);
    }

    private static SenmlValue value(Object value) {
        if (value instanceof String text) {
            return new SenmlValue.Text(text);
        }
        return value instanceof byte[] data
                ? new SenmlValue.Data(data)
                : new SenmlValue.Num(((Number) value).doubleValue());
    }

    /** Takes over what another holds below a sequence. */
    synchronized void copy(TestJournal other, long through) {
        for (Contribution row : other.read(next, (int) (through - next))) {
            rows.put(row.sequence(), row);
        }
        next = through;
    }

    synchronized void retain(long from) {
        rows.headMap(from).clear();
        first = from;
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
    public List<Contribution> tail(long from, int max) {
        return null;
    }

    @Override
    public List<Lost> lost() {
        return List.of();
    }

    @Override
    public void sealed(long throughSequence) {}

    @Override
    public List<Rollup> rollups(String device, String quantity, long from, long to) {
        return List.of();
    }
}
