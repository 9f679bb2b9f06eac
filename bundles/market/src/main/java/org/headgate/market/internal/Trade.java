package org.headgate.market.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.Network;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.OfferReceipt.Receipt;
import org.headgate.x402.PaymentIdentifier;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/**
 * All that it takes to sell one feed now.
 *
 * @param chain null where none is there: offers can be made, and nothing that needs it be sold
 * @param range of the past that is sold; null for all else
 */
record Trade(
        FeedDefinition feed,
        String url,
        SellerTerms terms,
        ContractDomain token,
        Signer signer,
        @Nullable PaymentChain chain,
        @Nullable HistoryRange range) {
    static final long OFFER_SECONDS = 300;

    Network network() {
        return terms.network();
    }

    Address asset() {
        return terms.asset();
    }

    PaymentRequirements exact(BigInteger amount) {
        return way(PaymentRequirements.EXACT, amount, domain());
    }

    /** Its bounds, and how many records it has, come back with the payment. */
    PaymentRequirements history(BigInteger amount, HistoryRange range) {
        return way(PaymentRequirements.EXACT, amount, bounds(domain(), range));
    }

    PaymentRequirements channel(BigInteger amount, ChannelTerms terms) {
        return way(
                PaymentRequirements.BATCH_SETTLEMENT,
                amount,
                domain().put("receiverAuthorizer", signer.address().toString())
                        .put("withdrawDelay", terms.withdrawDelay())
                        .put("minDeposit", terms.leastDeposit().toString()));
    }

    static ObjectNode bounds(ObjectNode extra, HistoryRange range) {
        return extra.put("from", Long.toString(range.from()))
                .put("to", Long.toString(range.to()))
                .put("records", Long.toString(range.records()));
    }

    Address payTo() {
        return terms.payTo().orElseGet(signer::address);
    }

    /** An offer of these ways to pay, signed. @param now milliseconds since the epoch */
    PaymentRequired offer(List<PaymentRequirements> ways, String mimeType, long now) {
        ObjectNode extensions = JsonNodeFactory.instance.objectNode();
        extensions.set(OfferReceipt.NAME, OfferReceipt.offers(signer, url, ways, now / 1_000 + OFFER_SECONDS));
        extensions.set(PaymentIdentifier.NAME, PaymentIdentifier.offer());
        return new PaymentRequired(
                null, new Resource(url, feed.title(), mimeType, "Headgate", List.of()), ways, extensions);
    }

    /** The extensions of an answer: what the payer was given, signed. @param at milliseconds since the epoch */
    static ObjectNode receipt(Signer signer, Network network, String url, Address payer, String transaction, long at) {
        ObjectNode extensions = JsonNodeFactory.instance.objectNode();
        extensions.set(
                OfferReceipt.NAME,
                OfferReceipt.receipt(signer, new Receipt(network, url, payer, at / 1_000, transaction)));
        return extensions;
    }

    private ObjectNode domain() {
        return JsonNodeFactory.instance.objectNode().put("name", token.name()).put("version", token.version());
    }

    private PaymentRequirements way(String scheme, BigInteger amount, ObjectNode extra) {
        return new PaymentRequirements(scheme, network(), amount, asset(), payTo(), OFFER_SECONDS, extra);
    }
}
