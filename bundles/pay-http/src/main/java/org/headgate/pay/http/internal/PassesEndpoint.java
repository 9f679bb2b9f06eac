package org.headgate.pay.http.internal;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;

/** Sells passes: the same with POST and with GET, for clients that only get. What happens is up to the payment, and the same payment does nothing twice. */
final class PassesEndpoint implements Endpoint {
    private final Seller seller;
    private final PassJson json;

    PassesEndpoint(Seller seller, PassJson json) {
        this.seller = seller;
        this.json = json;
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "POST");
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Sales sales = seller.sales();
        String feed = request.path().get(1);
        if (sales == null) {
            return Router.done(Payments.marketAbsent());
        }
        try {
            Optional<String> signature = request.header(Headers.PAYMENT_SIGNATURE);
            if (signature.isEmpty()) {
                return Router.done(Payments.required(sales.passOffer(feed, request.url())));
            }
            PaymentPayload payment = PaymentPayload.read(Headers.decode(signature.get()));
            return sales.buyPass(feed, request.url(), payment)
                    .thenApply(sale -> told(sale, request))
                    .exceptionally(Payments::failed);
        } catch (NotForSale e) {
            return Router.done(Payments.notForSale(e));
        } catch (PaymentRefused e) {
            return Router.done(Payments.malformed(e));
        }
    }

    private Answer told(Sale sale, Request request) {
        if (sale instanceof Sale.Done done) {
            return Payments.settled(done.response(), json.of(done.pass(), request.host()));
        }
        return sale instanceof Sale.Refused refused
                ? Payments.refused(refused)
                : Payments.notSettled(((Sale.NotSettled) sale).response());
    }
}
