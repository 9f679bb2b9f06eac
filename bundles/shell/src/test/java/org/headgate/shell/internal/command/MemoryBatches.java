package org.headgate.shell.internal.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleTree;

/** Seals what it is told to; its signatures are empty. */
public final class MemoryBatches implements Batches {
    private final List<Contribution> contributions;
    private final List<SignedHeader> headers = new ArrayList<>();
    public int seals;

    public MemoryBatches(List<Contribution> contributions) {
        this.contributions = contributions;
    }

    /** Seals through a sequence. */
    public MemoryBatches sealThrough(long last) {
        long first = headers.isEmpty() ? 1 : last().orElseThrow().header().lastSequence() + 1;
        List<Contribution> batch = contributions.stream()
                .filter(c -> c.sequence() >= first && c.sequence() <= last)
                .toList();
        Hash root = MerkleTree.of(batch.stream().map(Leaf::of).toList()).root();
        BatchHeader header = new BatchHeader(
                Address.of(new byte[20]),
                last().map(before -> before.header().number() + 1).orElse(1L),
                Hash.ZERO,
                root,
                first,
                last,
                0,
                Fakes.NOW);
        headers.add(new SignedHeader(header, Hash.ZERO, new byte[65]));
        return this;
    }

    /** As after the loss of {@code precious}. */
    MemoryBatches lose(long number) {
        headers.removeIf(signed -> signed.header().number() == number);
        return this;
    }

    @Override
    public List<SignedHeader> list(long number, int max) {
        return headers.stream()
                .filter(signed -> signed.header().number() >= number)
                .limit(max)
                .toList();
    }

    @Override
    public Optional<SignedHeader> find(long number) {
        return headers.stream()
                .filter(signed -> signed.header().number() == number)
                .findFirst();
    }

    @Override
    public Optional<SignedHeader> holding(long sequence) {
        return headers.stream()
                .filter(signed -> signed.header().firstSequence() <= sequence
                        && signed.header().lastSequence() >= sequence)
                .findFirst();
    }

    @Override
    public Optional<SignedHeader> last() {
        return headers.isEmpty() ? Optional.empty() : Optional.of(headers.get(headers.size() - 1));
    }

    @Override
    public CompletionStage<Optional<SignedHeader>> seal() {
        seals++;
        sealThrough(contributions.get(contributions.size() - 1).sequence());
        return CompletableFuture.completedFuture(last());
    }

    @Override
    public MultiProof prove(long number, List<Long> sequences) {
        throw new UnsupportedOperationException("one at a time would build the tree each time");
    }
}
