package org.headgate.market.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/**
 * One payment, what it was checked against, and the answers to it.
 *
 * @param offer signed when it is asked for: a payment that is taken needs none
 * @param client who brings it, of the wallet's; null where that is not known
 */
record Deal(
        Trade trade,
        Supplier<PaymentRequired> offer,
        PaymentRequirements way,
        ChannelPayment payment,
        BatchSettlement contract,
        VoucherRule rule,
        @Nullable String client,
        List<Due> due) {
    Hash id() {
        return payment.voucher().channelId();
    }

    Bill bill() {
        return new Bill(way, trade.url());
    }

    PaymentChain chain() throws NotForSale {
        PaymentChain chain = trade.chain();
        if (chain == null) {
            throw PassSales.chainAbsent(trade.network());
        }
        return chain;
    }

    /** A receipt tells what a payer was given: there is none for a voucher that has bought nothing yet. */
    static boolean hasReceipt(String transaction, List<Charge> charges) {
        return !charges.isEmpty() || !transaction.isEmpty();
    }

    /**
     * Of a payment that was taken.
     *
     * @param moved to or from the channel, in the smallest unit of the token
     * @param now milliseconds since the epoch
     */
    Sale taken(StoredChannel channel, String transaction, @Nullable BigInteger moved, List<Charge> charges, long now) {
        BigInteger paid = charges.stream()
                .filter(charge -> charge.charged() > 0)
                .map(charge -> BigInteger.valueOf(charge.price()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        ObjectNode extra = JsonNodeFactory.instance.objectNode().put("chargedAmount", paid.toString());
        extra.set("channelState", channel.state().json(channel.id()));
        return new Sale.Done(
                new SettlementResponse(
                        true,
                        transaction,
                        trade.network(),
                        channel.config().payer(),
                        null,
                        null,
                        moved,
                        hasReceipt(transaction, charges)
                                ? Trade.receipt(
                                        trade.signer(),
                                        trade.network(),
                                        given(charges),
                                        channel.config().payer(),
                                        transaction,
                                        now)
                                : null,
                        extra),
                null,
                charges);
    }

    /** The address that the receipt is of: with the positions of the records, where there are any. */
    private String given(List<Charge> charges) {
        return charges.isEmpty()
                ? trade.url()
                : "%s?from=%d&to=%d"
                        .formatted(
                                trade.url(),
                                charges.get(0).position(),
                                charges.get(charges.size() - 1).position());
    }

    /** The payment is right, and the chain has not taken it. */
    CompletionStage<Sale> notSettled(String transaction, String code, @Nullable String message) {
        return CompletableFuture.completedFuture(new Sale.NotSettled(
                offer.get(),
                SettlementResponse.failed(
                        trade.network(),
                        payment.config().payer(),
                        transaction,
                        code,
                        message == null ? code : message)));
    }

    static CompletionStage<Sale> refused(PaymentRequired offer, PaymentRefused why) {
        return CompletableFuture.completedFuture(new Sale.Refused(
                new PaymentRequired(why.code(), offer.resource(), offer.accepts(), offer.extensions()), why));
    }
}
