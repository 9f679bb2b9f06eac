package org.headgate.feeds.internal;

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
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.Eip712;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.Secp256k1;

/** Batches over any journal, with a real key and real trees. */
final class MemoryBatches implements Batches, Signer {
    private static final byte[] KEY = Hash.parse("0x" + "42".repeat(32)).bytes();
    private static final Address ADDRESS = Secp256k1.address(KEY);

    private final Journal journal;
    private final List<SignedHeader> headers = new ArrayList<>();

    MemoryBatches(Journal journal) {
        this.journal = journal;
    }

    synchronized SignedHeader sealAll(long now) {
        Optional<SignedHeader> before = last();
        long first = before.map(last -> last.header().lastSequence() + 1).orElse(1L);
        List<Contribution> rows = rows(first, Integer.MAX_VALUE);
        BatchHeader header = new BatchHeader(
                address(),
                before.map(last -> last.header().number() + 1).orElse(1L),
                before.map(SignedHeader::hash).orElse(Hash.ZERO),
                MerkleTree.of(rows.stream().map(Leaf::of).toList()).root(),
                first,
                rows.get(rows.size() - 1).sequence(),
                0,
                now);
        Hash hash = Eip712.hashStruct(header);
        headers.add(new SignedHeader(header, hash, sign(Eip712.digest(hash))));
        return headers.get(headers.size() - 1);
    }

    /** As after the loss of {@code precious}. */
    synchronized void lose(long number) {
        headers.removeIf(header -> header.header().number() == number);
    }

    @Override
    public Address address() {
        return ADDRESS;
    }

    @Override
    public byte[] sign(Hash digest) {
        return Secp256k1.sign(KEY, digest);
    }

    @Override
    public synchronized List<SignedHeader> list(long number, int max) {
        return headers.stream()
                .filter(h -> h.header().number() >= number)
                .limit(max)
                .toList();
    }

    @Override
    public synchronized Optional<SignedHeader> find(long number) {
        return headers.stream().filter(h -> h.header().number() == number).findFirst();
    }

    @Override
    public synchronized Optional<SignedHeader> holding(long sequence) {
        return headers.stream()
                .filter(h -> h.header().firstSequence() <= sequence
                        && sequence <= h.header().lastSequence())
                .findFirst();
    }

    @Override
    public synchronized Optional<SignedHeader> last() {
        return headers.isEmpty() ? Optional.empty() : Optional.of(headers.get(headers.size() - 1));
    }

    @Override
    public CompletionStage<Optional<SignedHeader>> seal() {
        return CompletableFuture.completedFuture(last());
    }

    @Override
    public synchronized MultiProof prove(long number, List<Long> sequences) {
        SignedHeader header = find(number).orElseThrow();
        int size = (int) (header.header().lastSequence() - header.header().firstSequence() + 1);
        List<Contribution> rows = rows(header.header().firstSequence(), size);
        MerkleTree.MultiProof proof = MerkleTree.of(rows.stream().map(Leaf::of).toList())
                .multiProof(sequences.stream()
                        .mapToInt(sequence -> (int) (sequence - header.header().firstSequence()))
                        .toArray());
        return new MultiProof(
                header,
                proof.indices().stream()
                        .map(index -> rows.get(index).sequence())
                        .toList(),
                proof.proof(),
                proof.flags());
    }

    private List<Contribution> rows(long from, int max) {
        List<Contribution> rows = new ArrayList<>();
        try {
            List<Contribution> page = journal.read(from, Math.min(max, 1_000));
            while (!page.isEmpty() && rows.size() < max) {
                rows.addAll(page.subList(0, Math.min(page.size(), max - rows.size())));
                page = journal.read(rows.get(rows.size() - 1).sequence() + 1, 1_000);
            }
        } catch (JournalUnavailable e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }
}
