package org.headgate.pay.http.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.SaleEndpoint.QueryMalformed;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.proof.ProofException;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;

/**
 * Sells records one request at a time: reads what the request is for, has it charged, and sends what is charged. A request again gives the same records free, as long as the feed
 * replays them.
 */
final class RecordGoods implements SaleEndpoint.Goods {
    private final Seller seller;
    private final Worker readers;

    /** @param readers read the disk */
    RecordGoods(Seller seller, Worker readers) {
        this.seller = seller;
        this.readers = readers;
    }

    @Override
    public CompletionStage<Answer> offer(Sales sales, String feed, Request request) throws NotForSale {
        return Router.done(Payments.required(sales.recordsOffer(feed, request.url(), VoucherRule.REQUEST)));
    }

    @Override
    public CompletionStage<Answer> sell(Sales sales, String feed, Request request, PaymentPayload payment)
            throws QueryMalformed {
        long from;
        try {
            from = Long.parseLong(request.query().getOrDefault("from", "0"));
        } catch (NumberFormatException e) {
            throw new QueryMalformed(
                    "query_malformed", "from is the position to begin with, a whole number", "leave it out");
        }
        return due(sales, feed, payment, from).thenCompose(page -> pay(sales, feed, request.url(), payment, page));
    }

    private CompletionStage<RecordsPage> due(Sales sales, String feed, PaymentPayload payment, long from) {
        // What nobody signed does not get to the disk; the market says what is wrong with it.
        if (payment.payload().path("type").asText().equals("refund") || !isSigned(payment)) {
            return CompletableFuture.completedFuture(RecordsPage.NOTHING);
        }
        DurableTopic topic = seller.topic("feeds/" + feed + "/records");
        if (topic == null) {
            return CompletableFuture.failedFuture(new NotForSale("feed_unknown", "there is no feed " + feed));
        }
        return readers.run(() -> {
            try {
                return RecordsPage.read(topic, from, sales.recordsARequest());
            } catch (JournalUnavailable e) {
                throw new NotForSale("records_unavailable", String.valueOf(e.getMessage()));
            }
        });
    }

    /** Whether the voucher is by who signs for its channel: all that can be told without looking anything up. */
    private static boolean isSigned(PaymentPayload payload) {
        BatchSettlement contract = BatchSettlement.canonical(payload.accepted().network());
        try {
            ChannelPayment payment = ChannelPayment.read(payload);
            contract.checkTerms(payment, payload.accepted());
            Voucher voucher = payment.voucher();
            return Secp256k1.recover(
                            contract.voucherDigest(voucher.channelId(), voucher.maxClaimable()), voucher.signature())
                    .equals(payment.config().voucherSigner());
        } catch (PaymentRefused | ProofException e) {
            return false;
        }
    }

    private static CompletionStage<Answer> pay(
            Sales sales, String feed, String url, PaymentPayload payment, RecordsPage page) {
        List<Due> due = page.items().stream()
                .map((Item item) -> new Due(item.position(), item.payload().length))
                .toList();
        return sales.pay(feed, url, payment, VoucherRule.REQUEST, due)
                .thenApply(sale -> Payments.told(sale, done -> page.answer(done.charges())));
    }
}
