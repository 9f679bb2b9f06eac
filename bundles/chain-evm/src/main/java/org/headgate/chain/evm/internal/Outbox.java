package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.Network;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the key's nonces. A transaction is signed and written down, synced, before it is offered to a node; its nonce counts as used once a node has it, and is
 * given to the next one where all refuse it. Orders go out one after the other, and wait for their blocks together. All state belongs to the chain's thread.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Nodes keep few of one sender. */
    static final int MOST_OPEN = 16;

    static final int MOST_QUEUED = 256;
    private static final int TRIES = 3;
    static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(400);
    private static final long VOID_KEPT_MILLIS = TimeUnit.DAYS.toMillis(30);

    private final Network network;
    private final Rpc rpc;
    private final Signer signer;
    private final Database database;
    private final TransactionTable table;
    private final GasBook gas;
    private final Limits limits;
    private final Executor thread;
    private final LongSupplier clock;
    private final OpenTransactions open;
    private final Delivery delivery;
    private final Budget budget;
    private final Quotes quotes;
    private final Deque<Wanted> queue = new ArrayDeque<>();
    private final Map<String, Wanted> wanted = new LinkedHashMap<>();
    private @Nullable Wanted current;
    private boolean closed;
    private long tidied;

    /** An order that is not written down yet. @param nonce that it must have; -1 for the next that is free */
    private record Wanted(Order order, Waiters waiters, long nonce) {}

    /** @param income as {@link Budget} wants it */
    Outbox(
            Network network,
            Rpc rpc,
            Signer signer,
            Database database,
            TransactionTable table,
            Limits limits,
            Executor thread,
            LongSupplier clock,
            Supplier<Optional<BigInteger>> income) {
        this.network = network;
        this.rpc = rpc;
        this.signer = signer;
        this.database = database;
        this.table = table;
        this.limits = limits;
        this.thread = thread;
        this.clock = clock;
        this.gas = new GasBook(table, clock);
        this.budget = new Budget(gas, limits.dailyGas(), limits.share(), income);
        this.open = new OpenTransactions(signer.address(), limits.lag().toNanos());
        this.delivery =
                new Delivery(network, rpc, signer, database, table, gas, budget, limits, open, thread, this::pump);
        this.quotes = new Quotes(rpc, signer.address(), limits, budget, open);
    }

    /** Takes up what an earlier run left. Blocks; before anything else, on any thread. */
    void load() throws StoreUnavailable {
        List<Sent> left = database.read(connection -> {
            gas.load(connection);
            return table.open(connection);
        });
        // Whether a node has them is not known.
        left.forEach(sent -> delivery.add(sent, new Waiters(), false));
    }

    OpenTransactions open() {
        return open;
    }

    Budget budget() {
        return budget;
    }

    GasBook gas() {
        return gas;
    }

    /** @see Quotes#lacking */
    BigInteger lacking() {
        return quotes.lacking();
    }

    /** Gives a transaction's end to whoever wants the same. Any thread. */
    CompletableFuture<Settlement> submit(Order order) {
        CompletableFuture<Settlement> settled = new CompletableFuture<>();
        try {
            thread.execute(() -> join(order, settled));
        } catch (java.util.concurrent.RejectedExecutionException e) {
            settled.completeExceptionally(Failures.stopped());
        }
        return settled;
    }

    /** What is done. Any thread. */
    CompletableFuture<Optional<Settlement>> find(String purpose) {
        return database.<@Nullable Sent>write(connection -> table.find(connection, purpose))
                .thenApplyAsync(
                        sent -> Optional.ofNullable(sent)
                                .filter(one -> one.state() == Sent.State.DONE)
                                .map(Sent::settlement),
                        thread)
                .toCompletableFuture();
    }

    /** Whether it was sent, or is about to be. Any thread. */
    CompletableFuture<Boolean> began(String purpose) {
        return database.<@Nullable Sent>write(connection -> table.find(connection, purpose))
                .thenApplyAsync(
                        sent -> sent != null && sent.state() != Sent.State.VOID && sent.state() != Sent.State.REVERTED,
                        thread)
                .toCompletableFuture();
    }

    /** Called often. */
    void tick() {
        long now = System.nanoTime();
        for (Wanted one : queue) {
            one.waiters.expire(
                    now,
                    () -> new ChainUnavailable(
                            "chain_busy",
                            queue.size() + " transactions wait for " + open.size()
                                    + " that are under way; nothing was sent, ask again"));
        }
        queue.removeIf(one -> one.waiters.isEmpty() && wanted.remove(one.order.purpose(), one));
        delivery.tick(now);
        pump();
        tidy();
    }

    /** Once a day. What is forgotten is known to the chain: it takes nothing twice. */
    private void tidy() {
        long today = TransactionTable.day(clock.getAsLong());
        if (today != tidied && !closed) {
            tidied = today;
            long now = clock.getAsLong();
            database.<Integer>write(connection -> table.prune(connection, now - KEPT_MILLIS, now - VOID_KEPT_MILLIS));
        }
    }

    void close() {
        closed = true;
        wanted.values().forEach(one -> one.waiters.fail(Failures.stopped()));
        wanted.clear();
        queue.clear();
        delivery.close();
    }

    private void join(Order order, CompletableFuture<Settlement> settled) {
        long until = System.nanoTime() + limits.patience().toNanos();
        if (closed) {
            settled.completeExceptionally(Failures.stopped());
            return;
        }
        if (open.join(order.purpose(), settled, until)) {
            return;
        }
        Wanted same = wanted.get(order.purpose());
        if (same == null) {
            if (wanted.size() >= MOST_QUEUED) {
                settled.completeExceptionally(new ChainUnavailable(
                        "chain_busy", "as many as " + MOST_QUEUED + " transactions wait already; nothing was sent"));
                return;
            }
            same = new Wanted(order, new Waiters(), -1);
            wanted.put(order.purpose(), same);
            queue.add(same);
        }
        same.waiters.add(settled, until);
        pump();
    }

    private void pump() {
        if (closed || current != null) {
            return;
        }
        long gap = delivery.takeGap();
        if (gap >= 0) {
            LOG.warn(
                    "No transaction has nonce {}, and those after it wait: it is filled with one that does nothing",
                    gap);
            take(new Wanted(nothing(gap), new Waiters(), gap));
        } else if (!queue.isEmpty() && open.hasRoom()) {
            take(queue.remove());
        }
    }

    private void take(Wanted next) {
        current = next;
        ask(next, TRIES);
    }

    /** From the account to itself. */
    private Order nothing(long nonce) {
        return new Order(
                "gap:" + signer.address() + ":" + nonce,
                signer.address(),
                new byte[0],
                new byte[0],
                new Order.Refusals("nonce_gap", "nonce_gap", "nonce_gap"));
    }

    /** What was done already is not done again. */
    private void ask(Wanted one, int tries) {
        database.<@Nullable Sent>write(connection -> table.find(connection, one.order.purpose()))
                .whenCompleteAsync(
                        (before, failure) -> {
                            if (failure != null) {
                                drop(one, failure);
                            } else if (before == null
                                    || before.state() == Sent.State.REVERTED
                                    || before.state() == Sent.State.VOID) {
                                prepare(one, tries, "pending");
                            } else if (before.state() == Sent.State.DONE) {
                                done(one).complete(before.settlement());
                                pump();
                            } else if (before.state() == Sent.State.EVENT_MISSING) {
                                drop(one, before.refused());
                            } else {
                                delivery.add(before, done(one), false);
                                pump();
                            }
                        },
                        thread);
    }

    /** @param counted as {@link Quotes#ask} wants it */
    private void prepare(Wanted one, int tries, String counted) {
        quotes.ask(one.order, counted)
                .whenCompleteAsync(
                        (quote, failure) -> {
                            if (failure != null) {
                                drop(one, failure);
                            } else {
                                write(one, quote, tries);
                            }
                        },
                        thread);
    }

    private void write(Wanted one, Quotes.Quote quote, int tries) {
        if (closed) {
            return;
        }
        long nonce = one.nonce >= 0 ? one.nonce : quote.nonce();
        byte[] raw = Envelope.sign(network.chainId(), nonce, quote.gas(), quote.fees(), one.order, signer);
        Sent intent = new Sent(
                one.order,
                signer.address(),
                nonce,
                quote.gas(),
                quote.fees(),
                raw,
                List.of(Envelope.hash(raw)),
                Sent.State.OPEN,
                clock.getAsLong(),
                Hash.ZERO,
                0,
                BigInteger.ZERO,
                "");
        database.<Sent>write(connection -> {
                    table.setAside(connection, intent);
                    table.put(connection, intent);
                    return intent;
                })
                .whenCompleteAsync(
                        (written, failure) -> {
                            if (failure != null) {
                                drop(one, failure);
                            } else {
                                send(one, written, tries);
                            }
                        },
                        thread);
    }

    private void send(Wanted one, Sent intent, int tries) {
        rpc.send(intent.raw())
                .whenCompleteAsync(
                        (sent, failure) -> {
                            Broadcast became = failure == null
                                    ? sent
                                    : new Broadcast(Broadcast.Outcome.UNKNOWN, failure.toString());
                            switch (became.outcome()) {
                                // Of a nonce that is used: by these very bytes, perhaps. The chain tells.
                                case ACCEPTED, UNKNOWN, NONCE_USED -> {
                                    delivery.add(intent, done(one), became.outcome() == Broadcast.Outcome.ACCEPTED);
                                    pump();
                                }
                                default -> takeBack(one, intent, became, tries);
                            }
                        },
                        thread);
    }

    /** All that were asked refused it, or none was reached: the nonce is free again, once that is written down. */
    private void takeBack(Wanted one, Sent intent, Broadcast became, int tries) {
        ChainUnavailable why = refused(became);
        database.<Sent>write(connection -> {
                    Sent ended = intent.ended(why.code());
                    table.put(connection, ended);
                    return ended;
                })
                .whenCompleteAsync(
                        (ended, failure) -> {
                            boolean ahead = became.outcome() == Broadcast.Outcome.NONCE_AHEAD;
                            if (failure != null) {
                                delivery.add(intent, done(one), false);
                                pump();
                            } else if (tries > 1
                                    && became.isFinal()
                                    && became.outcome() != Broadcast.Outcome.NO_FUNDS
                                    && became.outcome() != Broadcast.Outcome.REFUSED) {
                                if (ahead) {
                                    open.nonceUsed(-1);
                                }
                                prepare(one, tries - 1, ahead ? "latest" : "pending");
                            } else {
                                drop(one, why);
                            }
                        },
                        thread);
    }

    private ChainUnavailable refused(Broadcast became) {
        return switch (became.outcome()) {
            case NOT_SENT -> rpc.unavailable();
            case NO_FUNDS ->
                new ChainUnavailable("gas_account_empty", signer.address() + " cannot pay the gas: " + became.reason());
            case FEE_TOO_LOW ->
                new ChainUnavailable("gas_too_dear", "the fees were too low for the node: " + became.reason());
            case REFUSED -> new ChainUnavailable("transaction_refused", "no node would take it: " + became.reason());
            default ->
                new ChainUnavailable(
                        "nonce_contended",
                        "another transaction took the nonce: " + became.reason()
                                + "; does another program use this key?");
        };
    }

    private Waiters done(Wanted one) {
        current = null;
        wanted.remove(one.order.purpose());
        return one.waiters;
    }

    private void drop(Wanted one, Throwable failure) {
        done(one).fail(Failures.told(failure));
        pump();
    }
}
