package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.headgate.api.batch.Address;
import org.headgate.pay.http.internal.FacilitatorRequest.Asked;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as its own facilitator, for payments of the scheme {@code exact} by terms that it offers itself: what it verifies. What it settles is up to {@link SettleEndpoint}.
 */
final class FacilitatorEndpoint implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();
    /** Each asks the chain several times. */
    private static final int AT_A_TIME = 8;

    private final Seller seller;
    private final Shelf shelf;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    FacilitatorEndpoint(Seller seller, Shelf shelf) {
        this.seller = seller;
        this.shelf = shelf;
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
            check(asked, request);
        } catch (PaymentRefused e) {
            return Router.done(e.isMalformed() ? Payments.malformed(e) : invalid(200, e.code(), e.getMessage()));
        }
        Network network = asked.terms().network();
        PaymentChain chain = seller.chain(network);
        if (chain == null) {
            return Router.done(invalid(503, "chain_absent", "nothing here speaks to " + network + " now"));
        }
        if (!places.tryAcquire()) {
            return Router.done(invalid(503, "busy", AT_A_TIME + " are being looked at: ask again in a second"));
        }
        return chain.verify(asked.bill(), asked.exact())
                .thenApply(done -> valid(asked.exact().payer()))
                .exceptionally(FacilitatorEndpoint::told)
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

    private static Answer told(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof PaymentRefused refused) {
            return invalid(200, refused.code(), refused.getMessage());
        }
        if (cause instanceof ChainUnavailable unavailable) {
            return invalid(503, unavailable.code(), unavailable.getMessage());
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

    private static Answer invalid(int status, String code, @Nullable String message) {
        return Answer.of(
                status,
                JSON.createObjectNode()
                        .put("isValid", false)
                        .put("invalidReason", code)
                        .put("invalidMessage", String.valueOf(message))
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
