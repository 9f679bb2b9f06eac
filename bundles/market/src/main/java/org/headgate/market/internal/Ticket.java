package org.headgate.market.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;

/**
 * A secret in the {@code extra} of an offer, which the payer sends back with the rest of it. The signature of a settled transfer stands on the chain for all to read; the ticket does
 * not, so that nobody but the payer can ask for what it bought again.
 */
final class Ticket {
    private static final String FIELD = "ticket";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    private Ticket() {}

    /** The offer with a new one. */
    static PaymentRequired on(PaymentRequired offer) {
        String ticket = Token.newSecret();
        return new PaymentRequired(
                offer.error(),
                offer.resource(),
                offer.accepts().stream().map(way -> on(way, ticket)).toList(),
                offer.extensions());
    }

    /** Empty where the payment has none: then it is not repeated once it is done. */
    static String of(PaymentPayload payment) {
        String ticket = payment.accepted().extra().path(FIELD).asText("");
        return FORM.matcher(ticket).matches() ? ticket : "";
    }

    private static PaymentRequirements on(PaymentRequirements way, String ticket) {
        ObjectNode extra = way.extra().deepCopy();
        extra.put(FIELD, ticket);
        return new PaymentRequirements(
                way.scheme(), way.network(), way.amount(), way.asset(), way.payTo(), way.maxTimeoutSeconds(), extra);
    }
}
