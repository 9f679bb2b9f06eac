package org.headgate.pay.http.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.pay.http.internal.SaleEndpoint.QueryMalformed;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
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
        String url = request.url();
        Optional<ChannelPayment> signed = signed(payment);
        if (signed.isEmpty() || signed.get() instanceof ChannelPayment.Refund) {
            // What nobody signed does not get to the disk; the market says what is wrong with it.
            return pay(sales, feed, url, payment, RecordsPage.NOTHING);
        }
        boolean opens = signed.get() instanceof ChannelPayment.OpenOrTopUp;
        if (opens || sales.keeps(signed.get().voucher().channelId())) {
            return read(sales, feed, from).thenCompose(page -> pay(sales, feed, url, payment, page));
        }
        // Anybody can sign for a channel that there is not. The market says whether there is one; the same voucher is
        // good for the records then.
        return sales.pay(feed, url, payment, VoucherRule.REQUEST, List.of())
                .thenCompose(sale -> sale instanceof Sale.Done
                        ? read(sales, feed, from).thenCompose(page -> pay(sales, feed, url, payment, page))
                        : Router.done(told(sale, RecordsPage.NOTHING)));
    }

    private CompletionStage<RecordsPage> read(Sales sales, String feed, long from) {
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

    /** The payment, where its voucher is by who signs for its channel: all that can be told without looking anything up. */
    private static Optional<ChannelPayment> signed(PaymentPayload payload) {
        BatchSettlement contract = BatchSettlement.canonical(payload.accepted().network());
        try {
            ChannelPayment payment = ChannelPayment.read(payload);
            contract.checkTerms(payment, payload.accepted());
            contract.checkSigned(payment);
            return Optional.of(payment);
        } catch (PaymentRefused e) {
            return Optional.empty();
        }
    }

    private static CompletionStage<Answer> pay(
            Sales sales, String feed, String url, PaymentPayload payment, RecordsPage page) {
        List<Due> due = page.items().stream()
                .map((Item item) -> new Due(item.position(), item.payload().length))
                .toList();
        return sales.pay(feed, url, payment, VoucherRule.REQUEST, due).thenApply(sale -> told(sale, page));
    }

    private static Answer told(Sale sale, RecordsPage page) {
        return Payments.told(sale, done -> page.answer(done.charges()));
    }
}
