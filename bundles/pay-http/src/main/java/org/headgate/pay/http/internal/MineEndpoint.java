package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.headgate.market.Sales;
import org.headgate.market.Sales.Holdings;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.SignIns.SignedIn;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.SignInMessage;
import org.jspecify.annotations.Nullable;

/**
 * Tells a wallet what it has here, once it has signed in ({@link SignIns}).
 */
final class MineEndpoint implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();
    private final Seller seller;
    private final SignIns signIns;
    private final String name;
    private final Form form;

    /** What is told of all that a wallet has. */
    interface Form {
        Stream<ObjectNode> of(Holdings held, Request request);
    }

    /** @param name of what is told */
    MineEndpoint(Seller seller, SignIns signIns, String name, Form form) {
        this.seller = seller;
        this.signIns = signIns;
        this.name = name;
        this.form = form;
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        return Router.done(told(request));
    }

    private Answer told(Request request) {
        Sales sales = seller.sales();
        if (sales == null) {
            return Payments.marketAbsent();
        }
        if (!request.own()) {
            return Answer.error(
                    421,
                    "name_unknown",
                    "the gateway cannot tell that " + request.base() + " is its own, so nobody may sign in under it",
                    "ask at the address that the operator sets as pay-http.public.url, or at the IP address on which it listens");
        }
        Optional<String> header = request.header(Headers.SIGN_IN_WITH_X);
        if (header.isEmpty()) {
            return challenge(402, request, null, "a wallet has to sign in to see what is its own");
        }
        try {
            SignedIn mine = signIns.read(sales, request, header.get());
            ObjectNode out = JSON.createObjectNode().put("wallet", mine.wallet().toString());
            ArrayNode list = out.putArray(name);
            form.of(mine.held(), request).forEach(list::add);
            return Answer.of(200, out.toString().getBytes(UTF_8));
        } catch (NotForSale e) {
            return Payments.notForSale(e);
        } catch (PaymentRefused e) {
            return e.isMalformed() || e.code().equals(SignInMessage.MALFORMED)
                    ? Payments.malformed(e)
                    : challenge(401, request, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private Answer challenge(int status, Request request, @Nullable String code, String reason) {
        return Answer.error(
                        status,
                        code == null ? "sign_in_required" : code,
                        reason,
                        "sign what the header PAYMENT-REQUIRED says, in base64, under sign-in-with-x, and send it as SIGN-IN-WITH-X; "
                                + "the npm package @x402/extensions does it")
                .with(Headers.PAYMENT_REQUIRED, Headers.encode(signIns.challenge(request, code)));
    }
}
