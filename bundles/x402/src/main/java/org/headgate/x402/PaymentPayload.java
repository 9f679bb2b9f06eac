package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A payment: which offer is accepted, and what the scheme asks for.
 *
 * @param payload by scheme: see {@link ExactPayment} and {@link ChannelPayment}
 * @param extensions those of the offer, with what the payer added; null where there are none
 */
public record PaymentPayload(
        @Nullable Resource resource,
        PaymentRequirements accepted,
        ObjectNode payload,
        @Nullable ObjectNode extensions) {

    /** Reads the JSON form, of 64 KiB at most. @throws PaymentRefused malformed */
    public static PaymentPayload read(byte[] json) throws PaymentRefused {
        ObjectNode in = Json.read(json);
        requireVersion(in);
        ObjectNode resource = Json.optionalObject(in, "resource");
        return new PaymentPayload(
                resource == null ? null : Resource.read(resource),
                PaymentRequirements.read(Json.object(in, "accepted")),
                Json.object(in, "payload"),
                Json.optionalObject(in, "extensions"));
    }

    /** JSON in UTF-8. */
    public byte[] json() {
        return Json.write(tree());
    }

    private ObjectNode tree() {
        ObjectNode out = Json.object().put("x402Version", 2);
        if (resource != null) {
            out.set("resource", resource.json());
        }
        out.set("accepted", accepted.json());
        out.set("payload", payload.deepCopy());
        if (extensions != null) {
            out.set("extensions", extensions.deepCopy());
        }
        return out;
    }

    /** What a facilitator is asked to verify or settle, by the terms that are accepted: JSON in UTF-8. */
    public byte[] question() {
        ObjectNode out = Json.object().put("x402Version", 2);
        out.set("paymentPayload", tree());
        out.set("paymentRequirements", accepted.json());
        return Json.write(out);
    }

    static void requireVersion(JsonNode in) throws PaymentRefused {
        JsonNode version = in.get("x402Version");
        if (version == null || !version.isIntegralNumber() || version.longValue() != 2) {
            throw Json.malformed("x402Version must be 2");
        }
    }
}
