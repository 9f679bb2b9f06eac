package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.store.Database;
import org.headgate.x402.Network;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees the transactions that were written down into a block: looks for their receipts, offers the same bytes again, and replaces those that are stuck with ones that pay
 * more. All state belongs to the chain's thread; figures are read by any.
 */
final class OpenTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactions.class);

    /** Some endpoints take few calls in one request. */
    private static final int MOST_CALLS = 8;

    private static final int MOST_ATTEMPTS = 24;

    private final Network network;
    private final Rpc rpc;
    private final Signer signer;
    private final Database database;
    private final TransactionTable table;
    private final GasBook gas;
    private final Limits limits;
    private final Executor thread;
    private final Runnable changed;
    private final Map<String, OpenTransaction> all = new ConcurrentHashMap<>();
    private long usedNonce = -1;
    private long usedAt;
    private boolean looking;
    private boolean closed;

    /** @param changed called when one is in a block */
    OpenTransactions(
            Network network,
            Rpc rpc,
            Signer signer,
            Database database,
            TransactionTable table,
            GasBook gas,
            Limits limits,
            Executor thread,
            Runnable changed) {
        this.network = network;
        this.rpc = rpc;
        this.signer = signer;
        this.database = database;
        this.table = table;
        this.gas = gas;
        this.limits = limits;
        this.thread = thread;
        this.changed = changed;
    }

    /** One that an earlier run left: whether a node has it is not known. */
    void adopt(Sent sent) {
        add(sent, new Waiters(), false);
    }

    void add(Sent sent, Waiters waiters, boolean accepted) {
        all.put(sent.order().purpose(), new OpenTransaction(sent, waiters, accepted, System.nanoTime()));
        thread.execute(() -> tick(System.nanoTime()));
    }

    /** False where there is none of the purpose. */
    boolean join(String purpose, CompletableFuture<Settlement> settled, long untilNanos) {
        OpenTransaction one = all.get(purpose);
        if (one != null) {
            one.waiters.add(settled, untilNanos);
        }
        return one != null;
    }

    int size() {
        return all.size();
    }

    List<OpenTransaction> stuck() {
        return inOrder().stream().filter(one -> one.stuck).toList();
    }

    /** Whether another one may follow: those of the key before it have reached a node, for nodes want no gap in the nonces. */
    boolean hasRoom() {
        List<OpenTransaction> ours = all.values().stream().filter(this::isOurs).toList();
        return ours.size() < Outbox.MOST_OPEN && ours.stream().allMatch(OpenTransaction::isAccepted);
    }

    /** Wei that they may still take. */
    BigInteger reserved() {
        return all.values().stream()
                .map(one -> one.sent.fees().cost(one.sent.gas()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The least that is free as far as is known here; 0 where nothing is known. */
    long nextNonce() {
        long next = System.nanoTime() - usedAt < limits.lag().toNanos() ? usedNonce + 1 : 0;
        for (OpenTransaction one : all.values()) {
            if (isOurs(one)) {
                next = Math.max(next, one.sent.nonce() + 1);
            }
        }
        return next;
    }

    /** @param nonce -1 where what was known of used ones is wrong */
    void nonceUsed(long nonce) {
        usedNonce = nonce < 0 ? -1 : Math.max(usedNonce, nonce);
        usedAt = System.nanoTime();
    }

    void tick(long now) {
        for (OpenTransaction one : all.values()) {
            one.waiters.expire(
                    now, () -> new SettlementPending(one.sent.newest().toString()));
        }
        if (looking || closed || all.isEmpty()) {
            return;
        }
        List<OpenTransaction> next = new ArrayList<>();
        List<Call> calls = new ArrayList<>(
                List.of(Call.transactionCount(signer.address(), "latest"), Call.block(), Call.priorityFee()));
        for (OpenTransaction one : inOrder()) {
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
                                look(next, answers);
                            }
                        },
                        thread);
    }

    void close() {
        closed = true;
        all.values()
                .forEach(one ->
                        one.waiters.fail(new SettlementPending(one.sent.newest().toString())));
    }

    private void look(List<OpenTransaction> asked, List<Answer> answers) {
        try {
            long counted = answers.get(0).quantity().longValue();
            BigInteger base = Quotes.baseFee(answers.get(1).result());
            BigInteger priority =
                    answers.get(2).failed() ? BigInteger.ZERO : answers.get(2).quantity();
            Optional<Fees> fees = Fees.of(base, priority, limits.caps());
            int at = 3;
            boolean first = true;
            for (OpenTransaction one : asked) {
                List<Hash> attempts = one.sent.attempts();
                Receipt receipt = receipt(attempts, answers.subList(at, at + attempts.size()));
                at += attempts.size();
                if (receipt != null) {
                    finish(one, receipt);
                } else {
                    push(one, counted, first ? fees : Optional.empty());
                    first &= !isOurs(one);
                }
            }
        } catch (MalformedAnswer e) {
            LOG.debug("An endpoint answers what cannot be: {}", e.getMessage());
        }
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
                            all.remove(mined.order().purpose());
                            if (isOurs(one)) {
                                nonceUsed(mined.nonce());
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
        long now = System.nanoTime();
        if (isOurs(one) && counted > one.sent.nonce()) {
            if (one.missed(now, limits.lag().toNanos())) {
                forget(one);
            }
            return;
        }
        one.notMissed();
        if (!one.isDue(limits.stuck().toNanos(), now)) {
            return;
        }
        Optional<Fees> higher = fees.filter(
                        suggested -> isOurs(one) && one.sent.attempts().size() < MOST_ATTEMPTS)
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
        return gas.today().add(reserved()).add(more).compareTo(limits.dailyGas()) <= 0;
    }

    /** The same bytes again. @param higher what may be paid instead, where a node finds it too little */
    private void offer(OpenTransaction one, Optional<Fees> higher) {
        one.busy = true;
        rpc.send(one.sent.raw())
                .whenCompleteAsync(
                        (became, failure) -> {
                            one.busy = false;
                            if (failure != null || closed) {
                                return;
                            }
                            one.offered(became, System.nanoTime());
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
    private void forget(OpenTransaction one) {
        Sent lost = one.sent;
        one.busy = true;
        database.<Boolean>write(connection -> {
                    table.delete(connection, lost.order().purpose());
                    return true;
                })
                .whenCompleteAsync(
                        (deleted, failure) -> {
                            one.busy = false;
                            if (failure == null) {
                                all.remove(lost.order().purpose());
                                nonceUsed(lost.nonce());
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

    private boolean isOurs(OpenTransaction one) {
        return one.sent.sender().equals(signer.address());
    }

    /** Those of an earlier key last: they may stay for ever. */
    private List<OpenTransaction> inOrder() {
        return all.values().stream()
                .sorted(Comparator.comparing((OpenTransaction one) -> !isOurs(one))
                        .thenComparingLong(one -> one.sent.nonce()))
                .toList();
    }
}
