package org.headgate.shell.internal.command;

import java.util.List;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.senml.SenmlException;

/** Sequences from 1 on without a gap, read by their place. */
public record LargeJournal(List<Contribution> contributions) implements Journal {

    public static List<Contribution> of(int count) throws SenmlException {
        return ExportTest.contributions(count);
    }

    @Override
    public long first() {
        return 1;
    }

    @Override
    public long next() {
        return contributions.size() + 1L;
    }

    @Override
    public List<Contribution> read(long from, int max) {
        int start = (int) from - 1;
        return contributions.subList(start, Math.min(contributions.size(), start + max));
    }

    @Override
    public List<Contribution> tail(long from, int max) {
        return read(from, max);
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
