package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.SettlementResponse;

/** What x402 over HTTP says with which status and which headers. */
final class Payments {
    private static final int RETRY_SECONDS = 10;

    private Payments() {}

    /** To who has not paid. */
    static Answer required(PaymentRequired offer) {
        return required(
                offer,
                Answer.errorBody(
                        "payment_required",
                        "this is for sale: the header PAYMENT-REQUIRED says how, in base64",
                        "send the same request with the header PAYMENT-SIGNATURE; the npm package @x402/fetch does it"));
    }

    /** Nothing was taken: never with PAYMENT-RESPONSE, for clients heal by the offer alone. */
    private static Answer refused(Sale.Refused refused) {
        PaymentRefused why = refused.why();
        return why.isMalformed() ? malformed(why) : required(refused.offer(), body(why));
    }

    static Answer malformed(PaymentRefused why) {
        return Answer.of(400, json(body(why)));
    }

    private static Answer notSettled(SettlementResponse response) {
        String code = response.errorReason() == null ? "not_settled" : response.errorReason();
        String reason = response.errorMessage() == null ? "the chain did not take it" : response.errorMessage();
        return Answer.error(402, code, reason, "send the same request with the same payment again: it is taken once")
                .with(Headers.PAYMENT_RESPONSE, Headers.encode(response.json()));
    }

    /** @param goods what is told to who has paid */
    static Answer told(Sale sale, Function<Sale.Done, Answer> goods) {
        if (sale instanceof Sale.Done done) {
            return goods.apply(done)
                    .with(
                            Headers.PAYMENT_RESPONSE,
                            Headers.encode(done.response().json()));
        }
        return sale instanceof Sale.Refused refused
                ? refused(refused)
                : notSettled(((Sale.NotSettled) sale).response());
    }

    static Answer ok(ObjectNode body) {
        return Answer.of(200, json(body));
    }

    static Answer notForSale(NotForSale why) {
        String reason = String.valueOf(why.getMessage());
        return switch (why.code()) {
            case "feed_unknown" -> Answer.error(404, why.code(), reason, "ask for /catalog to see what is for sale");
            case "not_priced" -> Answer.error(404, why.code(), reason, "see the feed's offer for how it is sold");
            case "history_empty" ->
                Answer.error(
                        404, why.code(), reason, "ask for another range, or leave from and to out for all there is");
            case "pass_forgotten" -> Answer.error(410, why.code(), reason, "buy another pass");
            default ->
                Answer.error(
                                503,
                                why.code(),
                                reason,
                                "ask again later, with the same payment where one was signed: it is taken once")
                        .with("Retry-After", Integer.toString(RETRY_SECONDS));
        };
    }

    static Answer marketAbsent() {
        return notForSale(absent());
    }

    static NotForSale absent() {
        return new NotForSale("market_absent", "the part of the gateway that sells does not run now");
    }

    /** An answer where a stage of the market failed as it may; else the failure itself. */
    static Answer failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotForSale why) {
            return notForSale(why);
        }
        throw cause instanceof RuntimeException ours ? ours : new CompletionException(cause);
    }

    private static Answer required(PaymentRequired offer, ObjectNode body) {
        return Answer.of(402, json(body)).with(Headers.PAYMENT_REQUIRED, Headers.encode(offer.json()));
    }

    private static ObjectNode body(PaymentRefused why) {
        return Answer.errorBody(
                why.code(), String.valueOf(why.getMessage()), "correct what the reason says; nothing was taken");
    }

    private static byte[] json(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
