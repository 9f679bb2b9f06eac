package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A payment of the scheme {@code batch-settlement}: a voucher, alone or with what goes into or out of the channel. */
public sealed interface ChannelPayment {
    ChannelConfig config();

    Voucher voucher();

    /** Opens a channel, or adds to it. */
    record OpenOrTopUp(ChannelConfig config, Voucher voucher, Deposit deposit) implements ChannelPayment {}

    /** Pays from an open channel. */
    record Pay(ChannelConfig config, Voucher voucher) implements ChannelPayment {}

    /** Asks for what is left. @param amount of it; null for all */
    record Refund(
            ChannelConfig config, Voucher voucher, @Nullable BigInteger amount) implements ChannelPayment {}

    /** @throws PaymentRefused {@code …_payload_type} for another kind of payload, {@code …_refund_amount_invalid}, else malformed */
    static ChannelPayment read(PaymentPayload payment) throws PaymentRefused {
        JsonNode in = payment.payload();
        String type = in.path("type").asText("");
        if (!type.equals("deposit") && !type.equals("voucher") && !type.equals("refund")) {
            throw new PaymentRefused(
                    BatchSettlement.PREFIX + "payload_type", "the payload's type must be deposit, voucher or refund");
        }
        ChannelConfig config = ChannelConfig.read(Json.object(in, "channelConfig"));
        Voucher voucher = Voucher.read(Json.object(in, "voucher"));
        return switch (type) {
            case "deposit" -> new OpenOrTopUp(config, voucher, Deposit.read(Json.object(in, "deposit")));
            case "refund" -> new Refund(config, voucher, refundAmount(in));
            default -> new Pay(config, voucher);
        };
    }

    /** The scheme's part of a {@link PaymentPayload}. */
    default ObjectNode payload() {
        ObjectNode out = Json.object();
        if (this instanceof OpenOrTopUp open) {
            out.put("type", "deposit").set("deposit", open.deposit().json());
        } else if (this instanceof Refund refund) {
            out.put("type", "refund");
            if (refund.amount() != null) {
                out.put("amount", refund.amount().toString());
            }
        } else {
            out.put("type", "voucher");
        }
        out.set("channelConfig", config().json());
        out.set("voucher", voucher().json());
        return out;
    }

    private static @Nullable BigInteger refundAmount(JsonNode in) throws PaymentRefused {
        if (Json.isAbsent(in, "amount")) {
            return null;
        }
        try {
            BigInteger amount = Json.unsigned(in, "amount", 128);
            if (amount.signum() > 0) {
                return amount;
            }
        } catch (PaymentRefused e) {
            throw invalidAmount();
        }
        throw invalidAmount();
    }

    private static PaymentRefused invalidAmount() {
        return new PaymentRefused(
                BatchSettlement.PREFIX + "refund_amount_invalid",
                "amount must be a string of decimal digits, more than 0; leave it out for all that is left");
    }
}
