package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.headgate.api.batch.Address;

/** A payment of the scheme {@code exact} by EIP-3009: one signed transfer of the whole amount. */
public final class ExactPayment {
    static final String PREFIX = "invalid_exact_evm_";

    private final Authorization authorization;
    private final byte[] signature;

    private ExactPayment(Authorization authorization, byte[] signature) {
        this.authorization = authorization;
        this.signature = signature;
    }

    /** For a payer. @param signature of {@link Authorization#transferDigest} */
    public static ExactPayment of(Authorization authorization, byte[] signature) {
        return new ExactPayment(authorization, signature.clone());
    }

    /** @throws PaymentRefused {@code unsupported_payload_type} for one by Permit2, else malformed */
    public static ExactPayment read(PaymentPayload payment) throws PaymentRefused {
        JsonNode in = payment.payload();
        if (!in.has("authorization")) {
            throw new PaymentRefused(
                    "unsupported_payload_type", "an EIP-3009 authorization is taken, this payment has none");
        }
        JsonNode signed = Json.object(in, "authorization");
        return new ExactPayment(
                new Authorization(
                        Json.address(signed, "from"),
                        Json.address(signed, "to"),
                        Json.unsigned(signed, "value", 256),
                        Json.unsigned(signed, "validAfter", 256),
                        Json.unsigned(signed, "validBefore", 256),
                        Json.hash(signed, "nonce")),
                Json.bytes(in, "signature"));
    }

    /** The scheme's part of a {@link PaymentPayload}. */
    public ObjectNode payload() {
        ObjectNode out = Json.object();
        out.putObject("authorization")
                .put("from", authorization.from().toString())
                .put("to", authorization.to().toString())
                .put("value", authorization.value().toString())
                .put("validAfter", authorization.validAfter().toString())
                .put("validBefore", authorization.validBefore().toString())
                .put("nonce", authorization.nonce().toString());
        return out.put("signature", Json.hex(signature));
    }

    public Authorization authorization() {
        return authorization;
    }

    /** A copy: r‖s‖v. */
    public byte[] signature() {
        return signature.clone();
    }

    public Address payer() {
        return authorization.from();
    }

    /**
     * All that can be checked without the chain; balance, the nonce and the token itself are left to the settlement.
     *
     * @param now seconds since the epoch
     * @throws PaymentRefused with a code of {@code invalid_exact_evm_…}
     */
    public void check(PaymentRequirements offer, long now) throws PaymentRefused {
        if (!offer.scheme().equals(PaymentRequirements.EXACT)) {
            throw refused("scheme", "the offer is of the scheme " + offer.scheme());
        }
        ContractDomain token = offer.tokenDomain();
        if (token == null) {
            throw refused("missing_eip712_domain", "the offer does not name the token's domain");
        }
        Signed.require(
                authorization.transferDigest(token),
                signature,
                authorization.from(),
                PREFIX + "signature",
                "the authorization");
        if (!authorization.to().equals(offer.payTo())) {
            throw refused("recipient_mismatch", "it pays " + authorization.to() + ", the offer says " + offer.payTo());
        }
        authorization.requireValidAt(now, PREFIX);
        if (!authorization.value().equals(offer.amount())) {
            throw refused(
                    "payload_authorization_value_mismatch",
                    "it pays " + authorization.value() + ", the offer says " + offer.amount());
        }
    }

    private static PaymentRefused refused(String code, String message) {
        return new PaymentRefused(PREFIX + code, message);
    }
}
