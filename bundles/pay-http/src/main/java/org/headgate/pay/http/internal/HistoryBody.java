package org.headgate.pay.http.internal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.FeedHistory.Piece;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.api.topic.DurableTopic.Page;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.pay.http.internal.server.Body;
import org.jspecify.annotations.Nullable;

/** The records of a range with their proofs, read as they are taken: piece by piece, of each the records and then their proofs. */
final class HistoryBody implements Body {
    private static final int PART_BYTES = 64 * 1024;
    private static final int RECORDS_A_READ = 32;
    private static final long BUSY_MILLIS = 100;
    private static final String GONE = "history_gone";

    private final FeedHistory history;
    private final String feed;
    private final HistoryRange range;
    private final HistoryForm form;
    private final Executor readers;
    private final Queue<byte[]> proofs = new ArrayDeque<>();
    private @Nullable Piece piece;
    /** The next record of the piece; where there is none, of the range. */
    private long at;
    /** Records up to it are left out: the buyer has them. */
    private final long after;

    /** @param after the last position that the buyer has; the proofs of its piece come again, for they may not have come */
    HistoryBody(FeedHistory history, BoughtHistory bought, HistoryForm form, long after, Executor readers) {
        this.history = history;
        this.feed = bought.feed();
        this.range = bought.range();
        this.form = form;
        this.readers = readers;
        this.after = after;
        this.at = Math.max(range.from(), after);
    }

    @Override
    public CompletionStage<byte @Nullable []> next() {
        CompletableFuture<byte @Nullable []> part = new CompletableFuture<>();
        read(part);
        return part;
    }

    private void read(CompletableFuture<byte @Nullable []> part) {
        try {
            readers.execute(() -> {
                try {
                    part.complete(part());
                } catch (JournalUnavailable | RuntimeException e) {
                    part.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            CompletableFuture.delayedExecutor(BUSY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> read(part));
        }
    }

    private byte @Nullable [] part() throws JournalUnavailable {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < PART_BYTES) {
            byte[] proof = proofs.poll();
            if (proof != null) {
                out.writeBytes(form.proof(feed, proof));
            } else if (piece != null) {
                read(piece, out);
            } else if (at > range.to()) {
                break;
            } else {
                open(out);
            }
        }
        return out.size() == 0 ? null : out.toByteArray();
    }

    /** The next piece of the range. */
    private void open(ByteArrayOutputStream out) throws JournalUnavailable {
        Optional<Piece> next = history.piece(at).filter(found -> found.first() <= range.to());
        long first = next.map(Piece::first).orElse(range.to() + 1);
        if (first > at) {
            out.writeBytes(form.gone(feed, at, first - 1));
        }
        piece = next.orElse(null);
        at = next.isPresent() ? Math.max(first, after + 1) : range.to() + 1;
    }

    private void read(Piece open, ByteArrayOutputStream out) throws JournalUnavailable {
        try {
            if (form.records && at <= open.last()) {
                Page page = history.read(open, at, RECORDS_A_READ, form == HistoryForm.LEAVES);
                for (Item item : page.items()) {
                    out.writeBytes(form.record(feed, item));
                }
                at = page.next();
                return;
            }
            if (form.proofs) {
                proofs.addAll(history.proofs(open));
            }
        } catch (JournalUnavailable e) {
            if (!e.code().equals(GONE)) {
                throw e;
            }
            out.writeBytes(form.gone(feed, Math.min(at, open.last()), open.last()));
        }
        piece = null;
        at = open.last() + 1;
    }
}
