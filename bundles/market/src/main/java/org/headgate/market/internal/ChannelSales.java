package org.headgate.market.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;
import org.jspecify.annotations.Nullable;

/** Sells records by the scheme {@code batch-settlement}: opens channels, takes vouchers, gives back what is left. One payment a channel at a time. */
final class ChannelSales {
    private static final String PREFIX = "invalid_batch_settlement_evm_";
    private static final long REFUND_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final PassMarket market;
    private final ChannelBook book;
    private final ChannelView view;
    private final UnknownChannels strangers;
    private final Exposure exposure;
    private final LongSupplier clock;
    private final Set<Hash> busy = ConcurrentHashMap.newKeySet();

    ChannelSales(PassMarket market, ChannelView view, Exposure exposure, LongSupplier clock) {
        this.market = market;
        this.book = market.channels();
        this.view = view;
        this.strangers = new UnknownChannels(view, clock);
        this.exposure = exposure;
        this.clock = clock;
    }

    /** One payment and what it was checked against. */
    private record Deal(
            Trade trade,
            PaymentRequired offer,
            PaymentRequirements way,
            ChannelPayment payment,
            BatchSettlement contract,
            VoucherRule rule,
            List<Due> due) {
        Hash id() {
            return payment.voucher().channelId();
        }

        PaymentChain chain() throws NotForSale {
            PaymentChain chain = trade.chain();
            if (chain == null) {
                throw PassSales.chainAbsent(trade.network());
            }
            return chain;
        }
    }

    /** @throws NotForSale {@code not_priced} */
    PaymentRequired offer(Trade trade, VoucherRule rule) throws NotForSale {
        if (!trade.feed().tariff().sellsRecords()) {
            throw new NotForSale(
                    "not_priced", "feed " + trade.feed().id() + " sells no single records: ask its operator");
        }
        ChannelTerms terms = trade.terms().channels();
        return trade.offer(
                List.of(trade.channel(
                        terms.amount(
                                trade.feed().tariff(),
                                rule,
                                market.largest().of(trade.feed().id())),
                        terms)),
                "application/senml+json",
                clock.getAsLong());
    }

    CompletionStage<Sale> pay(Trade trade, PaymentPayload payload, VoucherRule rule, List<Due> due) throws NotForSale {
        market.largest().see(trade.feed(), due);
        PaymentRequired offer = offer(trade, rule);
        Deal deal;
        try {
            PaymentRequirements way = offer.chosenBy(payload);
            ChannelPayment payment = ChannelPayment.read(payload);
            BatchSettlement contract = BatchSettlement.canonical(trade.network());
            contract.checkTerms(payment, way);
            deal = new Deal(trade, offer, way, payment, contract, rule, due);
        } catch (PaymentRefused e) {
            return refused(offer, e);
        }
        if (!busy.add(deal.id())) {
            return refused(
                    offer,
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
            deal.contract().checkSigned(deal.payment());
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
        deal.contract().check(deal.payment(), deal.way(), channel.spendable(), deal.rule(), clock.getAsLong() / 1_000);
    }

    private CompletionStage<Sale> done(Deal deal, StoredChannel channel) {
        return stage(() -> {
            if (book.find(deal.id()) == null) {
                checkNew(deal, channel);
            }
            if (deal.payment() instanceof ChannelPayment.OpenOrTopUp open) {
                PaymentChain chain = deal.chain();
                return chain.deposit(open.config(), open.deposit())
                        .thenCompose(settled -> gas(deal, settled, "deposit"))
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
                        .thenCompose(seen -> refund(deal, refund, seen, chain));
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
                    ChannelTable.save(connection, after);
                    return new Change<>(after, change.movements(), change.answer());
                })
                .thenApply(change -> {
                    StoredChannel after = change.channel() == null ? channel : change.channel();
                    if (deposited == null
                            && after.charged()
                                            .compareTo(deal.payment().voucher().maxClaimable())
                                    > 0) {
                        throw new CompletionException(chargedMeanwhile());
                    }
                    if (deal.rule() == VoucherRule.CREDIT) {
                        market.credited(after, deal.trade().feed().id());
                    }
                    return new Charged(after, change.answer());
                })
                // To sign the receipt takes longer than to write the voucher: not on the writer's thread.
                .thenApplyAsync(
                        charged -> answer(deal, charged.channel(), transaction, deposited, charged.charges()),
                        ForkJoinPool.commonPool());
    }

    private record Charged(StoredChannel channel, List<Charge> charges) {}

    private static PaymentRefused chargedMeanwhile() {
        return new PaymentRefused(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH, "records were charged meanwhile");
    }

    /** @param refusal null where the amount is on its way back */
    private record Back(BigInteger amount, @Nullable PaymentRefused refusal) {
        static Change<Back> not(@Nullable StoredChannel channel, PaymentRefused why) {
            return new Change<>(channel, List.of(), new Back(BigInteger.ZERO, why));
        }
    }

    /**
     * What is marked as on its way back is not asked for anew: that one is waited for. As the gateway pays for the transaction, and the voucher stays good, refunds are not small and
     * not frequent.
     */
    private CompletionStage<Sale> refund(
            Deal deal, ChannelPayment.Refund refund, StoredChannel channel, PaymentChain chain) {
        BigInteger least = deal.trade().terms().channels().leastDeposit();
        return book.<Back>change(deal.id(), (connection, before) -> {
                    StoredChannel kept = before == null ? channel : before;
                    if (!refund.voucher().maxClaimable().equals(kept.charged())) {
                        return Back.not(before, chargedMeanwhile());
                    }
                    if (kept.refunding().signum() > 0) {
                        return new Change<>(kept, List.of(), new Back(kept.refunding(), null));
                    }
                    BigInteger left = kept.onChain().balance().subtract(kept.charged());
                    BigInteger amount =
                            refund.amount() == null ? left : refund.amount().min(left);
                    if (amount.signum() <= 0 || amount.compareTo(left.min(least)) < 0) {
                        return Back.not(
                                before,
                                new PaymentRefused(
                                        PREFIX + "refund_amount_invalid",
                                        "the refund is for " + amount + ", the least is " + left.min(least)
                                                + ": ask for more, or name no amount and get all"));
                    }
                    long again = Ledger.last(connection, "refund", deal.id().toString()) + REFUND_MILLIS;
                    if (clock.getAsLong() < again) {
                        return Back.not(
                                before,
                                new PaymentRefused(
                                        PREFIX + "refund_too_soon",
                                        "a channel gives back once an hour: ask again at " + Instant.ofEpochMilli(again)
                                                + ", or withdraw on chain"));
                    }
                    StoredChannel marked = kept.refunding(amount, refund.voucher());
                    ChannelTable.save(connection, marked);
                    return new Change<>(marked, List.of(), new Back(amount, null));
                })
                .thenCompose(change -> {
                    StoredChannel marked = change.channel();
                    Back back = change.answer();
                    if (marked == null || back.refusal() != null) {
                        throw new CompletionException(back.refusal());
                    }
                    return giveBack(marked, chain)
                            .thenApply(given ->
                                    answer(deal, given.channel(), given.transaction(), back.amount(), List.of()));
                });
    }

    record Given(StoredChannel channel, String transaction) {}

    /** Sends what is marked as on its way back; where the chain refuses, nothing is any more. */
    CompletionStage<Given> giveBack(StoredChannel marked, PaymentChain chain) {
        return chain.refund(marked.config(), marked.onChain().refundNonce(), marked.refunding(), marked.claim())
                .thenCompose(settled -> gas(chain, settled, "refund"))
                .thenCompose(settled -> view.look(chain, marked.id(), marked.config())
                        .thenApply(after -> new Given(after, settled.transaction())))
                .exceptionallyCompose(failure -> {
                    if (!(Failures.cause(failure) instanceof PaymentRefused)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return book.<Boolean>change(marked.id(), (connection, before) -> {
                                if (before == null
                                        || !before.onChain()
                                                .refundNonce()
                                                .equals(marked.onChain().refundNonce())) {
                                    return new Change<>(before, List.of(), false);
                                }
                                StoredChannel free = before.refunding(BigInteger.ZERO, before.voucher());
                                ChannelTable.save(connection, free);
                                return new Change<>(free, List.of(), true);
                            })
                            .thenCompose(freed -> CompletableFuture.failedFuture(failure));
                });
    }

    private CompletionStage<Settlement> gas(Deal deal, Settlement settled, String what) {
        return stage(() -> gas(deal.chain(), settled, what));
    }

    CompletionStage<Settlement> gas(PaymentChain chain, Settlement settled, String what) {
        Movement movement = ChannelView.gas(chain.network(), settled, what, clock.getAsLong());
        return movement == null
                ? CompletableFuture.completedFuture(settled)
                : book.note(movement).thenApply(noted -> settled);
    }

    private Sale answer(
            Deal deal, StoredChannel channel, String transaction, @Nullable BigInteger moved, List<Charge> charges) {
        BigInteger paid = charges.stream()
                .filter(charge -> charge.charged() > 0)
                .map(charge -> BigInteger.valueOf(charge.price()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        ObjectNode extra = JsonNodeFactory.instance.objectNode().put("chargedAmount", paid.toString());
        extra.set("channelState", channel.state().json(channel.id()));
        Trade trade = deal.trade();
        return new Sale.Done(
                new SettlementResponse(
                        true,
                        transaction,
                        trade.network(),
                        channel.config().payer(),
                        null,
                        null,
                        moved,
                        Trade.receipt(
                                trade.signer(),
                                trade.network(),
                                trade.url(),
                                channel.config().payer(),
                                transaction,
                                clock.getAsLong()),
                        extra),
                null,
                charges);
    }

    private CompletionStage<Sale> failed(Deal deal, Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof PaymentRefused refused) {
            StoredChannel kept = book.find(deal.id());
            return refused.code().equals(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH)
                    ? corrected(deal, refused, kept)
                    : refused.code().endsWith("_transaction_failed")
                                    || refused.code().endsWith("_simulation_failed")
                            ? notSettled(deal, "", refused.code(), refused.getMessage())
                            : refused(deal.offer(), refused);
        }
        if (cause instanceof SettlementPending pending) {
            return notSettled(deal, pending.transaction(), "settlement_pending", pending.getMessage());
        }
        if (cause instanceof ChainUnavailable unavailable) {
            return notSettled(deal, "", unavailable.code(), unavailable.getMessage());
        }
        return SaleBook.told(CompletableFuture.failedFuture(failure));
    }

    /** A channel that is not kept is told as the chain has it. */
    private CompletionStage<Sale> corrected(Deal deal, PaymentRefused why, @Nullable StoredChannel kept) {
        return stage(() -> kept == null ? known(deal) : CompletableFuture.completedFuture(kept))
                .thenApply(channel -> new Sale.Refused(
                        channel.state().correct(deal.offer(), deal.trade().network(), deal.id()), why));
    }

    private CompletionStage<Sale> notSettled(Deal deal, String transaction, String code, @Nullable String message) {
        return CompletableFuture.completedFuture(new Sale.NotSettled(
                deal.offer(),
                SettlementResponse.failed(
                        deal.trade().network(),
                        deal.payment().config().payer(),
                        transaction,
                        code,
                        message == null ? code : message)));
    }

    private static CompletionStage<Sale> refused(PaymentRequired offer, PaymentRefused why) {
        return CompletableFuture.completedFuture(new Sale.Refused(
                new PaymentRequired(why.code(), offer.resource(), offer.accepts(), offer.extensions()), why));
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
