package org.headgate.coap.source.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** Contributions in a row; the last {@code tail} of them are in memory. */
final class FakeJournal implements Journal {
    private final List<Contribution> rows = new ArrayList<>();
    private final int tail;

    FakeJournal(int tail) {
        this.tail = tail;
    }

    synchronized void add(String device, String json) throws SenmlException {
        SenmlPack pack = SenmlPack.readJson(json.getBytes(), 1_800_000_000_000L);
        rows.add(new Contribution(next(), 1, Kind.MEASUREMENT, Trust.UNKNOWN, pack.toCbor(), device, true));
    }

    @Override
    public synchronized long first() {
        return 1;
    }

    @Override
    public synchronized long next() {
        return rows.size() + 1L;
    }

    @Override
    public synchronized List<Contribution> read(long from, int max) {
        int start = (int) Math.min(rows.size(), from - 1);
        return List.copyOf(rows.subList(start, Math.min(rows.size(), start + max)));
    }

    @Override
    public synchronized List<Contribution> tail(long from, int max) {
        return from <= rows.size() - tail ? null : read(from, max);
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
