package org.headgate.pay.http.internal;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;

/**
 * Sells one kind of goods of a feed: tells the offer to who does not pay, and sells to who does. What happens is up to the payment, whatever the method, and the same payment does
 * nothing twice.
 */
final class SaleEndpoint implements Endpoint {
    private final Seller seller;
    private final Set<String> methods;
    private final Goods goods;

    SaleEndpoint(Seller seller, Set<String> methods, Goods goods) {
        this.seller = seller;
        this.methods = methods;
        this.goods = goods;
    }

    /** What is sold. Stages may fail with {@link NotForSale}. */
    interface Goods {
        CompletionStage<Answer> offer(Sales sales, String feed, Request request) throws NotForSale, QueryMalformed;

        CompletionStage<Answer> sell(Sales sales, String feed, Request request, PaymentPayload payment)
                throws NotForSale, QueryMalformed;
    }

    /** What was asked for is none that there could be. */
    static final class QueryMalformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;
        private final String remedy;

        QueryMalformed(String code, String reason, String remedy) {
            super(reason, null, false, false);
            this.code = code;
            this.remedy = remedy;
        }
    }

    @Override
    public Set<String> methods() {
        return methods;
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Sales sales = seller.sales();
        if (sales == null) {
            return Router.done(Payments.marketAbsent());
        }
        String feed = request.path().get(1);
        try {
            Optional<String> signature = request.header(Headers.PAYMENT_SIGNATURE);
            CompletionStage<Answer> answer = signature.isEmpty()
                    ? goods.offer(sales, feed, request)
                    : goods.sell(sales, feed, request, PaymentPayload.read(Headers.decode(signature.get())));
            return answer.exceptionally(Payments::failed);
        } catch (QueryMalformed e) {
            return Router.done(Answer.error(400, e.code, String.valueOf(e.getMessage()), e.remedy));
        } catch (NotForSale e) {
            return Router.done(Payments.notForSale(e));
        } catch (PaymentRefused e) {
            return Router.done(Payments.malformed(e));
        }
    }
}
