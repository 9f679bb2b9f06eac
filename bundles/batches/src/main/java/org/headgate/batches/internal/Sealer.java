package org.headgate.batches.internal;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.Eip712;
import org.headgate.proof.MerkleTree;
import org.headgate.store.ChainMark;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** Makes the next header of the chain. One thread at a time. */
final class Sealer {
    private static final int PAGE_ROWS = 256;

    private final Journal journal;
    private final Signer signer;
    private final ChainMark<SignedHeader> mark;
    private final HeaderChain chain;
    private final TreeCache trees;
    private final int most;
    private final Clock clock;
    private volatile long behindMillis;
    private volatile long lost;
    private volatile @Nullable Gap unexpected;

    /** Sequences that are gone, and that the journal does not name as lost. @param batch whose header declares them */
    record Gap(long batch, long from, long to) {}

    Sealer(
            Journal journal,
            Signer signer,
            ChainMark<SignedHeader> mark,
            HeaderChain chain,
            TreeCache trees,
            int most,
            Clock clock) {
        this.journal = journal;
        this.signer = signer;
        this.mark = mark;
        this.chain = chain;
        this.trees = trees;
        this.most = most;
        this.clock = clock;
    }

    /** The sequence that the next batch begins at, unless it is lost. */
    long next() {
        return chain.last().map(last -> last.header().lastSequence() + 1).orElse(1L);
    }

    /** Contributions that are not sealed yet, at most: some may be lost. */
    long pending() {
        return Math.max(0, journal.next() - next());
    }

    /** How far the clock is behind the newest header, in milliseconds; 0 where it is not. */
    long behindMillis() {
        return behindMillis;
    }

    /** Sequences that were declared lost since the start. */
    long lost() {
        return lost;
    }

    /**
     * Seals one batch and waits until its header is synced; empty where there is nothing to seal. What was signed before and could not be stored is taken as it
     * is: another header of its number would be a second one.
     */
    Optional<SignedHeader> seal() throws JournalUnavailable, StoreUnavailable {
        Optional<SignedHeader> left = mark.catchUp();
        if (left.isPresent()) {
            append(left.get());
            return left;
        }
        long from = next();
        MerkleTree.Builder builder = MerkleTree.builder();
        long first = collect(from, builder);
        if (builder.size() == 0) {
            return Optional.empty();
        }
        MerkleTree tree = builder.build();
        SignedHeader signed = sign(tree, first, first - from);
        mark.keep(signed);
        trees.put(signed.header().number(), tree);
        append(signed);
        return Optional.of(signed);
    }

    private void append(SignedHeader signed) {
        BatchHeader header = signed.header();
        chain.append(signed);
        lost += header.lost();
        unexpected(header.number(), header.firstSequence() - header.lost(), header.firstSequence() - 1);
    }

    /** The last gap that was declared without the journal knowing of it. */
    @Nullable
    Gap unexpected() {
        return unexpected;
    }

    private void unexpected(long batch, long from, long to) {
        long at = from;
        for (Journal.Lost known : journal.lost()) {
            if (known.from() <= at && at <= known.to()) {
                at = known.to() + 1;
            }
        }
        if (at <= to) {
            unexpected = new Gap(batch, at, to);
        }
    }

    /** Takes what follows without a gap: behind a gap the next batch begins, so that the loss stands in its header. */
    private long collect(long from, MerkleTree.Builder builder) throws JournalUnavailable {
        long first = from;
        long next = from;
        while (builder.size() < most) {
            List<Contribution> page = journal.read(next, Math.min(PAGE_ROWS, most - builder.size()));
            for (Contribution contribution : page) {
                if (builder.size() == 0) {
                    first = contribution.sequence();
                } else if (contribution.sequence() != next) {
                    return first;
                }
                builder.add(contribution);
                next = contribution.sequence() + 1;
            }
            if (page.isEmpty()) {
                break;
            }
        }
        return first;
    }

    private SignedHeader sign(MerkleTree tree, long first, long missing) {
        Optional<SignedHeader> last = chain.last();
        long now = clock.millis();
        long notBefore = last.map(header -> header.header().sealedAt()).orElse(0L);
        behindMillis = Math.max(0, notBefore - now);
        BatchHeader header = new BatchHeader(
                signer.address(),
                last.map(previous -> previous.header().number() + 1).orElse(1L),
                last.map(SignedHeader::hash).orElse(Hash.ZERO),
                tree.root(),
                first,
                first + tree.size() - 1,
                missing,
                Math.max(now, notBefore));
        Hash hash = Eip712.hashStruct(header);
        return new SignedHeader(header, hash, signer.sign(Eip712.digest(hash)));
    }
}
