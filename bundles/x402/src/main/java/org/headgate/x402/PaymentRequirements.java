package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;
import org.headgate.api.batch.Address;
import org.jspecify.annotations.Nullable;

/**
 * One way to pay. Compared by value; {@code extra} is kept as given and must not be changed after.
 *
 * @param scheme {@link #EXACT} or {@link #BATCH_SETTLEMENT}
 * @param amount in the token's smallest unit
 * @param asset the token's contract
 * @param maxTimeoutSeconds how long a signature for this may be good; more than 0
 * @param extra of the scheme: the token's EIP-712 domain as {@code name} and {@code version}, and what a channel needs
 */
public record PaymentRequirements(
        String scheme,
        Network network,
        BigInteger amount,
        Address asset,
        Address payTo,
        long maxTimeoutSeconds,
        ObjectNode extra) {
    public static final String EXACT = "exact";
    public static final String BATCH_SETTLEMENT = "batch-settlement";

    public PaymentRequirements {
        if (amount.signum() < 0 || maxTimeoutSeconds < 1) {
            throw new IllegalArgumentException("an amount is not negative, a time-out is 1 s or more");
        }
        extra = Json.normal(extra);
    }

    static PaymentRequirements read(JsonNode in) throws PaymentRefused {
        long timeout = Json.number(in, "maxTimeoutSeconds");
        if (timeout < 1) {
            throw Json.malformed("maxTimeoutSeconds must be 1 or more");
        }
        ObjectNode extra = Json.optionalObject(in, "extra");
        return new PaymentRequirements(
                Json.text(in, "scheme"),
                Network.parse(Json.text(in, "network")),
                Json.unsigned(in, "amount", 256),
                Json.address(in, "asset"),
                Json.address(in, "payTo"),
                timeout,
                extra == null ? Json.object() : extra);
    }

    ObjectNode json() {
        ObjectNode out = Json.object()
                .put("scheme", scheme)
                .put("network", network.toString())
                .put("amount", amount.toString())
                .put("asset", asset.toString())
                .put("payTo", payTo.toString())
                .put("maxTimeoutSeconds", maxTimeoutSeconds);
        out.set("extra", extra.deepCopy());
        return out;
    }

    /**
     * Whether a payer accepted this offer: all fields are equal, and each field of {@code extra} that is offered is there unchanged; the payer may have added others (for a
     * corrected channel, the state that was told).
     */
    public boolean isAcceptedBy(PaymentRequirements accepted) {
        if (!scheme.equals(accepted.scheme)
                || !network.equals(accepted.network)
                || !amount.equals(accepted.amount)
                || !asset.equals(accepted.asset)
                || !payTo.equals(accepted.payTo)
                || maxTimeoutSeconds != accepted.maxTimeoutSeconds) {
            return false;
        }
        for (Map.Entry<String, JsonNode> offered : extra.properties()) {
            if (!offered.getValue().equals(accepted.extra.get(offered.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** The token's EIP-712 domain; null where the offer does not tell it. */
    @Nullable
    ContractDomain tokenDomain() {
        String name = extra.path("name").asText("");
        String version = extra.path("version").asText("");
        return name.isEmpty() || version.isEmpty() ? null : new ContractDomain(name, version, network, asset);
    }
}
