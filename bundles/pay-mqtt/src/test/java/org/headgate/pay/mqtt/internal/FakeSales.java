package org.headgate.pay.mqtt.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.market.Passes.Pass;
import org.headgate.market.Sales;
import org.headgate.x402.Network;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.VoucherRule;
import org.jspecify.annotations.Nullable;

/** Sells feed {@code f} both ways, as the test says. */
final class FakeSales implements Sales {
    static final Network NETWORK = new Network(84_532);
    static final Address TOKEN = Address.parse("0x036cbd53842c5426634e7929541ec2318f3dcf7e");

    final List<String> bought = new ArrayList<>();
    boolean sellsRecords = true;
    boolean sellsPasses = true;
    Outcome outcome = Outcome.DONE;

    enum Outcome {
        DONE,
        REFUSED,
        NOT_SETTLED,
        NOT_FOR_SALE,
        BUSY
    }

    static PaymentRequirements way(String scheme, long amount) {
        ObjectNode extra =
                JsonNodeFactory.instance.objectNode().put("name", "USDC").put("version", "2");
        return new PaymentRequirements(
                scheme, NETWORK, BigInteger.valueOf(amount), TOKEN, Purse.GATEWAY.address(), 60, extra);
    }

    static PaymentRequired offer(String scheme, long amount, String url) {
        ObjectNode extensions = JsonNodeFactory.instance.objectNode();
        extensions
                .putObject(OfferReceipt.NAME)
                .putObject("info")
                .putArray("offers")
                .addObject()
                .put("format", "eip712")
                .put("acceptIndex", 0)
                .put("signature", scheme);
        extensions.putObject(scheme + "-only");
        return new PaymentRequired(null, new Resource(url), List.of(way(scheme, amount)), extensions);
    }

    @Override
    public PaymentRequired passTerms(String feed, String url) throws NotForSale {
        return passOffer(feed, url);
    }

    @Override
    public PaymentRequired passOffer(String feed, String url) throws NotForSale {
        if (!sellsPasses) {
            throw new NotForSale("not_priced", "no passes");
        }
        return offer(PaymentRequirements.EXACT, 2_500_000, url);
    }

    @Override
    public PaymentRequired historyTerms(String feed, String url, HistoryRange range) throws NotForSale {
        throw new NotForSale("not_priced", "no range of the past is sold here");
    }

    @Override
    public PaymentRequired historyOffer(String feed, String url, HistoryRange range) throws NotForSale {
        return historyTerms(feed, url, range);
    }

    @Override
    public CompletionStage<Sale> buyHistory(String feed, String url, PaymentPayload payment, HistoryRange range) {
        return CompletableFuture.failedFuture(new NotForSale("not_priced", "no range of the past is sold here"));
    }

    @Override
    public CompletionStage<@Nullable BoughtHistory> history(String id, String token) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public PaymentRequired recordsOffer(String feed, String url, VoucherRule rule) throws NotForSale {
        if (!sellsRecords || rule != VoucherRule.CREDIT) {
            throw new NotForSale("chain_view_too_old", "no records");
        }
        return offer(PaymentRequirements.BATCH_SETTLEMENT, 10_000, url);
    }

    @Override
    public CompletionStage<Sale> pay(String feed, String url, PaymentPayload payment, VoucherRule rule, List<Due> due) {
        bought.add("%s %s %s %s".formatted(feed, url, rule, due));
        ObjectNode extra = JsonNodeFactory.instance.objectNode().put("chargedAmount", "0");
        return CompletableFuture.completedFuture(new Sale.Done(
                SettlementResponse.settled(NETWORK, Purse.BUYER.address(), "", null, extra), null, List.of()));
    }

    @Override
    public boolean keeps(Hash channelId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Holdings holdings(Address wallet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int recordsARequest() {
        return 1;
    }

    @Override
    public CompletionStage<Sale> buyPass(String feed, String url, PaymentPayload payment) {
        bought.add(feed + " " + url);
        PaymentRequired offer = offer(PaymentRequirements.EXACT, 2_500_000, url);
        return switch (outcome) {
            case DONE ->
                CompletableFuture.completedFuture(new Sale.Done(
                        SettlementResponse.settled(
                                NETWORK, Purse.BUYER.address(), "0x12", BigInteger.valueOf(2_500_000), null),
                        new BoughtPass(new Pass("p-abc", feed, "b", 1_000, 2_000, "active", ""), "secret")));
            case REFUSED ->
                CompletableFuture.completedFuture(new Sale.Refused(
                        new PaymentRequired("invalid_exact_evm_signature", offer.resource(), offer.accepts(), null),
                        new PaymentRefused("invalid_exact_evm_signature", "no")));
            case NOT_SETTLED ->
                CompletableFuture.completedFuture(new Sale.NotSettled(
                        offer, SettlementResponse.failed(NETWORK, null, "0x34", "settlement_pending", "not yet")));
            case NOT_FOR_SALE -> CompletableFuture.failedFuture(new NotForSale("chain_absent", "no chain"));
            case BUSY -> CompletableFuture.failedFuture(new NotForSale("payments_busy", "later"));
        };
    }
}
