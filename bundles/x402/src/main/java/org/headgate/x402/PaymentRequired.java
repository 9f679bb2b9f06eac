package org.headgate.x402;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to who has not paid: what it costs, in the seller's order of preference.
 *
 * @param error the code of why a payment was not taken; null where none was offered
 * @param accepts at least one
 * @param extensions by name; null where there are none
 */
public record PaymentRequired(
        @Nullable String error,
        Resource resource,
        List<PaymentRequirements> accepts,
        @Nullable ObjectNode extensions) {
    public PaymentRequired {
        accepts = List.copyOf(accepts);
        if (accepts.isEmpty()) {
            throw new IllegalArgumentException("at least one way to pay");
        }
    }

    /** Reads the JSON form. @throws PaymentRefused malformed */
    public static PaymentRequired read(byte[] json) throws PaymentRefused {
        ObjectNode in = Json.read(json);
        PaymentPayload.requireVersion(in);
        List<PaymentRequirements> accepts = new ArrayList<>();
        for (JsonNode offer : in.path("accepts")) {
            accepts.add(PaymentRequirements.read(offer));
        }
        if (accepts.isEmpty()) {
            throw Json.malformed("accepts must be an array of at least one way to pay");
        }
        return new PaymentRequired(
                Json.optionalText(in, "error"),
                Resource.read(Json.object(in, "resource")),
                accepts,
                Json.optionalObject(in, "extensions"));
    }

    /** JSON in UTF-8. */
    public byte[] json() {
        ObjectNode out = Json.object().put("x402Version", 2);
        if (error != null) {
            out.put("error", error);
        }
        out.set("resource", resource.json());
        ArrayNode ways = out.putArray("accepts");
        accepts.forEach(offer -> ways.add(offer.json()));
        if (extensions != null) {
            out.set("extensions", extensions.deepCopy());
        }
        return Json.write(out);
    }

    /**
     * The way to pay that a payer chose.
     *
     * @throws PaymentRefused {@code …_scheme}, {@code …_network_mismatch}, {@code invalid_payment_requirements} where it is none of these
     */
    public PaymentRequirements chosenBy(PaymentPayload payment) throws PaymentRefused {
        return chosen(accepts, payment);
    }

    /** As {@link #chosenBy}, of ways that need no offer around them. */
    public static PaymentRequirements chosen(List<PaymentRequirements> ways, PaymentPayload payment)
            throws PaymentRefused {
        PaymentRequirements accepted = payment.accepted();
        PaymentRequirements nearest = null;
        for (PaymentRequirements way : ways) {
            if (way.isAcceptedBy(accepted)) {
                return way;
            }
            if (way.scheme().equals(accepted.scheme())
                    && (nearest == null || way.network().equals(accepted.network()))) {
                nearest = way;
            }
        }
        String prefix = accepted.scheme().equals(PaymentRequirements.BATCH_SETTLEMENT)
                ? BatchSettlement.PREFIX
                : ExactPayment.PREFIX;
        if (nearest == null) {
            throw new PaymentRefused(prefix + "scheme", "the scheme " + accepted.scheme() + " is not offered");
        }
        if (!nearest.network().equals(accepted.network())) {
            throw new PaymentRefused(
                    prefix + "network_mismatch",
                    accepted.network() + " was accepted, " + nearest.network() + " is offered");
        }
        throw new PaymentRefused(
                "invalid_payment_requirements",
                "what was accepted is not what is offered: " + new String(Json.write(nearest.json()), UTF_8)
                        + "; ask for the offer anew");
    }
}
