package org.headgate.batches.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.status.Problem;
import org.headgate.store.ChainMark;
import org.headgate.store.Mark;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals when a batch is due or when asked to, on a thread of its own. {@link #tick()} comes from outside, about once a second. */
final class SealedBatches implements Batches, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealedBatches.class);
    private static final long STOP_SECONDS = 5;
    private static final int PRUNE_EVERY_TICKS = 3600;
    /** Not while the gateway starts, and before the first batch is due. */
    private static final int REHEARSE_AT_TICK = 10;

    final SealListeners listeners;
    final TreeCache trees;
    final Sealer sealer;
    final HeaderChain chain;
    private final Limits limits;
    private final Duration keep;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Journal journal;
    private final HeaderTable table;
    private final ChainMark<SignedHeader> mark;
    private final Prover prover;
    private final ExecutorService thread;
    private final AtomicBoolean queued = new AtomicBoolean();
    private final List<CompletableFuture<Optional<SignedHeader>>> waiting = new ArrayList<>();
    private volatile @Nullable Failure failure;
    private long openSince = -1;
    private long forcedAt;
    private long ticks;

    /** Why the last seal failed. */
    record Failure(String code, String reason) {}

    /** Reads the disk. @param keep how long headers are kept at least @param nanos a monotonic clock */
    SealedBatches(
            Journal journal,
            Signer signer,
            Store store,
            Limits limits,
            long treeBytes,
            Duration keep,
            SealListeners listeners,
            Clock clock,
            LongSupplier nanos)
            throws StoreUnavailable {
        this.journal = journal;
        this.limits = limits;
        this.keep = keep;
        this.listeners = listeners;
        this.clock = clock;
        this.nanos = nanos;
        this.table = new HeaderTable(store.precious());
        this.mark = new ChainMark<>(BatchesComponent.NAME, store.mark(Mark.BATCHES), new HeaderForm(), table);
        mark.open();
        this.chain = new HeaderChain(table);
        this.trees = new TreeCache(treeBytes);
        this.prover = new Prover(journal, trees);
        this.sealer = new Sealer(journal, signer, mark, chain, trees, limits.most(), clock);
        this.forcedAt = nanos.getAsLong() - limits.forced().toNanos();
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread sealing = new Thread(work, "batches-seal");
            sealing.setDaemon(true);
            return sealing;
        });
        journal.sealed(chain.last().map(last -> last.header().lastSequence()).orElse(0L));
    }

    /** Looks whether a batch is due; does not block. */
    void tick() {
        try {
            if (ticks == REHEARSE_AT_TICK) {
                thread.execute(Rehearsal::run);
            }
            if (ticks++ % PRUNE_EVERY_TICKS == 0) {
                table.prune(clock.millis() - keep.toMillis(), journal.first());
            }
            check();
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping");
        } catch (RuntimeException e) {
            // a scheduler drops what throws, and nothing would be sealed any more
            LOG.error("looking for a batch that is due failed", e);
            failure = new Failure("seal_failed", String.valueOf(e.getMessage()));
        }
    }

    private void check() {
        if (due() && queued.compareAndSet(false, true)) {
            try {
                thread.execute(this::sealAll);
            } catch (RejectedExecutionException e) {
                queued.set(false);
            }
        }
    }

    private synchronized boolean due() {
        long now = nanos.getAsLong();
        long pending = sealer.pending();
        if (pending == 0) {
            openSince = -1;
        } else if (openSince < 0) {
            openSince = now;
        }
        boolean asked = !waiting.isEmpty() && now - forcedAt >= limits.forced().toNanos();
        return asked || pending > 0 && limits.due(pending, Duration.ofNanos(now - openSince));
    }

    /** Seals what is there now, in as many batches as it takes; the rest of a batch that was not asked for waits until it is due itself. */
    private void sealAll() {
        queued.set(false);
        List<CompletableFuture<Optional<SignedHeader>>> asked = asked();
        try {
            long target = journal.next();
            Optional<SignedHeader> sealed = sealer.seal();
            while (sealed.isPresent()) {
                tell(sealed.get());
                boolean more = sealer.next() < target && (!asked.isEmpty() || sealer.pending() >= limits.most());
                sealed = more ? sealer.seal() : Optional.empty();
            }
            failure = null;
            asked.forEach(one -> one.complete(chain.last()));
        } catch (JournalUnavailable e) {
            fail(asked, new Failure(e.code(), e.getMessage()), e);
        } catch (StoreUnavailable e) {
            fail(asked, new Failure(e.code(), e.getMessage()), e);
        } catch (RuntimeException e) {
            LOG.error("sealing failed", e);
            fail(asked, new Failure("seal_failed", String.valueOf(e.getMessage())), e);
        }
    }

    private synchronized List<CompletableFuture<Optional<SignedHeader>>> asked() {
        openSince = nanos.getAsLong();
        if (waiting.isEmpty() || nanos.getAsLong() - forcedAt < limits.forced().toNanos()) {
            return List.of();
        }
        forcedAt = nanos.getAsLong();
        List<CompletableFuture<Optional<SignedHeader>>> asked = List.copyOf(waiting);
        waiting.clear();
        return asked;
    }

    private void tell(SignedHeader sealed) {
        journal.sealed(sealed.header().lastSequence());
        listeners.sealed(sealed);
    }

    private void fail(List<CompletableFuture<Optional<SignedHeader>>> asked, Failure why, Exception cause) {
        failure = why;
        asked.forEach(one -> one.completeExceptionally(cause));
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** What was found of mark and table at the start. */
    Optional<Problem> markProblem() {
        return mark.problem();
    }

    @Override
    public CompletionStage<Optional<SignedHeader>> seal() {
        CompletableFuture<Optional<SignedHeader>> result = new CompletableFuture<>();
        synchronized (this) {
            if (sealer.pending() == 0) {
                return CompletableFuture.completedFuture(chain.last());
            }
            if (thread.isShutdown()) {
                return CompletableFuture.failedFuture(new IllegalStateException("the gateway is stopping"));
            }
            waiting.add(result);
        }
        check();
        return result;
    }

    @Override
    public List<SignedHeader> list(long number, int max) {
        return readable(() -> chain.list(number, max));
    }

    @Override
    public Optional<SignedHeader> find(long number) {
        return readable(() -> chain.find(number));
    }

    @Override
    public Optional<SignedHeader> holding(long sequence) {
        return readable(() -> chain.holding(sequence));
    }

    @Override
    public Optional<SignedHeader> last() {
        return chain.last();
    }

    @Override
    public MultiProof prove(long number, List<Long> sequences) throws JournalUnavailable {
        SignedHeader header = find(number)
                .orElseThrow(() -> new IllegalArgumentException("there is no batch " + number + "; the newest is "
                        + last().map(newest -> newest.header().number()).orElse(0L)));
        return prover.prove(header, sequences);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            waiting.forEach(one -> one.completeExceptionally(new IllegalStateException("the gateway is stopping")));
            waiting.clear();
        }
    }

    private interface Reading<T> {
        T read() throws StoreUnavailable;
    }

    private static <T> T readable(Reading<T> reading) {
        try {
            return reading.read();
        } catch (StoreUnavailable e) {
            throw new IllegalStateException("headers cannot be read: " + e.getMessage(), e);
        }
    }
}
