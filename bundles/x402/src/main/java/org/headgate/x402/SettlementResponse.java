package org.headgate.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import org.headgate.api.batch.Address;
import org.jspecify.annotations.Nullable;

/**
 * What became of a payment.
 *
 * @param transaction its hash; empty where nothing went on chain
 * @param errorReason the code of a failure; null on success
 * @param amount what moved on chain, in the token's smallest unit; null where nothing is told
 * @param extra of the scheme; null where there is none
 */
public record SettlementResponse(
        boolean success,
        String transaction,
        Network network,
        @Nullable Address payer,
        @Nullable String errorReason,
        @Nullable String errorMessage,
        @Nullable BigInteger amount,
        @Nullable ObjectNode extensions,
        @Nullable ObjectNode extra) {

    /** A payment that was taken. */
    public static SettlementResponse settled(
            Network network,
            Address payer,
            String transaction,
            @Nullable BigInteger amount,
            @Nullable ObjectNode extra) {
        return new SettlementResponse(true, transaction, network, payer, null, null, amount, null, extra);
    }

    /** A payment that was right and could not be settled. @param transaction its hash where it was sent, else empty */
    public static SettlementResponse failed(
            Network network, @Nullable Address payer, String transaction, String code, String message) {
        return new SettlementResponse(false, transaction, network, payer, code, message, null, null, null);
    }

    /** Reads the JSON form. @throws PaymentRefused malformed */
    public static SettlementResponse read(byte[] json) throws PaymentRefused {
        ObjectNode in = Json.read(json);
        if (!in.path("success").isBoolean()) {
            throw Json.malformed("success must be true or false");
        }
        String amount = Json.optionalText(in, "amount");
        return new SettlementResponse(
                in.get("success").booleanValue(),
                Json.text(in, "transaction"),
                Network.parse(Json.text(in, "network")),
                Json.isAbsent(in, "payer") ? null : Json.address(in, "payer"),
                Json.optionalText(in, "errorReason"),
                Json.optionalText(in, "errorMessage"),
                amount == null || amount.isEmpty() ? null : Json.unsigned(amount, "amount", 256),
                Json.optionalObject(in, "extensions"),
                Json.optionalObject(in, "extra"));
    }

    /** JSON in UTF-8. */
    public byte[] json() {
        ObjectNode out = Json.object()
                .put("success", success)
                .put("transaction", transaction)
                .put("network", network.toString());
        if (payer != null) {
            out.put("payer", payer.toString());
        }
        if (errorReason != null) {
            out.put("errorReason", errorReason);
        }
        if (errorMessage != null) {
            out.put("errorMessage", errorMessage);
        }
        if (amount != null) {
            out.put("amount", amount.toString());
        } else if (success && transaction.isEmpty()) {
            out.put("amount", "");
        }
        if (extensions != null) {
            out.set("extensions", extensions.deepCopy());
        }
        if (extra != null) {
            out.set("extra", extra.deepCopy());
        }
        return Json.write(out);
    }
}
