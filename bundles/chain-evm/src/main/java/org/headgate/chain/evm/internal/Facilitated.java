package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.chain.evm.internal.FacilitatedTable.Row;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.Authorization;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;
import org.jspecify.annotations.Nullable;

/**
 * Payments that an outside facilitator settles. Each is written down, synced, before it is asked to. What it says is a hint where to look: a payment is settled once a receipt on
 * the chain holds the payer's very authorization and its transfer, also where the answer was lost. State belongs to the chain's thread.
 */
final class Facilitated {
    private static final int MOST_UNDERWAY = 256;

    private final Facilitator facilitator;
    private final Token token;
    private final Proofs proofs;
    private final Outbox outbox;
    private final Database database;
    private final FacilitatedTable table;
    private final Executor thread;
    private final ScheduledExecutorService scheduler;
    private final Limits limits;
    private final LongSupplier clock;
    private final Map<String, CompletableFuture<Settlement>> underway = new HashMap<>();
    private long tidied;

    /** @param prefix of the codes of the payment's scheme @param question as it is sent */
    record Job(String purpose, Address token, Authorization signed, String prefix, byte[] question) {}

    Facilitated(
            Facilitator facilitator,
            Token token,
            Rpc rpc,
            Outbox outbox,
            Database database,
            long chainId,
            Limits limits,
            Executor thread,
            ScheduledExecutorService scheduler,
            LongSupplier clock)
            throws StoreUnavailable {
        this.facilitator = facilitator;
        this.token = token;
        this.proofs = new Proofs(rpc, token);
        this.outbox = outbox;
        this.database = database;
        this.table = new FacilitatedTable(chainId);
        this.limits = limits;
        this.thread = thread;
        this.scheduler = scheduler;
        this.clock = clock;
        database.prepare("chain_facilitated", FacilitatedTable.STEPS);
    }

    Facilitator facilitator() {
        return facilitator;
    }

    void tick() {
        facilitator.tick();
        long today = TransactionTable.day(clock.getAsLong());
        if (today != tidied) {
            tidied = today;
            long before = clock.getAsLong() - Outbox.KEPT_MILLIS;
            database.<Integer>write(connection -> table.prune(connection, before));
        }
    }

    /** By our own look at the chain, and by the facilitator's. A payment that it was asked to settle before may be on the chain already. */
    CompletableFuture<Void> verify(Bill bill, ExactPayment payment) {
        if (!facilitator.settles(PaymentRequirements.EXACT)) {
            return CompletableFuture.failedFuture(new ChainUnavailable(
                    "facilitator_kind_unsupported",
                    "the facilitator " + facilitator.host() + " settles no such payments: ask the operator"));
        }
        Address asset = bill.terms().asset();
        if (facilitator.trusted()) {
            return asked(bill, payment);
        }
        return token.verify(asset, payment)
                .<CompletableFuture<Void>>handle((good, failure) -> {
                    if (failure == null) {
                        return asked(bill, payment);
                    }
                    return find(Token.purpose(asset, payment.authorization())).thenCompose(row -> {
                        boolean begun = row != null && !row.done() && isUsed(failure);
                        return begun
                                ? CompletableFuture.<Void>completedFuture(null)
                                : CompletableFuture.<Void>failedFuture(failure);
                    });
                })
                .thenCompose(next -> next);
    }

    CompletableFuture<Settlement> settle(Bill bill, ExactPayment payment, Supplier<CompletableFuture<Settlement>> own) {
        Address asset = bill.terms().asset();
        return complete(bill)
                .thenComposeAsync(
                        whole -> settle(
                                new Job(
                                        Token.purpose(asset, payment.authorization()),
                                        asset,
                                        payment.authorization(),
                                        Token.PREFIX,
                                        whole.paidWith(payment.payload()).question()),
                                own),
                        thread);
    }

    /** What we sent ourselves, before there was a facilitator, is gone on with so. Who wants the same waits for the same. */
    CompletableFuture<Settlement> settle(Job job, Supplier<CompletableFuture<Settlement>> own) {
        CompletableFuture<Settlement> same = underway.get(job.purpose());
        if (same != null) {
            return same.copy();
        }
        if (underway.size() >= MOST_UNDERWAY) {
            return CompletableFuture.failedFuture(new ChainUnavailable(
                    "chain_busy", "as many as " + MOST_UNDERWAY + " payments are with the facilitator already"));
        }
        CompletableFuture<Settlement> settled = outbox.began(job.purpose())
                .thenCompose(ours -> ours ? own.get() : find(job.purpose()).thenCompose(row -> begin(job, row)));
        underway.put(job.purpose(), settled);
        settled.whenCompleteAsync((done, failure) -> underway.remove(job.purpose()), thread);
        return settled.copy();
    }

    private CompletableFuture<Settlement> begin(Job job, @Nullable Row row) {
        if (row != null && row.done()) {
            return CompletableFuture.completedFuture(new Settlement(row.hash(), row.block(), BigInteger.ZERO));
        }
        if (facilitator.trusted()) {
            return noted(job, row, 0)
                    .thenCompose(noted -> facilitator
                            .settle(job.question())
                            .thenCompose(verdict -> believed(job, noted, row != null, verdict)));
        }
        return proofs.look(job).thenCompose(look -> {
            if (look.used()) {
                return row == null
                        ? CompletableFuture.failedFuture(used(job))
                        : found(job, row, look, new SettlementPending(""));
            }
            if (look.isPast(job.signed())) {
                return CompletableFuture.failedFuture(expired(job));
            }
            return noted(job, row, look.block())
                    .thenCompose(noted ->
                            facilitator.settle(job.question()).thenCompose(verdict -> checked(job, noted, verdict)));
        });
    }

    /** Where no endpoint is configured its word is taken. A refusal after an answer that was lost may be for a payment that it took. */
    private CompletableFuture<Settlement> believed(Job job, Row row, boolean asked, Verdict verdict) {
        if (verdict instanceof Verdict.Good good && good.transaction() != null) {
            return done(row, good.transaction().toString(), 0);
        }
        boolean past = job.signed().validBefore().longValue() < TimeUnit.MILLISECONDS.toSeconds(clock.getAsLong());
        if (verdict instanceof Verdict.Bad bad && asked && !past) {
            return CompletableFuture.failedFuture(new ChainUnavailable(
                    "facilitator_unsure",
                    "the facilitator was asked before, its answer was lost, and it says now: " + bad.reason()));
        }
        return CompletableFuture.failedFuture(failure(verdict));
    }

    private CompletableFuture<Settlement> checked(Job job, Row row, Verdict verdict) {
        Hash named = verdict instanceof Verdict.Good good
                ? good.transaction()
                : verdict instanceof Verdict.Sent sent ? sent.transaction() : null;
        if (named != null) {
            long until = System.nanoTime() + limits.patience().toNanos();
            return await(job, row, named, verdict instanceof Verdict.Good, until);
        }
        return proofs.look(job)
                .thenCompose(look -> look.used()
                        ? found(job, row, look, failure(verdict))
                        : CompletableFuture.failedFuture(failure(verdict)));
    }

    /** Until the transaction that it named, or another, shows the payment. */
    private CompletableFuture<Settlement> await(Job job, Row row, Hash named, boolean claimed, long until) {
        return proofs.look(job, named).thenCompose(look -> {
            Receipt receipt = look.receipt();
            if (receipt != null && receipt.proves(job.token(), job.signed())) {
                return done(row, receipt.transaction().toString(), receipt.block());
            }
            if (receipt != null && claimed) {
                facilitator.lied("transaction " + named + " does not hold the payment");
            }
            if (look.used()) {
                return found(job, row, look, new SettlementPending(named.toString()));
            }
            if (receipt != null) {
                return CompletableFuture.failedFuture(new ChainUnavailable(
                        "facilitator_untrue",
                        "the facilitator names transaction " + named + ", which does not hold this payment"));
            }
            if (System.nanoTime() - until >= 0) {
                if (claimed) {
                    facilitator.lied("transaction " + named + " is in no block");
                }
                return CompletableFuture.failedFuture(new SettlementPending(named.toString()));
            }
            return later(() -> await(job, row, named, claimed, until));
        });
    }

    /** The authorization is used: where, the token's log tells. @param otherwise where it does not tell yet */
    private CompletableFuture<Settlement> found(Job job, Row row, Proofs.Look look, Exception otherwise) {
        return proofs.search(job, row.sinceBlock(), look.block()).thenCompose(receipt -> {
            if (receipt != null) {
                return done(row, receipt.transaction().toString(), receipt.block());
            }
            return CompletableFuture.failedFuture(look.isLongPast(job.signed()) ? used(job) : otherwise);
        });
    }

    private CompletableFuture<Settlement> done(Row row, String hash, long block) {
        Row done = new Row(row.purpose(), row.createdAt(), row.sinceBlock(), hash, block);
        facilitator.proved();
        return put(done).thenApply(written -> new Settlement(hash, block, BigInteger.ZERO));
    }

    private Exception failure(Verdict verdict) {
        if (verdict instanceof Verdict.Bad bad) {
            return new PaymentRefused(
                    bad.code(), "the facilitator " + facilitator.host() + " does not take it: " + bad.reason());
        }
        if (verdict instanceof Verdict.Sent sent) {
            return new SettlementPending(
                    sent.transaction() == null ? "" : sent.transaction().toString());
        }
        Verdict.Silent silent = verdict instanceof Verdict.Silent told
                ? told
                : new Verdict.Silent("facilitator_unreachable", "no transaction");
        return new ChainUnavailable(
                silent.code(),
                "the facilitator " + facilitator.host() + " does not say what becomes of it: " + silent.reason());
    }

    private CompletableFuture<Void> asked(Bill bill, ExactPayment payment) {
        return complete(bill)
                .thenCompose(whole ->
                        facilitator.verify(whole.paidWith(payment.payload()).question()))
                .thenCompose(verdict -> verdict instanceof Verdict.Good
                        ? CompletableFuture.<Void>completedFuture(null)
                        : CompletableFuture.failedFuture(failure(verdict)));
    }

    /** With the token's domain, where the bill does not tell it. */
    private CompletableFuture<Bill> complete(Bill bill) {
        PaymentRequirements terms = bill.terms();
        if (terms.extra().has("name") || facilitator.trusted()) {
            return CompletableFuture.completedFuture(bill);
        }
        return token.domain(terms.asset()).thenApply(domain -> {
            ObjectNode extra = terms.extra().deepCopy();
            extra.put("name", domain.name()).put("version", domain.version());
            return new Bill(
                    new PaymentRequirements(
                            terms.scheme(),
                            terms.network(),
                            terms.amount(),
                            terms.asset(),
                            terms.payTo(),
                            terms.maxTimeoutSeconds(),
                            extra),
                    bill.resource());
        });
    }

    private CompletableFuture<@Nullable Row> find(String purpose) {
        return database.<@Nullable Row>write(connection -> table.find(connection, purpose))
                .thenApplyAsync(row -> row, thread)
                .toCompletableFuture();
    }

    private CompletableFuture<Row> noted(Job job, @Nullable Row row, long block) {
        return row != null
                ? CompletableFuture.completedFuture(row)
                : put(new Row(job.purpose(), clock.getAsLong(), block, "", 0));
    }

    private CompletableFuture<Row> put(Row row) {
        return database.<Row>write(connection -> {
                    table.put(connection, row);
                    return row;
                })
                .thenApplyAsync(written -> written, thread)
                .toCompletableFuture();
    }

    private CompletableFuture<Settlement> later(Supplier<CompletableFuture<Settlement>> again) {
        Duration poll = limits.poll();
        CompletableFuture<Void> due = new CompletableFuture<>();
        scheduler.schedule(() -> due.complete(null), poll.toMillis(), TimeUnit.MILLISECONDS);
        return due.thenComposeAsync(now -> again.get(), thread);
    }

    private static boolean isUsed(Throwable failure) {
        return Failures.cause(failure) instanceof PaymentRefused refused
                && refused.code().endsWith("nonce_already_used");
    }

    private static PaymentRefused used(Job job) {
        return new PaymentRefused(
                job.prefix() + "nonce_already_used", "the authorization was used, or cancelled, before");
    }

    private static PaymentRefused expired(Job job) {
        return new PaymentRefused(
                job.prefix() + "payload_authorization_valid_before",
                "the signature ended at " + job.signed().validBefore()
                        + ", and the chain has no payment by it: nothing was taken; sign again");
    }
}
