package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.headgate.api.batch.Address;
import org.headgate.market.Sales;
import org.headgate.market.Sales.Holdings;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.SignInMessage;
import org.headgate.x402.SignInWithX;
import org.jspecify.annotations.Nullable;

/**
 * Tells a wallet what it has here, once it has signed in: Sign-in with Ethereum by the extension {@code sign-in-with-x} of x402, one signature a request.
 */
final class MineEndpoint implements Endpoint {
    private static final JsonMapper JSON = new JsonMapper();
    /** Sign-ins within five minutes. Wallets that have nothing here never take the place of those that have. */
    private static final int MOST = 4096;

    private static final int MOST_OF_STRANGERS = 1024;

    private final Seller seller;
    private final Nonces nonces;
    private final Clock clock;
    private final String name;
    private final Form form;

    /** What is told of all that a wallet has. */
    interface Form {
        Stream<ObjectNode> of(Holdings held, Request request);
    }

    /** @param name of what is told */
    MineEndpoint(Seller seller, Nonces nonces, Clock clock, String name, Form form) {
        this.seller = seller;
        this.nonces = nonces;
        this.clock = clock;
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
            SignInWithX signIn = SignInWithX.read(Headers.decode(header.get()));
            nonces.check(signIn.message().nonce());
            Address wallet = signIn.check(request.base(), clock.instant());
            Holdings held = sales.holdings(wallet);
            if (!nonces.use(signIn.message().nonce(), held.isEmpty() ? MOST_OF_STRANGERS : MOST)) {
                throw new NotForSale("sign_ins_limit", "too many wallets have signed in within five minutes");
            }
            ObjectNode out = JSON.createObjectNode().put("wallet", wallet.toString());
            ArrayNode list = out.putArray(name);
            form.of(held, request).forEach(list::add);
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
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Network> networks = List.copyOf(seller.networks());
        byte[] asked = SignInWithX.challenge(
                request.base(),
                request.url(),
                nonces.next(),
                now,
                networks.isEmpty() ? List.of(new Network(1)) : networks,
                code);
        return Answer.error(
                        status,
                        code == null ? "sign_in_required" : code,
                        reason,
                        "sign what the header PAYMENT-REQUIRED says, in base64, under sign-in-with-x, and send it as SIGN-IN-WITH-X; "
                                + "the npm package @x402/extensions does it")
                .with(Headers.PAYMENT_REQUIRED, Headers.encode(asked));
    }
}
