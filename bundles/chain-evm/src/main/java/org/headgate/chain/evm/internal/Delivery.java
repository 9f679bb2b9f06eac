package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.store.Database;
import org.headgate.x402.Network;
import org.headgate.x402.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees the transactions that were written down into a block: looks for their receipts, offers the same bytes again, and replaces those that are stuck with ones that pay
 * more. All state belongs to the chain's thread.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Some endpoints take few calls in one request. */
    private static final int MOST_CALLS = 8;

    private static final int MOST_ATTEMPTS = 24;

    private final Network network;
    private final Rpc rpc;
    private final Signer signer;
    private final Database database;
    private final TransactionTable table;
    private final GasBook gas;
    private final Budget budget;
    private final Limits limits;
    private final OpenTransactions open;
    private final Executor thread;
    private final Runnable changed;
    private final NonceGap gap = new NonceGap();
    private boolean looking;
    private boolean closed;

    /** @param changed called when one is in a block, or a nonce is to be filled */
    Delivery(
            Network network,
            Rpc rpc,
            Signer signer,
            Database database,
            TransactionTable table,
            GasBook gas,
            Budget budget,
            Limits limits,
            OpenTransactions open,
            Executor thread,
            Runnable changed) {
        this.network = network;
        this.rpc = rpc;
        this.signer = signer;
        this.database = database;
        this.table = table;
        this.gas = gas;
        this.budget = budget;
        this.limits = limits;
        this.open = open;
        this.thread = thread;
        this.changed = changed;
    }

    /** @param accepted whether a node has it */
    void add(Sent sent, Waiters waiters, boolean accepted) {
        open.add(new OpenTransaction(sent, waiters, accepted, System.nanoTime()));
        thread.execute(() -> tick(System.nanoTime()));
    }

    /** A nonce that holds up all others until something is sent with it; -1 where there is none. */
    long takeGap() {
        return gap.take(System.nanoTime(), limits.lag().toNanos());
    }

    void tick(long now) {
        open.expire(now);
        if (looking || closed || open.size() == 0) {
            return;
        }
        List<OpenTransaction> next = new ArrayList<>();
        List<Call> calls = new ArrayList<>(List.of(
                Call.transactionCount(signer.address(), "latest"), Call.block(), Call.priorityFee(), Call.gasPrice()));
        int first = calls.size();
        for (OpenTransaction one : open.inOrder()) {
            if (!one.busy
                    && (next.isEmpty() || calls.size() + one.sent.attempts().size() <= MOST_CALLS)) {
                next.add(one);
                one.sent.attempts().forEach(hash -> calls.add(Call.receipt(hash)));
            }
        }
        if (next.isEmpty()) {
            return;
        }
        looking = true;
        rpc.ask(calls)
                .whenCompleteAsync(
                        (answers, failure) -> {
                            looking = false;
                            if (failure == null && !closed) {
                                look(next, answers, first);
                            }
                        },
                        thread);
    }

    void close() {
        closed = true;
        open.giveUp();
    }

    private void look(List<OpenTransaction> asked, List<Answer> answers, int from) {
        try {
            long counted = answers.get(0).quantity().longValue();
            BigInteger base = Quotes.baseFee(answers.get(1).result());
            BigInteger priority = Quotes.priority(answers.get(2), answers.get(3), base);
            Optional<Fees> fees = Fees.of(base, priority, limits.caps());
            gap.look(counted, open.lowestNonce(), now());
            int at = from;
            // What waits for a nonce before it is not helped by higher fees.
            boolean first = !gap.isOpen();
            for (OpenTransaction one : asked) {
                List<Hash> attempts = one.sent.attempts();
                Receipt receipt = receipt(attempts, answers.subList(at, at + attempts.size()));
                at += attempts.size();
                if (receipt != null) {
                    finish(one, receipt);
                } else {
                    push(one, counted, first ? fees : Optional.empty());
                    first &= !open.isOurs(one);
                }
            }
        } catch (MalformedAnswer e) {
            LOG.debug("An endpoint answers what cannot be: {}", e.getMessage());
        }
        if (gap.isOpen()) {
            changed.run();
        }
    }

    private static long now() {
        return System.nanoTime();
    }

    private static @Nullable Receipt receipt(List<Hash> attempts, List<Answer> answers) throws MalformedAnswer {
        for (int i = 0; i < attempts.size(); i++) {
            JsonNode result = answers.get(i).result();
            if (result != null && result.isObject() && result.hasNonNull("blockNumber")) {
                return Receipt.read(attempts.get(i), result);
            }
        }
        return null;
    }

    private void finish(OpenTransaction one, Receipt receipt) {
        Sent mined = one.sent.mined(receipt);
        one.busy = true;
        database.<Sent>write(connection -> {
                    table.put(connection, mined);
                    gas.write(connection, mined.gasCost());
                    return mined;
                })
                .whenCompleteAsync(
                        (written, failure) -> {
                            one.busy = false;
                            if (failure != null) {
                                LOG.warn("What came of {} cannot be written: {}", mined.hash(), failure.getMessage());
                                return;
                            }
                            gas.add(mined.gasCost());
                            open.remove(one);
                            if (open.isOurs(one)) {
                                open.nonceUsed(mined.nonce());
                            }
                            if (mined.state() == Sent.State.DONE) {
                                one.waiters.complete(mined.settlement());
                            } else {
                                one.waiters.fail(mined.refused());
                            }
                            changed.run();
                        },
                        thread);
    }

    /** @param counted transactions of ours in blocks @param fees for a replacement; empty where there is to be none */
    private void push(OpenTransaction one, long counted, Optional<Fees> fees) {
        long now = now();
        if (open.isOurs(one) && counted > one.sent.nonce()) {
            if (one.missed(now, limits.lag().toNanos())) {
                giveUp(one);
            }
            return;
        }
        one.notMissed();
        if (!one.isDue(limits.stuck().toNanos(), now)) {
            return;
        }
        Optional<Fees> higher = fees.filter(
                        suggested -> open.isOurs(one) && one.sent.attempts().size() < MOST_ATTEMPTS)
                .flatMap(suggested -> suggested.above(one.sent.fees(), limits.caps()))
                .filter(raised -> isAffordable(one, raised));
        if (one.isAccepted()) {
            one.stuck = true;
        }
        if (one.isAccepted() && higher.isPresent()) {
            replace(one, higher.get());
        } else {
            offer(one, higher);
        }
    }

    private boolean isAffordable(OpenTransaction one, Fees raised) {
        Sent sent = one.sent;
        BigInteger more = raised.cost(sent.gas()).subtract(sent.fees().cost(sent.gas()));
        return budget.allows(open.reserved().add(more));
    }

    /**
     * The same bytes again; where one endpoint took them and they are in no block, to all: it may never have passed them on.
     *
     * @param higher what may be paid instead, where a node finds it too little
     */
    private void offer(OpenTransaction one, Optional<Fees> higher) {
        one.busy = true;
        (one.isAccepted() ? rpc.sendToAll(one.sent.raw()) : rpc.send(one.sent.raw()))
                .whenCompleteAsync(
                        (became, failure) -> {
                            one.busy = false;
                            if (failure != null || closed) {
                                return;
                            }
                            one.offered(became, now());
                            if (became.outcome() == Broadcast.Outcome.FEE_TOO_LOW && higher.isPresent()) {
                                replace(one, higher.get());
                            } else if (became.outcome() == Broadcast.Outcome.ACCEPTED) {
                                changed.run();
                            }
                        },
                        thread);
    }

    /** Written down before it is sent, as the first was. */
    private void replace(OpenTransaction one, Fees higher) {
        Sent before = one.sent;
        byte[] raw = Envelope.sign(network.chainId(), before.nonce(), before.gas(), higher, before.order(), signer);
        Sent after = before.replaced(higher, raw, Envelope.hash(raw));
        one.busy = true;
        database.<Sent>write(connection -> {
                    table.put(connection, after);
                    return after;
                })
                .whenCompleteAsync(
                        (written, failure) -> {
                            one.busy = false;
                            if (failure == null && !closed) {
                                one.sent = after;
                                LOG.info(
                                        "Transaction {} is not in a block; offered with higher fees as {}",
                                        before.newest(),
                                        after.newest());
                                offer(one, Optional.empty());
                            }
                        },
                        thread);
    }

    /** Another program used the nonce: what was wanted may be asked for again. */
    private void giveUp(OpenTransaction one) {
        Sent lost = one.sent.ended("nonce_contended");
        one.busy = true;
        database.<Sent>write(connection -> {
                    table.putAside(connection, lost);
                    return lost;
                })
                .whenCompleteAsync(
                        (written, failure) -> {
                            one.busy = false;
                            if (failure == null) {
                                open.remove(one);
                                open.nonceUsed(lost.nonce());
                                LOG.warn(
                                        "Nonce {} was used by another program: {} is void",
                                        lost.nonce(),
                                        lost.newest());
                                one.waiters.fail(new ChainUnavailable(
                                        "nonce_contended",
                                        "another program that has the key used nonce " + lost.nonce() + "; ask again"));
                                changed.run();
                            }
                        },
                        thread);
    }
}
