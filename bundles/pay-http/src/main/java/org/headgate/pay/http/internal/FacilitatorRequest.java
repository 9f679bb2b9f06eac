package org.headgate.pay.http.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.headgate.x402.chain.Bill;

/** Reads what a facilitator is asked: {@code {x402Version, paymentPayload, paymentRequirements}}. */
final class FacilitatorRequest {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(80)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private FacilitatorRequest() {}

    /** @param exact what the payment signs */
    record Asked(PaymentRequirements terms, PaymentPayload payment, ExactPayment exact) {
        Bill bill() {
            Resource resource = payment.resource();
            return new Bill(terms, resource == null ? "x402:" : resource.url());
        }

        /** That the payer accepted the terms that it is asked for. */
        void requireAccepted() throws PaymentRefused {
            if (!terms.isAcceptedBy(payment.accepted())) {
                throw new PaymentRefused(
                        "invalid_payment_requirements", "the payment accepts other terms than it is to be checked by");
            }
        }

        /** All that can be checked without the chain. @param now seconds since the epoch */
        void check(long now) throws PaymentRefused {
            requireAccepted();
            exact.check(terms, now);
        }
    }

    static Asked read(byte[] body) throws PaymentRefused {
        JsonNode in;
        try {
            in = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw malformed(
                    "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw malformed("not JSON: " + e.getMessage());
        }
        PaymentPayload payment = PaymentPayload.read(part(in, "paymentPayload"));
        PaymentRequirements terms = terms(in);
        if (!terms.scheme().equals(PaymentRequirements.EXACT)) {
            throw new PaymentRefused(
                    "unsupported_scheme",
                    "payments of the scheme exact are looked after here; those of a channel are sent with the request that they pay for");
        }
        return new Asked(terms, payment, ExactPayment.read(payment));
    }

    /** Read as the one way to pay of an offer. */
    private static PaymentRequirements terms(JsonNode in) throws PaymentRefused {
        ObjectNode offer = JSON.createObjectNode().put("x402Version", 2);
        offer.putObject("resource").put("url", "x402:");
        offer.putArray("accepts").add(object(in, "paymentRequirements"));
        return PaymentRequired.read(bytes(offer)).accepts().get(0);
    }

    private static byte[] part(JsonNode in, String name) throws PaymentRefused {
        return bytes(object(in, name));
    }

    private static JsonNode object(JsonNode in, String name) throws PaymentRefused {
        JsonNode value = in.get(name);
        if (value == null || !value.isObject()) {
            throw malformed(name + " must be an object");
        }
        return value;
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }

    private static PaymentRefused malformed(String message) {
        return new PaymentRefused(PaymentRefused.MALFORMED, message);
    }
}
