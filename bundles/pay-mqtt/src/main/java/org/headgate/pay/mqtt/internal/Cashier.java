package org.headgate.pay.mqtt.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.batch.Address;
import org.headgate.api.market.Passes.Pass;
import org.headgate.api.topic.RequestHandler.Reply;
import org.headgate.api.topic.RequestHandler.Request;
import org.headgate.api.topic.RequestHandler.RequestRefused;
import org.headgate.api.topic.RequestHandler.RequestRefused.Kind;
import org.headgate.market.Sales;
import org.headgate.market.Sales.BoughtPass;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.SettlementResponse;

/**
 * Answers what is published on {@code feeds/<feed>/pay}: nothing in it asks what the feed costs; a payment is taken where its payer is who signed in. A payment on a chain
 * is public, and the same payment again gives the same pass: so it proves nothing about who brings it.
 */
final class Cashier {
    private static final String TYPE = "application/x402+json";
    private static final List<String> TOPICS = List.of("records", "records/leaf", "proofs");

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    long asked() {
        return asked.get();
    }

    long taken() {
        return taken.get();
    }

    long refused() {
        return refused.get();
    }

    static String feed(String topic) {
        return topic.substring("feeds/".length(), topic.length() - "/pay".length());
    }

    /** The address under which a feed is sold, for offers and receipts: brokers have many names, a gateway has one. */
    static String url(Address gateway, String feed) {
        return "mqtt://" + gateway + "/feeds/" + feed + "/records";
    }

    /** Fails with {@link RequestRefused}. */
    CompletionStage<Reply> answer(Sales sales, Address gateway, Request request) {
        String feed = feed(request.topic());
        String url = url(gateway, feed);
        try {
            if (request.payload().length == 0) {
                asked.incrementAndGet();
                return CompletableFuture.completedFuture(
                        new Reply(Terms.of(sales, feed, url).json(), TYPE));
            }
            return pay(sales, feed, url, request)
                    .thenApply(this::told)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(failure)));
        } catch (NotForSale e) {
            return CompletableFuture.failedFuture(notForSale(e));
        } catch (PaymentRefused e) {
            refused.incrementAndGet();
            return CompletableFuture.failedFuture(new RequestRefused(Kind.MALFORMED, e.code(), e.getMessage()));
        } catch (RequestRefused e) {
            refused.incrementAndGet();
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletionStage<Sale> pay(Sales sales, String feed, String url, Request request)
            throws PaymentRefused, RequestRefused {
        PaymentPayload payment = PaymentPayload.read(request.payload());
        String scheme = payment.accepted().scheme();
        if (scheme.equals(PaymentRequirements.BATCH_SETTLEMENT)) {
            ChannelConfig channel = ChannelPayment.read(payment).config();
            own(request, channel.payer(), channel.voucherSigner());
            return sales.pay(request.client(), feed, url, payment);
        }
        if (!scheme.equals(PaymentRequirements.EXACT)) {
            throw new RequestRefused(
                    Kind.NOT_NOW, "scheme_not_sold", scheme + " is not taken here: ask with an empty payload what is");
        }
        Address payer = ExactPayment.read(payment).payer();
        own(request, payer, payer);
        return sales.buyOwnPass(feed, url, payment);
    }

    /** @param signer who signs for the payer */
    private static void own(Request request, Address payer, Address signer) throws RequestRefused {
        String name = request.buyer().name();
        if (!payer.toString().equals(name) && !signer.toString().equals(name)) {
            throw new RequestRefused(
                    Kind.NOT_AUTHORIZED,
                    "payer_is_another",
                    "the payment is of " + payer + ", you are " + name + ": sign in with the wallet that pays");
        }
    }

    private Reply told(Sale sale) {
        if (sale instanceof Sale.Refused turned) {
            refused.incrementAndGet();
            return new Reply(turned.offer().json(), TYPE);
        }
        if (sale instanceof Sale.NotSettled open) {
            refused.incrementAndGet();
            return new Reply(open.response().json(), TYPE);
        }
        taken.incrementAndGet();
        Sale.Done done = (Sale.Done) sale;
        BoughtPass pass = done.pass();
        return new Reply((pass == null ? done.response() : with(done.response(), pass)).json(), TYPE);
    }

    /** The pass comes with the answer, for nothing else carries it over MQTT. */
    private static SettlementResponse with(SettlementResponse response, BoughtPass bought) {
        Pass pass = bought.pass();
        ObjectNode extensions = response.extensions() == null
                ? JsonNodeFactory.instance.objectNode()
                : response.extensions().deepCopy();
        ObjectNode told = extensions.putObject("pass");
        told.put("feed", pass.feed()).put("user", pass.id()).put("password", bought.token());
        ArrayNode topics = told.putArray("topics");
        TOPICS.forEach(topic -> topics.add("feeds/" + pass.feed() + "/" + topic));
        told.put("from", Long.toString(pass.from())).put("until", Long.toString(pass.until()));
        return new SettlementResponse(
                response.success(),
                response.transaction(),
                response.network(),
                response.payer(),
                response.errorReason(),
                response.errorMessage(),
                response.amount(),
                extensions,
                response.extra());
    }

    private Throwable failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        refused.incrementAndGet();
        return cause instanceof NotForSale not ? notForSale(not) : cause;
    }

    private static RequestRefused notForSale(NotForSale e) {
        Kind kind = e.code().equals("payments_busy") ? Kind.LIMIT : Kind.NOT_NOW;
        return new RequestRefused(kind, e.code(), e.getMessage());
    }
}
