package org.headgate.market.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Signer;
import org.headgate.api.market.Passes.PassRefused;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentIdentifier;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;
import org.jspecify.annotations.Nullable;

/**
 * Sells passes, and ranges of the past, by the scheme {@code exact}: checks, notes the payment, sends it, and makes pass and ledger row in one commit. Each step can be taken again, so that a payment
 * that was noted gets its pass, whenever the gateway died.
 */
final class PassSales {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PassMarket market;
    private final Goods goods;
    private final SaleBook sales;
    private final long historySeconds;
    private final LongSupplier clock;
    /** Sales whose buyers wait for the answer. */
    private final Set<String> waited = ConcurrentHashMap.newKeySet();

    /** @param historySeconds how long a range of the past can be had again */
    PassSales(PassMarket market, SaleBook sales, long historySeconds, LongSupplier clock) {
        this.market = market;
        this.goods = new Goods(market, clock);
        this.sales = sales;
        this.historySeconds = historySeconds;
        this.clock = clock;
    }

    /** @throws NotForSale {@code not_priced} */
    PaymentRequired offer(Trade trade) throws NotForSale {
        return Ticket.on(terms(trade));
    }

    /** @throws NotForSale {@code not_priced} */
    PaymentRequired terms(Trade trade) throws NotForSale {
        HistoryRange range = trade.range();
        if (range != null) {
            return historyTerms(trade, range);
        }
        long price = trade.feed().tariff().pass();
        if (price == 0) {
            throw new NotForSale(
                    "not_priced", "feed " + trade.feed().id() + " sells no passes for payments: ask its operator");
        }
        return trade.offer(List.of(trade.exact(BigInteger.valueOf(price))), "application/json", clock.getAsLong());
    }

    private PaymentRequired historyTerms(Trade trade, HistoryRange range) throws NotForSale {
        long price = trade.feed().tariff().history();
        if (price == 0) {
            throw new NotForSale(
                    "not_priced", "feed " + trade.feed().id() + " sells no range of the past: ask its operator");
        }
        BigInteger amount = BigInteger.valueOf(price).multiply(BigInteger.valueOf(range.records()));
        return trade.offer(List.of(trade.history(amount, range)), "application/json", clock.getAsLong());
    }

    /** @param proven whether who brings it has shown that the payer's wallet is his */
    CompletionStage<Sale> buy(Trade trade, PaymentPayload payment, boolean proven) throws NotForSale {
        PaymentRequired offer = terms(trade);
        try {
            ExactPayment exact = ExactPayment.read(payment);
            SaleRow wanted = row(trade, exact, PaymentIdentifier.read(payment).orElse(null), Ticket.of(payment));
            return sales.like(wanted)
                    .thenCompose(known -> known != null && known.sameNonce(wanted)
                            ? again(trade, offer, known, wanted, proven)
                            : buy(trade, offer, payment, exact, wanted, known));
        } catch (PaymentRefused e) {
            return refused(offer, e);
        }
    }

    /** Goes on with a payment that was noted. @param token of which it is paid; null where its domain is not known here */
    CompletionStage<Void> resume(SaleRow sale, PaymentChain chain, Signer signer, @Nullable ContractDomain token) {
        return chain.settle(bill(sale, token), exact(sale))
                .thenCompose(settled -> waited.contains(sale.id())
                        ? goods.give(sale, settled, signer)
                        : sales.owe(sale).thenCompose(owed -> goods.give(sale, settled, signer)))
                .<Void>thenApply(done -> null)
                .exceptionallyCompose(failure -> Failures.cause(failure) instanceof PaymentRefused
                        ? sales.drop(sale).thenApply(dropped -> null)
                        : CompletableFuture.failedFuture(failure));
    }

    /** @param known with the same identifier and another nonce */
    private CompletionStage<Sale> buy(
            Trade trade,
            PaymentRequired offer,
            PaymentPayload payment,
            ExactPayment exact,
            SaleRow wanted,
            @Nullable SaleRow known) {
        HistoryRange range = wanted.range();
        try {
            if (known == null && range != null && range.records() == 0) {
                throw new NotForSale("history_empty", "the feed keeps no record of that range that it can prove");
            }
            exact.check(offer.chosenBy(payment), clock.getAsLong() / 1_000);
            if (known != null) {
                return again(trade, offer, known, wanted, true);
            }
            if (range == null) {
                market.ready();
            }
            PaymentChain chain = chain(trade);
            return chain.verify(bill(wanted, trade.token()), exact)
                    .thenCompose(fine -> sales.begin(wanted))
                    .thenCompose(begun -> begun.id().equals(wanted.id())
                            ? settle(trade, chain, offer, begun)
                            : again(trade, offer, begun, wanted, !begun.sameNonce(wanted)))
                    .exceptionallyCompose(failure -> Failures.cause(failure) instanceof PaymentRefused refused
                            ? overtaken(trade, offer, wanted, refused)
                            : failed(offer, wanted, failure));
        } catch (PaymentRefused e) {
            return refused(offer, e);
        } catch (PassRefused e) {
            return CompletableFuture.failedFuture(new NotForSale(e.code(), e.getMessage()));
        } catch (NotForSale e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The chain refuses a payment that was settled between our look at the books and at the chain. */
    private CompletionStage<Sale> overtaken(
            Trade trade, PaymentRequired offer, SaleRow wanted, PaymentRefused refusal) {
        return sales.like(wanted)
                .thenCompose(
                        known -> known == null ? refused(offer, refusal) : again(trade, offer, known, wanted, false));
    }

    /**
     * What was bought before. The same payment stands on the chain for all to read, once it is settled: it is told to who knows more than that, or is proven to be the payer; to any other once, where
     * the payer was told to ask again.
     */
    private CompletionStage<Sale> again(
            Trade trade, PaymentRequired offer, SaleRow known, SaleRow wanted, boolean proven) {
        boolean repeats = proven ? known.samePayment(wanted) : known.repeats(wanted);
        if (known.sameNonce(wanted) ? !repeats : !known.sameGoods(wanted)) {
            return refused(
                    offer,
                    known.sameNonce(wanted)
                            ? new PaymentRefused(
                                    "invalid_exact_evm_nonce_already_used",
                                    "a payment with this nonce was taken for something else; sign another")
                            : new PaymentRefused(
                                    "payment_identifier_conflict",
                                    "this identifier was given to a payment for something else; take another"));
        }
        if (!known.done() || !known.owed() && (known.secret() || proven)) {
            return give(trade, offer, known);
        }
        return sales.give(known)
                .thenCompose(
                        owed -> owed || known.secret() || proven
                                ? give(trade, offer, known)
                                : refused(
                                        offer,
                                        new PaymentRefused(
                                                "invalid_exact_evm_nonce_already_used",
                                                "this payment bought its goods, and has no ticket by which its payer would be known: sign in with the wallet, or take the offer from the feed's own address, and send its extra.ticket back")));
    }

    private CompletionStage<Sale> give(Trade trade, PaymentRequired offer, SaleRow known) {
        StoredPass pass = market.book().find(known.id());
        try {
            if (!known.done()) {
                return settle(trade, chain(trade), offer, known);
            }
            if (known.range() != null) {
                return goods.give(known, new Settlement(known.transaction(), 0, BigInteger.ZERO), trade.signer());
            }
            // What was read may be committed and not synced yet: a write comes behind it.
            return pass == null
                    ? goods.give(known, new Settlement(known.transaction(), 0, BigInteger.ZERO), trade.signer())
                    : CompletableFuture.completedFuture(goods.told(known, pass, trade.signer()));
        } catch (NotForSale e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Sale> settle(Trade trade, PaymentChain chain, PaymentRequired offer, SaleRow sale) {
        waited.add(sale.id());
        return chain.settle(bill(sale, trade.token()), exact(sale))
                .thenCompose(settled -> goods.give(sale, settled, trade.signer()))
                .thenCompose(done -> sale.owed()
                        ? sales.give(sale).thenApply(given -> done)
                        : CompletableFuture.completedFuture(done))
                .exceptionallyCompose(failure -> {
                    Throwable cause = Failures.cause(failure);
                    if (cause instanceof PaymentRefused refused) {
                        return sales.drop(sale)
                                .thenApply(gone -> notSettled(offer, sale, "", refused.code(), refused.getMessage()));
                    }
                    boolean later = cause instanceof SettlementPending || cause instanceof ChainUnavailable;
                    return later
                            ? sales.owe(sale).thenCompose(owed -> failed(offer, sale, failure))
                            : failed(offer, sale, failure);
                })
                .whenComplete((done, failure) -> waited.remove(sale.id()));
    }

    private static CompletionStage<Sale> failed(PaymentRequired offer, SaleRow sale, Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof SettlementPending pending) {
            return CompletableFuture.completedFuture(
                    notSettled(offer, sale, pending.transaction(), "settlement_pending", pending.getMessage()));
        }
        if (cause instanceof ChainUnavailable unavailable) {
            return CompletableFuture.completedFuture(notSettled(
                    offer,
                    sale,
                    "",
                    unavailable.code(),
                    unavailable.getMessage() + "; send the same payment again, do not sign another"));
        }
        return CompletableFuture.failedFuture(failure);
    }

    private static Sale notSettled(
            PaymentRequired offer, SaleRow sale, String transaction, String code, @Nullable String message) {
        return new Sale.NotSettled(
                offer,
                SettlementResponse.failed(
                        sale.network(), sale.payer(), transaction, code, message == null ? code : message));
    }

    private static CompletionStage<Sale> refused(PaymentRequired offer, PaymentRefused why) {
        return CompletableFuture.completedFuture(new Sale.Refused(
                Ticket.on(new PaymentRequired(why.code(), offer.resource(), offer.accepts(), offer.extensions())),
                why));
    }

    private static PaymentChain chain(Trade trade) throws NotForSale {
        PaymentChain chain = trade.chain();
        if (chain == null) {
            throw chainAbsent(trade.network());
        }
        return chain;
    }

    static NotForSale chainAbsent(Network network) {
        return new NotForSale(
                "chain_absent",
                "nothing speaks to " + network
                        + " here, so that payments cannot be settled: start the bundle chain-evm for it");
    }

    private SaleRow row(Trade trade, ExactPayment exact, @Nullable String identifier, String ticket) {
        HistoryRange range = trade.range();
        return new SaleRow(
                range == null ? Token.newId() : Token.newHistoryId(),
                clock.getAsLong(),
                trade.network(),
                trade.asset(),
                exact.payer(),
                exact.authorization().nonce().toString(),
                identifier,
                ticket,
                exact.payload().toString(),
                trade.feed().id(),
                trade.url(),
                exact.authorization().value(),
                range == null ? trade.feed().tariff().passSeconds() : historySeconds,
                0,
                "",
                range,
                false);
    }

    /** What was offered, as far as the payment's scheme goes. */
    private static Bill bill(SaleRow sale, @Nullable ContractDomain token) {
        ObjectNode extra = JSON.createObjectNode();
        if (token != null) {
            extra.put("name", token.name()).put("version", token.version());
        }
        HistoryRange range = sale.range();
        if (range != null) {
            Trade.bounds(extra, range);
        }
        return new Bill(
                new PaymentRequirements(
                        PaymentRequirements.EXACT,
                        sale.network(),
                        sale.amount(),
                        sale.asset(),
                        exact(sale).authorization().to(),
                        Trade.OFFER_SECONDS,
                        extra),
                sale.url());
    }

    private static ExactPayment exact(SaleRow sale) {
        try {
            PaymentRequirements accepted = new PaymentRequirements(
                    PaymentRequirements.EXACT,
                    sale.network(),
                    sale.amount(),
                    sale.asset(),
                    sale.payer(),
                    1,
                    JSON.createObjectNode());
            return ExactPayment.read(
                    new PaymentPayload(null, accepted, (ObjectNode) JSON.readTree(sale.payment()), null));
        } catch (JsonProcessingException | PaymentRefused e) {
            throw new IllegalStateException("payment " + sale.id() + " is kept in a form that cannot be read", e);
        }
    }
}
