package org.headgate.pay.http.internal;

import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.PaymentPayload;

/** Passes: with POST and with GET, for clients that only get. */
final class PassGoods implements SaleEndpoint.Goods {
    private final PassJson json;

    PassGoods(PassJson json) {
        this.json = json;
    }

    @Override
    public CompletionStage<Answer> offer(Sales sales, String feed, Request request) throws NotForSale {
        return Router.done(Payments.required(sales.passOffer(feed, request.url())));
    }

    @Override
    public CompletionStage<Answer> sell(Sales sales, String feed, Request request, PaymentPayload payment) {
        return sales.buyPass(feed, request.url(), payment)
                .thenApply(sale -> Payments.told(sale, done -> Payments.ok(json.of(done.pass(), request.host()))));
    }
}
