package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.pay.http.internal.FacilitatorRequest.Asked;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.Resource;
import org.headgate.x402.SettlementResponse;

/**
 * What a facilitator settles is here the sale of a pass, so that nothing is taken that is not in the books: that of the feed at whose address the payment says that it buys. The pass
 * itself is told there, to who sends the same payment.
 */
final class SettleEndpoint implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FEEDS = "/feeds/";
    private static final String PASSES = "/passes";
    /** Each asks the chain several times. */
    private static final int AT_A_TIME = 8;

    private final Seller seller;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    SettleEndpoint(Seller seller) {
        this.seller = seller;
    }

    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Asked asked;
        try {
            asked = FacilitatorRequest.read(request.body());
        } catch (PaymentRefused e) {
            return Router.done(e.isMalformed() ? Payments.malformed(e) : unread(e));
        }
        try {
            asked.requireAccepted();
            return settle(asked, request.base());
        } catch (PaymentRefused e) {
            return Router.done(failed(asked, 200, e.code(), String.valueOf(e.getMessage())));
        }
    }

    private CompletionStage<Answer> settle(Asked asked, String base) throws PaymentRefused {
        String feed = feed(asked, base);
        Sales sales = seller.sales();
        if (sales == null) {
            return Router.done(
                    failed(asked, 503, "market_absent", "the part of the gateway that sells does not run now"));
        }
        if (!places.tryAcquire()) {
            return Router.done(failed(asked, 503, "busy", AT_A_TIME + " are being looked at: ask again in a second"));
        }
        return sales.buyPass(feed, base + FEEDS + feed + PASSES, asked.payment())
                .thenApply(sale -> told(asked, sale))
                .exceptionally(failure -> told(asked, failure))
                .whenComplete((answer, failure) -> places.release());
    }

    private static String feed(Asked asked, String base) throws PaymentRefused {
        Resource resource = asked.payment().resource();
        String url = resource == null ? "" : resource.url();
        int begin = (base + FEEDS).length();
        int end = url.length() - PASSES.length();
        if (begin >= end
                || !url.startsWith(base + FEEDS)
                || !url.endsWith(PASSES)
                || url.substring(begin, end).contains("/")) {
            throw new PaymentRefused(
                    "resource_unknown",
                    "resource.url of the payment must be the address at which the pass is sold, %s/feeds/<feed>/passes: what is taken is for a sale"
                            .formatted(base));
        }
        return url.substring(begin, end);
    }

    private static Answer told(Asked asked, Sale sale) {
        if (sale instanceof Sale.Done done) {
            return Answer.of(200, done.response().json());
        }
        return sale instanceof Sale.Refused refused
                ? failed(
                        asked,
                        200,
                        refused.why().code(),
                        String.valueOf(refused.why().getMessage()))
                : Answer.of(200, ((Sale.NotSettled) sale).response().json());
    }

    private static Answer told(Asked asked, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotForSale why) {
            boolean later = Payments.notForSale(why).status() == 503;
            return failed(asked, later ? 503 : 200, why.code(), String.valueOf(why.getMessage()));
        }
        throw cause instanceof RuntimeException ours ? ours : new CompletionException(cause);
    }

    private static Answer failed(Asked asked, int status, String code, String message) {
        return Answer.of(
                status,
                SettlementResponse.failed(asked.terms().network(), asked.exact().payer(), "", code, message)
                        .json());
    }

    /** Of a payment that is none of ours to read. */
    private static Answer unread(PaymentRefused why) {
        return Answer.of(
                200,
                JSON.createObjectNode()
                        .put("success", false)
                        .put("transaction", "")
                        .put("network", "")
                        .put("errorReason", why.code())
                        .put("errorMessage", String.valueOf(why.getMessage()))
                        .toString()
                        .getBytes(UTF_8));
    }
}
