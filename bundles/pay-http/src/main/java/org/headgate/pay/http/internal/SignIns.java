package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.headgate.api.batch.Address;
import org.headgate.market.Sales;
import org.headgate.market.Sales.Holdings;
import org.headgate.market.Sales.NotForSale;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.SignInWithX;
import org.jspecify.annotations.Nullable;

/** Sign-in with Ethereum by the extension {@code sign-in-with-x} of x402, one signature a request; only under a name that is surely the gateway's ({@link Request#own}). */
final class SignIns {
    /** Sign-ins within five minutes. Wallets that have nothing here never take the place of those that have. */
    private static final int MOST = 4096;

    private static final int MOST_OF_STRANGERS = 1024;

    private final Seller seller;
    private final Nonces nonces;
    private final Clock clock;

    SignIns(Seller seller, Nonces nonces, Clock clock) {
        this.seller = seller;
        this.nonces = nonces;
        this.clock = clock;
    }

    record SignedIn(Address wallet, Holdings held) {}

    /** Who signed, and what is his. @param header as it came @throws NotForSale {@code sign_ins_limit}, or what the market says */
    SignedIn read(Sales sales, Request request, String header) throws PaymentRefused, NotForSale {
        SignInWithX signIn = SignInWithX.read(Headers.decode(header));
        nonces.check(signIn.message().nonce());
        Address wallet = signIn.check(request.base(), clock.instant());
        Holdings held = sales.holdings(wallet);
        if (!nonces.use(signIn.message().nonce(), held.isEmpty() ? MOST_OF_STRANGERS : MOST)) {
            throw new NotForSale("sign_ins_limit", "too many wallets have signed in within five minutes");
        }
        return new SignedIn(wallet, held);
    }

    /** What is to be signed, and no payment. @param code of what was refused; null where nothing was shown */
    byte[] challenge(Request request, @Nullable String code) {
        return SignInWithX.challenge(request.base(), request.url(), nonces.next(), now(), networks(), code);
    }

    /** What may be signed instead of a payment. */
    ObjectNode extension(Request request) {
        return SignInWithX.extension(request.base(), request.url(), nonces.next(), now(), networks());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private List<Network> networks() {
        List<Network> networks = List.copyOf(seller.networks());
        return networks.isEmpty() ? List.of(new Network(1)) : networks;
    }
}
