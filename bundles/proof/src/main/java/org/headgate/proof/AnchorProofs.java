package org.headgate.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headgate.api.batch.Anchor;
import org.headgate.api.batch.Anchors;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.JournalUnavailable;
import org.jspecify.annotations.Nullable;

/** Proofs of headers below their anchors. Keeps the tree of the last anchor: ask in the order of the batches. For one thread. */
public final class AnchorProofs {
    private static final int PAGE = 512;

    private final @Nullable Anchors anchors;
    private final Headers headers;
    private @Nullable Anchor current;
    private List<Long> numbers = List.of();
    private @Nullable MerkleTree tree;

    /** Those there are from a number on, as {@code Batches.list}. */
    @FunctionalInterface
    public interface Headers {
        List<SignedHeader> list(long number, int max);
    }

    /** @param anchors null where no chain notes anything */
    public AnchorProofs(@Nullable Anchors anchors, Headers headers) {
        this.anchors = anchors;
        this.headers = headers;
    }

    /** Empty where the header is not anchored yet, or where headers of the same anchor are lost. */
    public Optional<AnchorProof> of(SignedHeader header) throws JournalUnavailable {
        long number = header.header().number();
        Anchor anchor = covering(number);
        if (anchor == null) {
            return Optional.empty();
        }
        if (!anchor.equals(current)) {
            build(anchor);
        }
        MerkleTree built = tree;
        int index = numbers.indexOf(number);
        return built == null || index < 0
                ? Optional.empty()
                : Optional.of(new AnchorProof(
                        number, anchor.network(), anchor.contract(), anchor.root(), built.proof(index)));
    }

    private @Nullable Anchor covering(long number) throws JournalUnavailable {
        Anchor last = current;
        if (last != null && number >= last.first() && number <= last.last()) {
            return last;
        }
        return anchors == null ? null : anchors.covering(number).orElse(null);
    }

    private void build(Anchor anchor) {
        List<Long> found = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        List<SignedHeader> page = headers.list(anchor.first(), PAGE);
        while (!page.isEmpty() && page.get(0).header().number() <= anchor.last()) {
            for (SignedHeader signed : page) {
                if (signed.header().number() <= anchor.last()) {
                    found.add(signed.header().number());
                    leaves.add(Leaf.of(signed.hash()));
                }
            }
            page = headers.list(page.get(page.size() - 1).header().number() + 1, PAGE);
        }
        MerkleTree built = leaves.isEmpty() ? null : MerkleTree.of(leaves);
        current = anchor;
        numbers = found;
        tree = built != null && built.root().equals(anchor.root()) ? built : null;
    }
}
