package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.status.Report;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.proof.KnownSigners;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.SettlementPending;
import org.jspecify.annotations.Nullable;

/** Sells records by the scheme {@code batch-settlement}: opens channels and takes vouchers. One payment a channel at a time. */
final class ChannelSales {
    private static final String PREFIX = "invalid_batch_settlement_evm_";

    /**
     * To sign a receipt takes longer than to write the voucher: not on the writer's thread. Of the pool itself {@link CompletableFuture} would make a thread a task where there are one or two cores.
     */
    private static final Executor BESIDE = task -> ForkJoinPool.commonPool().execute(task);

    /** Whose keys are kept, in 5 KiB each. */
    private static final int SIGNERS = 256;

    private final PassMarket market;
    private final ChannelBook book;
    private final ChannelView view;
    private final UnknownChannels strangers;
    private final Exposure exposure;
    private final GivingBack back;
    private final LongSupplier clock;
    private final KnownSigners signers = new KnownSigners(SIGNERS);
    private final Set<Hash> busy = ConcurrentHashMap.newKeySet();

    ChannelSales(PassMarket market, ChannelView view, Exposure exposure, GivingBack back, LongSupplier clock) {
        this.market = market;
        this.book = market.channels();
        this.view = view;
        this.strangers = new UnknownChannels(view, clock);
        this.exposure = exposure;
        this.back = back;
        this.clock = clock;
    }

    void report(Report.Builder report) {
        report.metric("market.signers", signers.size())
                .metric("market.signers.max", signers.most())
                .metric("market.signers.dropped", signers.dropped());
    }

    /** @throws NotForSale {@code not_priced} */
    PaymentRequired offer(Trade trade, VoucherRule rule) throws NotForSale {
        return signed(trade, way(trade, rule));
    }

    private PaymentRequired signed(Trade trade, PaymentRequirements way) {
        return trade.offer(List.of(way), "application/senml+json", clock.getAsLong());
    }

    private PaymentRequirements way(Trade trade, VoucherRule rule) throws NotForSale {
        if (!trade.feed().tariff().sellsRecords()) {
            throw new NotForSale(
                    "not_priced", "feed " + trade.feed().id() + " sells no single records: ask its operator");
        }
        ChannelTerms terms = trade.terms().channels();
        return trade.channel(
                terms.amount(
                        trade.feed().tariff(),
                        rule,
                        market.largest().of(trade.feed().id())),
                terms);
    }

    CompletionStage<Sale> pay(
            Trade trade, PaymentPayload payload, VoucherRule rule, @Nullable String client, List<Due> due)
            throws NotForSale {
        market.largest().see(trade.feed(), due);
        PaymentRequirements way = way(trade, rule);
        Supplier<PaymentRequired> offer = () -> signed(trade, way);
        Deal deal;
        try {
            PaymentRequired.chosen(List.of(way), payload);
            ChannelPayment payment = ChannelPayment.read(payload);
            BatchSettlement contract = BatchSettlement.canonical(trade.network());
            contract.checkTerms(payment, way);
            deal = new Deal(trade, offer, way, payment, contract, rule, client, due);
        } catch (PaymentRefused e) {
            return Deal.refused(offer.get(), e);
        }
        if (!busy.add(deal.id())) {
            return Deal.refused(
                    offer.get(),
                    new PaymentRefused(
                            PREFIX + "channel_busy",
                            "another payment from this channel is being looked at: send them one after the other"));
        }
        return stage(() -> known(deal)
                        .thenCompose(channel -> checked(deal, channel))
                        .thenCompose(channel -> done(deal, channel)))
                .exceptionallyCompose(failure -> failed(deal, failure))
                .whenComplete((done, failure) -> busy.remove(deal.id()));
    }

    private CompletionStage<StoredChannel> known(Deal deal) throws NotForSale {
        StoredChannel kept = book.find(deal.id());
        if (kept != null) {
            return CompletableFuture.completedFuture(kept);
        }
        try {
            // Anybody can name a channel; the chain is asked for one that signs.
            deal.contract().checkSigned(deal.payment(), signers);
        } catch (PaymentRefused e) {
            return CompletableFuture.failedFuture(e);
        }
        return strangers.look(deal.chain(), deal.id(), deal.payment().config());
    }

    /** Where the channel as it was seen last does not cover the payment, the chain is asked once. */
    private CompletionStage<StoredChannel> checked(Deal deal, StoredChannel channel) {
        try {
            check(deal, channel);
            return CompletableFuture.completedFuture(channel);
        } catch (PaymentRefused e) {
            PaymentChain chain = deal.trade().chain();
            boolean uncovered = e.code().endsWith("cumulative_exceeds_balance")
                    || e.code().endsWith("channel_not_found")
                    || e.code().endsWith("refund_no_balance");
            if (!uncovered || chain == null || channel.seenAt() == clock.getAsLong()) {
                throw new CompletionException(e);
            }
            return view.look(chain, deal.id(), deal.payment().config()).thenApply(seen -> {
                try {
                    check(deal, seen);
                    return seen;
                } catch (PaymentRefused again) {
                    throw new CompletionException(again);
                }
            });
        }
    }

    private void check(Deal deal, StoredChannel channel) throws PaymentRefused {
        if (channel.refunding().signum() > 0 && !(deal.payment() instanceof ChannelPayment.Refund)) {
            throw new PaymentRefused(
                    PREFIX + "channel_busy", "what is left in this channel is on its way back: wait for it");
        }
        deal.contract()
                .checkPaid(
                        deal.payment(),
                        deal.way(),
                        channel.spendable(),
                        deal.rule(),
                        clock.getAsLong() / 1_000,
                        signers);
    }

    private CompletionStage<Sale> done(Deal deal, StoredChannel channel) {
        return stage(() -> {
            if (book.find(deal.id()) == null) {
                checkNew(deal, channel);
            }
            if (deal.payment() instanceof ChannelPayment.OpenOrTopUp open) {
                PaymentChain chain = deal.chain();
                return chain.deposit(deal.bill(), open)
                        .thenCompose(settled -> back.gas(chain, settled, "deposit"))
                        .thenCompose(settled -> view.look(chain, deal.id(), open.config())
                                .thenCompose(seen -> accept(
                                        deal,
                                        seen,
                                        settled.transaction(),
                                        open.deposit().amount())));
            }
            if (deal.payment() instanceof ChannelPayment.Refund refund) {
                // The payer may have withdrawn since the channel was seen last.
                PaymentChain chain = deal.chain();
                return view.look(chain, deal.id(), refund.config())
                        .thenCompose(seen -> back.refund(deal, refund, seen, chain))
                        .thenApply(given -> deal.taken(
                                given.channel(), given.transaction(), given.amount(), List.of(), clock.getAsLong()));
            }
            exposure.check(
                    deal.trade().terms().channels(), channel, deal.trade().chain());
            return accept(deal, channel, "", null);
        });
    }

    /** A channel that is not kept yet: it may have been filled on chain, past the gateway. */
    private void checkNew(Deal deal, StoredChannel channel) throws NotForSale {
        ChannelTerms terms = deal.trade().terms().channels();
        if (book.size() >= terms.most()) {
            throw new NotForSale(
                    "channels_full",
                    "there are " + book.size()
                            + " channels, which is the limit: the operator can raise market.channels.max");
        }
        BigInteger there = channel.sure().subtract(channel.onChain().totalClaimed());
        if (!(deal.payment() instanceof ChannelPayment.OpenOrTopUp) && there.compareTo(terms.leastDeposit()) < 0) {
            throw new CompletionException(new PaymentRefused(
                    PREFIX + "deposit_below_min_deposit",
                    there + " is in the channel, the least is " + terms.leastDeposit() + "; deposit more"));
        }
    }

    /**
     * Keeps the voucher, and charges what the request gives, in one commit. Delivery charges between the check and the commit. A voucher below what is charged by then is not
     * taken, and none below the one that is kept is kept; nor is one for a request that charged nothing, which is still good for another.
     */
    private CompletionStage<Sale> accept(
            Deal deal, StoredChannel channel, String transaction, @Nullable BigInteger deposited) {
        long now = clock.getAsLong();
        return book.<List<Charge>>change(deal.id(), (connection, before) -> {
                    StoredChannel kept = before == null ? channel : before;
                    Voucher last = kept.voucher();
                    Voucher next = deal.payment().voucher();
                    if (kept.charged().compareTo(next.maxClaimable()) > 0) {
                        return new Change<>(before, List.of(), List.of());
                    }
                    Change<List<Charge>> change = new Charging(
                                    connection,
                                    book.chargedUpTo(),
                                    kept.signed(next, now),
                                    deal.trade().feed(),
                                    now)
                            .charge(deal.due());
                    StoredChannel after = Objects.requireNonNull(change.channel());
                    boolean unused = deal.rule() == VoucherRule.REQUEST
                            && after.charged().equals(kept.charged());
                    if (last != null && (unused || last.maxClaimable().compareTo(next.maxClaimable()) > 0)) {
                        after = after.signed(last, now);
                    }
                    return new Change<>(after, Ledger.charge(connection, change.movements()), change.answer());
                })
                .thenApply(change -> {
                    StoredChannel after = change.channel() == null ? channel : change.channel();
                    if (deposited == null
                            && after.charged()
                                            .compareTo(deal.payment().voucher().maxClaimable())
                                    > 0) {
                        throw new CompletionException(Charging.meanwhile());
                    }
                    if (deal.rule() == VoucherRule.CREDIT) {
                        market.credited(
                                after, deal.client(), deal.trade().feed().id());
                    }
                    return new Charged(after, change.answer());
                })
                .thenCompose(charged -> {
                    Supplier<Sale> taken = () ->
                            deal.taken(charged.channel(), transaction, deposited, charged.charges(), clock.getAsLong());
                    return Deal.hasReceipt(transaction, charged.charges())
                            ? CompletableFuture.supplyAsync(taken, BESIDE)
                            : CompletableFuture.completedFuture(taken.get());
                });
    }

    private record Charged(StoredChannel channel, List<Charge> charges) {}

    private CompletionStage<Sale> failed(Deal deal, Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof PaymentRefused refused) {
            StoredChannel kept = book.find(deal.id());
            return refused.code().equals(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH)
                    ? corrected(deal, refused, kept)
                    : refused.code().endsWith("_transaction_failed")
                                    || refused.code().endsWith("_simulation_failed")
                            ? deal.notSettled("", refused.code(), refused.getMessage())
                            : Deal.refused(deal.offer().get(), refused);
        }
        if (cause instanceof SettlementPending pending) {
            return deal.notSettled(pending.transaction(), "settlement_pending", pending.getMessage());
        }
        if (cause instanceof ChainUnavailable unavailable) {
            return deal.notSettled("", unavailable.code(), unavailable.getMessage());
        }
        return SaleBook.told(CompletableFuture.failedFuture(failure));
    }

    /** A channel that is not kept is told as the chain has it. */
    private CompletionStage<Sale> corrected(Deal deal, PaymentRefused why, @Nullable StoredChannel kept) {
        return stage(() -> kept == null ? known(deal) : CompletableFuture.completedFuture(kept))
                .thenApply(channel -> new Sale.Refused(
                        channel.state().correct(deal.offer().get(), deal.trade().network(), deal.id()), why));
    }

    private interface Beginning<T> {
        CompletionStage<T> begin() throws NotForSale;
    }

    private static <T> CompletionStage<T> stage(Beginning<T> beginning) {
        try {
            return beginning.begin();
        } catch (NotForSale | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
