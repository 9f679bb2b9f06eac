package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.headgate.api.batch.Address;
import org.headgate.pay.http.internal.FacilitatorRequest.Asked;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.SettlementResponse;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.SettlementPending;

/**
 * The gateway as its own facilitator, for payments of the scheme {@code exact} by terms that it offers itself: strangers do not get to spend its gas. What it takes is not a
 * sale; the same payment buys the pass afterwards.
 */
final class FacilitatorEndpoint implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();
    /** Each asks the chain several times. */
    private static final int AT_A_TIME = 8;

    private final Seller seller;
    private final Shelf shelf;
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final BiFunction<PaymentChain, Asked, CompletionStage<Answer>> ask;
    private final BiFunction<Asked, Outcome, Answer> tell;

    private FacilitatorEndpoint(
            Seller seller,
            Shelf shelf,
            BiFunction<PaymentChain, Asked, CompletionStage<Answer>> ask,
            BiFunction<Asked, Outcome, Answer> tell) {
        this.seller = seller;
        this.shelf = shelf;
        this.ask = ask;
        this.tell = tell;
    }

    /** Why not. */
    private record Outcome(int status, String code, String message, String transaction) {}

    static FacilitatorEndpoint verify(Seller seller, Shelf shelf) {
        return new FacilitatorEndpoint(
                seller,
                shelf,
                (chain, asked) -> chain.verify(asked.terms().asset(), asked.payment())
                        .thenApply(done -> valid(asked.payment().payer())),
                (asked, why) -> invalid(why));
    }

    static FacilitatorEndpoint settle(Seller seller, Shelf shelf) {
        return new FacilitatorEndpoint(
                seller,
                shelf,
                (chain, asked) -> chain.settle(asked.terms().asset(), asked.payment())
                        .thenApply(done -> Answer.of(
                                200,
                                SettlementResponse.settled(
                                                asked.terms().network(),
                                                asked.payment().payer(),
                                                done.transaction(),
                                                asked.terms().amount(),
                                                null)
                                        .json())),
                (asked, why) -> Answer.of(
                        why.status(),
                        SettlementResponse.failed(
                                        asked.terms().network(),
                                        asked.payment().payer(),
                                        why.transaction(),
                                        why.code(),
                                        why.message())
                                .json()));
    }

    static Endpoint supported(Seller seller, Shelf shelf) {
        return new Endpoint() {
            @Override
            public Set<String> methods() {
                return Set.of("GET");
            }

            @Override
            public CompletionStage<Answer> answer(Request request) {
                return Router.done(
                        Answer.of(200, kinds(seller, shelf, request).toString().getBytes(UTF_8)));
            }
        };
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
            return Router.done(
                    e.isMalformed()
                            ? Payments.malformed(e)
                            : invalid(new Outcome(200, e.code(), String.valueOf(e.getMessage()), "")));
        }
        try {
            check(asked, request);
        } catch (PaymentRefused e) {
            return Router.done(told(asked, e));
        }
        Network network = asked.terms().network();
        PaymentChain chain = seller.chain(network);
        if (chain == null) {
            return notNow(asked, "chain_absent", "nothing here speaks to " + network + " now");
        }
        if (!places.tryAcquire()) {
            return notNow(asked, "busy", AT_A_TIME + " are being looked at: ask again in a second");
        }
        return ask.apply(chain, asked)
                .exceptionally(failure -> told(asked, failure))
                .whenComplete((answer, failure) -> places.release());
    }

    private void check(Asked asked, Request request) throws PaymentRefused {
        if (!shelf.offers(request.base(), asked.terms())) {
            throw new PaymentRefused(
                    "invalid_payment_requirements",
                    "these are not terms that this gateway offers now: it looks after payments to itself alone");
        }
        asked.check(System.currentTimeMillis() / 1000);
    }

    private CompletionStage<Answer> notNow(Asked asked, String code, String message) {
        return Router.done(tell.apply(asked, new Outcome(503, code, message, "")));
    }

    private Answer told(Asked asked, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof PaymentRefused refused) {
            return tell.apply(asked, new Outcome(200, refused.code(), message, ""));
        }
        if (cause instanceof ChainUnavailable unavailable) {
            return tell.apply(asked, new Outcome(503, unavailable.code(), message, ""));
        }
        if (cause instanceof SettlementPending pending) {
            return tell.apply(asked, new Outcome(200, "settlement_pending", message, pending.transaction()));
        }
        throw cause instanceof RuntimeException ours ? ours : new CompletionException(cause);
    }

    private static Answer valid(Address payer) {
        return Answer.of(
                200,
                JSON.createObjectNode()
                        .put("isValid", true)
                        .put("payer", payer.toString())
                        .toString()
                        .getBytes(UTF_8));
    }

    private static Answer invalid(Outcome why) {
        return Answer.of(
                why.status(),
                JSON.createObjectNode()
                        .put("isValid", false)
                        .put("invalidReason", why.code())
                        .put("invalidMessage", why.message())
                        .toString()
                        .getBytes(UTF_8));
    }

    private static ObjectNode kinds(Seller seller, Shelf shelf, Request request) {
        Set<String> networks = new TreeSet<>();
        shelf.items(request.base())
                .forEach(item -> item.offer().accepts().stream()
                        .filter(way -> way.scheme().equals(PaymentRequirements.EXACT))
                        .map(PaymentRequirements::network)
                        .filter(network -> seller.chain(network) != null)
                        .map(Network::toString)
                        .forEach(networks::add));
        ObjectNode out = JSON.createObjectNode();
        var kinds = out.putArray("kinds");
        networks.forEach(network -> kinds.addObject()
                .put("x402Version", 2)
                .put("scheme", PaymentRequirements.EXACT)
                .put("network", network));
        out.putArray("extensions");
        var signers = out.putObject("signers").putArray("eip155:*");
        Address gateway = seller.gateway();
        if (gateway != null) {
            signers.add(gateway.toString());
        }
        return out;
    }
}
