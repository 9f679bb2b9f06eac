package org.headgate.shell.internal.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.headgate.api.batch.Anchors;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.proof.AnchorProof;
import org.headgate.proof.AnchorProofs;
import org.headgate.proof.ExportWriter;
import org.headgate.proof.MerkleTree;
import org.jspecify.annotations.Nullable;

/**
 * One export of a sealed range. Reads each batch twice, a page at a time: once for the tree, of which it holds hashes alone, once for what is written. For one
 * thread.
 */
public final class BatchExport {
    private static final int PAGE = 256;

    private final Journal journal;
    private final Batches batches;
    private final AnchorProofs anchors;
    private final long from;
    private final long to;
    private final LongConsumer progress;
    private long headers;
    private long contributions;
    private long gone;
    private long missing;
    private long before;

    /** @param anchors null where no chain notes headers @param to sealed, as all before it @param progress told how many of the range are done */
    public BatchExport(
            Journal journal, Batches batches, @Nullable Anchors anchors, long from, long to, LongConsumer progress) {
        this.journal = journal;
        this.batches = batches;
        this.anchors = new AnchorProofs(anchors, batches::list);
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    public void write(ExportFormat format, OutputStream out) throws IOException, JournalUnavailable {
        try (ExportWriter writer = format.writer(out)) {
            Optional<SignedHeader> batch = next(firstBatch());
            while (batch.isPresent() && batch.get().header().firstSequence() <= to) {
                write(batch.get(), writer);
                batch = next(batch.get().header().number() + 1);
            }
        }
    }

    /** How many headers were written. */
    public long headers() {
        return headers;
    }

    /** How many contributions were written. */
    public long contributions() {
        return contributions;
    }

    /** How many of the range cannot be proven any more: they, or others of their batch, are gone. */
    public long gone() {
        return gone;
    }

    /** How many headers are lost between those that were written. */
    public long missing() {
        return missing;
    }

    /** The batch of a number, or the next that there is: headers may be lost. */
    private Optional<SignedHeader> next(long number) {
        return batches.list(number, 1).stream().findFirst();
    }

    /** The lowest batch that ends at {@code from} or behind. */
    private long firstBatch() {
        long low = 1;
        long high = batches.last().map(signed -> signed.header().number()).orElse(1L);
        while (low < high) {
            long middle = (low + high) >>> 1;
            boolean ends = next(middle)
                    .map(signed -> signed.header().lastSequence() >= from)
                    .orElse(false);
            if (ends) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void write(SignedHeader signed, ExportWriter writer) throws IOException, JournalUnavailable {
        BatchHeader header = signed.header();
        writer.header(signed);
        Optional<AnchorProof> anchor = anchors.of(signed);
        if (anchor.isPresent()) {
            writer.anchor(anchor.get());
        }
        headers++;
        missing += before == 0 ? 0 : header.number() - before - 1;
        before = header.number();
        long first = Math.max(from, header.firstSequence());
        long last = Math.min(to, header.lastSequence());
        MerkleTree.Builder leaves = leaves(header);
        if (leaves.size() != header.lastSequence() - header.firstSequence() + 1) {
            gone += last - first + 1;
            return;
        }
        MerkleTree tree = leaves.build();
        for (long next = first; next <= last; ) {
            List<Contribution> page = page(next, last);
            if (page.isEmpty()) {
                gone += last - next + 1;
                return;
            }
            for (Contribution contribution : page) {
                writer.contribution(contribution, tree.proof((int) (contribution.sequence() - header.firstSequence())));
            }
            contributions += page.size();
            next = page.get(page.size() - 1).sequence() + 1;
            progress.accept(next - from);
        }
    }

    private MerkleTree.Builder leaves(BatchHeader header) throws JournalUnavailable {
        MerkleTree.Builder leaves = MerkleTree.builder();
        long next = header.firstSequence();
        while (next <= header.lastSequence()) {
            List<Contribution> page = page(next, header.lastSequence());
            if (page.isEmpty()) {
                break;
            }
            page.forEach(leaves::add);
            next = page.get(page.size() - 1).sequence() + 1;
        }
        return leaves;
    }

    private List<Contribution> page(long from, long last) throws JournalUnavailable {
        return journal.read(from, PAGE).stream()
                .filter(contribution -> contribution.sequence() <= last)
                .toList();
    }
}
