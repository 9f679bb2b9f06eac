package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales;
import org.headgate.market.Sales.HeldPass;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.SignInWithX;
import org.jspecify.annotations.Nullable;

/** Passes: with POST and with GET, for clients that only get. A wallet that has one signs in instead of paying, and is told it again. */
final class PassGoods implements SaleEndpoint.Goods {
    private final PassJson json;
    private final SignIns signIns;

    PassGoods(PassJson json, SignIns signIns) {
        this.json = json;
        this.signIns = signIns;
    }

    @Override
    public CompletionStage<Answer> offer(Sales sales, String feed, Request request) throws NotForSale {
        Optional<String> header = request.header(Headers.SIGN_IN_WITH_X);
        if (header.isEmpty() || !request.own()) {
            return Router.done(offer(sales, feed, request, null));
        }
        try {
            Optional<HeldPass> held = signIns.read(sales, request, header.get()).held().passes().stream()
                    .filter(mine -> mine.token() != null && mine.pass().feed().equals(feed))
                    .findFirst();
            return Router.done(
                    held.isEmpty()
                            ? offer(sales, feed, request, null)
                            : Payments.ok(json.of(held.get().pass(), held.get().token(), request)));
        } catch (PaymentRefused e) {
            return Router.done(e.isMalformed() ? Payments.malformed(e) : offer(sales, feed, request, e.code()));
        }
    }

    @Override
    public CompletionStage<Answer> sell(Sales sales, String feed, Request request, PaymentPayload payment) {
        return sales.buyPass(feed, request.url(), payment)
                .thenApply(sale -> Payments.told(sale, done -> Payments.ok(json.of(done.pass(), request))));
    }

    /** @param error of a sign-in; null where there was none */
    private Answer offer(Sales sales, String feed, Request request, @Nullable String error) throws NotForSale {
        PaymentRequired offer = sales.passOffer(feed, request.url());
        ObjectNode extensions = offer.extensions() == null
                ? JsonNodeFactory.instance.objectNode()
                : offer.extensions().deepCopy();
        if (request.own()) {
            extensions.set(SignInWithX.NAME, signIns.extension(request));
        }
        return Payments.required(new PaymentRequired(error, offer.resource(), offer.accepts(), extensions));
    }
}
