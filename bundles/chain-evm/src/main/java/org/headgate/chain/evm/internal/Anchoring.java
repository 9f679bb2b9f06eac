package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.status.Report;
import org.headgate.chain.evm.internal.AnchorTable.Anchor;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleTree;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a period, has the chain note the root over the headers that were sealed since the last one. The range and its root are written down before they are sent, so that after a crash
 * the same root is asked for.
 */
final class Anchoring {
    private static final Logger LOG = LoggerFactory.getLogger(Anchoring.class);

    /** Of one anchor: eleven days of batches sealed every minute. */
    private static final int MOST_BATCHES = 16_384;

    private static final int PAGE = 512;
    private static final Duration KEPT = Duration.ofDays(4_000);
    private static final Duration DAY = Duration.ofDays(1);

    private final PaymentChain chain;
    private final Headers headers;
    private final Database database;
    private final AnchorTable table;
    private final Duration period;
    private final LongSupplier clock;
    private final ScheduledFuture<?> timer;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile State state = new State(null, BigInteger.ZERO, "");
    private volatile boolean loaded;

    /** Sealed ones from a number on, as {@link Batches#list}. */
    interface Headers {
        List<SignedHeader> list(long number, int max);
    }

    /** @param last newest, noted or not @param dayCost wei of the last 24 hours @param obstacle why the newest is not noted; empty where it is */
    private record State(@Nullable Anchor last, BigInteger dayCost, String obstacle) {}

    /** @param look how often to see whether something is to be done */
    Anchoring(
            PaymentChain chain,
            Headers headers,
            Database database,
            Duration period,
            Duration look,
            ScheduledExecutorService scheduler,
            LongSupplier clock) {
        this.chain = chain;
        this.headers = headers;
        this.database = database;
        this.table = new AnchorTable(chain.network().chainId());
        this.period = period;
        this.clock = clock;
        this.timer = scheduler.scheduleWithFixedDelay(this::tick, 0, look.toMillis(), TimeUnit.MILLISECONDS);
    }

    void close() {
        timer.cancel(false);
    }

    void report(Report.Builder report) {
        State now = state;
        Anchor last = now.last;
        report.fact(
                        "chain.anchor.last",
                        last == null
                                ? "none"
                                : "batches " + last.first() + " to " + last.last() + ", "
                                        + (last.notedAt() == 0
                                                ? "not noted yet" + (now.obstacle.isEmpty() ? "" : ": " + now.obstacle)
                                                : "noted at " + Instant.ofEpochSecond(last.notedAt())))
                .fact("chain.anchor.cost.day", ChainReport.ether(now.dayCost))
                .metric("chain.anchor.batch", last == null || last.notedAt() == 0 ? 0 : last.last())
                .metric("chain.anchor.cost.day.gwei", ChainReport.gwei(now.dayCost));
    }

    @Nullable
    Anchor last() {
        return state.last;
    }

    /** Reads headers from the disk: not on the scheduler's thread. */
    private void tick() {
        if (busy.compareAndSet(false, true)) {
            CompletableFuture.supplyAsync(this::next)
                    .thenCompose(due -> due == null ? CompletableFuture.completedFuture(null) : anchor(due))
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            hinder(failure);
                        }
                        busy.set(false);
                    });
        }
    }

    private void hinder(Throwable failure) {
        String why = String.valueOf(Failures.cause(failure).getMessage());
        if (!why.equals(state.obstacle)) {
            LOG.info("An anchor waits: {}", why);
        }
        state = new State(state.last, state.dayCost, why);
    }

    /** What is to be noted now: the one that was made and is not, else a new one where it is time. */
    private @Nullable Anchor next() {
        try {
            Anchor last = loaded ? state.last : load();
            if (last != null && last.notedAt() == 0) {
                return last;
            }
            long now = clock.getAsLong();
            if (last != null && now - last.madeAt() < period.toMillis() && now >= last.madeAt()) {
                return null;
            }
            return make(last == null ? 1 : last.last() + 1, now);
        } catch (StoreUnavailable e) {
            throw new IllegalStateException("what was anchored cannot be read: " + e.getMessage());
        }
    }

    private @Nullable Anchor load() throws StoreUnavailable {
        long since = clock.getAsLong() - DAY.toMillis();
        database.prepare("chain_anchor", AnchorTable.STEPS);
        State found = database.read(connection -> new State(table.last(connection), table.cost(connection, since), ""));
        state = found;
        loaded = true;
        return found.last;
    }

    /** Of headers that are gone the range is left out. */
    private @Nullable Anchor make(long from, long now) {
        List<Hash> leaves = new ArrayList<>();
        long first = 0;
        long last = from - 1;
        List<SignedHeader> page = headers.list(from, PAGE);
        while (!page.isEmpty() && leaves.size() < MOST_BATCHES) {
            for (SignedHeader header : page) {
                first = first == 0 ? header.header().number() : first;
                last = header.header().number();
                leaves.add(Leaf.of(header.hash()));
            }
            page = headers.list(last + 1, PAGE);
        }
        return leaves.isEmpty()
                ? null
                : Anchor.made(first, last, MerkleTree.of(leaves).root(), now);
    }

    private CompletionStage<@Nullable Void> anchor(Anchor due) {
        boolean written = due.equals(state.last);
        return (written ? CompletableFuture.completedFuture(due) : write(due))
                .thenCompose(ready -> chain.anchor(due.root()))
                .thenCompose(noted -> write(due.noted(
                        noted.at(),
                        noted.settlement().transaction(),
                        noted.settlement().gasCost())))
                .thenApply(done -> null);
    }

    private CompletionStage<Anchor> write(Anchor anchor) {
        long now = clock.getAsLong();
        return database.<State>write(connection -> {
                    table.put(connection, anchor);
                    table.prune(connection, now - KEPT.toMillis());
                    return new State(anchor, table.cost(connection, now - DAY.toMillis()), "");
                })
                .thenApply(written -> {
                    state = written;
                    return anchor;
                });
    }
}
