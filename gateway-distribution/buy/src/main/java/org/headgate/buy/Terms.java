package org.headgate.buy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.headgate.api.batch.Address;
import org.headgate.buy.Options.Token;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.jspecify.annotations.Nullable;

/** Which of the ways to pay that are offered is taken: in a token that is known for a dollar, signed by the seller. */
final class Terms {
    /** Of more than this no token exists. */
    private static final BigInteger MOST = BigInteger.TEN.pow(15);

    private static final List<String> DOLLARS = List.of(
            "eip155:8453/0x833589fcd6edb6e08f4c7c32d4f71b54bda02913",
            "eip155:84532/0x036cbd53842c5426634e7929541ec2318f3dcf7e",
            "eip155:42161/0xaf88d065e77c8cc2239327c5edb3a432268e5831");

    private final Set<Token> dollars = new HashSet<>();

    /** @param more a token that is taken beside USDC of Base, Base Sepolia and Arbitrum */
    Terms(@Nullable Token more) throws Halt {
        for (String one : DOLLARS) {
            dollars.add(Token.parse(one));
        }
        if (more != null) {
            dollars.add(more);
        }
    }

    /** @throws Halt {@link Halt#REFUSED} where there is none that can be taken */
    PaymentRequirements choose(PaymentRequired offer, String scheme, Account buyer, long now) throws IOException, Halt {
        List<PaymentRequirements> ways = offer.accepts().stream()
                .filter(way -> way.scheme().equals(scheme))
                .toList();
        if (ways.isEmpty()) {
            throw refused("it is not sold by " + (scheme.equals(PaymentRequirements.EXACT) ? "passes" : "the record")
                    + " here; what is offered is "
                    + offer.accepts().stream().map(PaymentRequirements::scheme).collect(Collectors.toSet()));
        }
        for (PaymentRequirements way : ways) {
            if (dollars.contains(new Token(way.network(), way.asset()))) {
                check(way);
                buyer.requireGateway(signer(offer, way, now));
                return way;
            }
        }
        throw refused("it is to be paid in " + ways.get(0).network() + "/"
                + ways.get(0).asset()
                + ", which is not known for a dollar. If you trust that token, say so with --asset");
    }

    private static void check(PaymentRequirements way) throws Halt {
        if (domain(way) == null) {
            throw refused("it does not name its token's domain, so nothing can be signed for it");
        }
        if (way.amount().signum() == 0 || way.amount().compareTo(MOST) > 0) {
            throw refused("its price is " + way.amount());
        }
        if (way.scheme().equals(PaymentRequirements.BATCH_SETTLEMENT)) {
            long delay = way.extra().path("withdrawDelay").asLong();
            if (delay < BatchSettlement.SHORTEST_WITHDRAW_DELAY || delay > BatchSettlement.LONGEST_WITHDRAW_DELAY) {
                throw refused("its withdrawDelay is " + delay + " s");
            }
            String authorizer = way.extra().path("receiverAuthorizer").asText();
            if (!authorizer.matches("0x[0-9a-fA-F]{40}") || authorizer.matches("0x0{40}")) {
                throw refused("its receiverAuthorizer is no address");
            }
            if (leastDeposit(way) < 0) {
                throw refused("its minDeposit is no sum");
            }
        }
    }

    /** -1 where it is no sum. */
    static long leastDeposit(PaymentRequirements way) {
        String text = way.extra().path("minDeposit").asText("0");
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
    }

    static @Nullable ContractDomain domain(PaymentRequirements way) {
        String name = way.extra().path("name").asText("");
        String version = way.extra().path("version").asText("");
        return name.isEmpty() || version.isEmpty()
                ? null
                : new ContractDomain(name, version, way.network(), way.asset());
    }

    /** Who is bound by the offer. */
    private static Address signer(PaymentRequired offer, PaymentRequirements way, long now) throws Halt {
        ObjectNode extensions = offer.extensions();
        if (extensions != null) {
            int index = offer.accepts().indexOf(way);
            JsonNode signed = extensions.path(OfferReceipt.NAME).path("info").path("offers");
            for (int i = 0; i < signed.size(); i++) {
                if (signed.get(i).path("acceptIndex").asInt(-1) == index
                        && says(signed.get(i).path("payload"), way, now)) {
                    try {
                        return OfferReceipt.offerSigner(extensions, i);
                    } catch (PaymentRefused e) {
                        throw refused("its signature does not hold: " + e.getMessage());
                    }
                }
            }
        }
        throw refused("it is not signed, or the signature is for other terms");
    }

    private static boolean says(JsonNode signed, PaymentRequirements way, long now) {
        return signed.path("scheme").asText().equals(way.scheme())
                && signed.path("network").asText().equals(way.network().toString())
                && signed.path("asset").asText().equalsIgnoreCase(way.asset().toString())
                && signed.path("payTo").asText().equalsIgnoreCase(way.payTo().toString())
                && signed.path("amount").asText().equals(way.amount().toString())
                && signed.path("validUntil").asLong() >= now;
    }

    private static Halt refused(String why) {
        return new Halt(Halt.REFUSED, "The offer is not taken: " + why + ". Nothing was signed.");
    }
}
