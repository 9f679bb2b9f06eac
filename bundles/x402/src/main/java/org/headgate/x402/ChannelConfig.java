package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.StructType;

/**
 * What a payment channel is by: its id is the hash of this.
 *
 * @param payer whose tokens are in it
 * @param payerAuthorizer who signs vouchers; zero for the payer himself
 * @param receiver who is paid
 * @param receiverAuthorizer who signs claims and refunds for the receiver
 * @param withdrawDelay seconds from the payer's notice until he can take back what is not claimed; 40 bits
 */
public record ChannelConfig(
        Address payer,
        Address payerAuthorizer,
        Address receiver,
        Address receiverAuthorizer,
        Address token,
        long withdrawDelay,
        Hash salt) {
    static final StructType TYPE = StructType.of("ChannelConfig(address payer,address payerAuthorizer,address receiver,"
            + "address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)");
    private static final Address ZERO = Address.of(new byte[20]);

    public ChannelConfig {
        if (withdrawDelay < 0 || withdrawDelay >= 1L << 40) {
            throw new IllegalArgumentException("withdrawDelay has 40 bits, not " + withdrawDelay);
        }
    }

    static ChannelConfig read(JsonNode in) throws PaymentRefused {
        long delay = Json.number(in, "withdrawDelay");
        if (delay >= 1L << 40) {
            throw Json.malformed("withdrawDelay must have 40 bits at most");
        }
        return new ChannelConfig(
                Json.address(in, "payer"),
                Json.address(in, "payerAuthorizer"),
                Json.address(in, "receiver"),
                Json.address(in, "receiverAuthorizer"),
                Json.address(in, "token"),
                delay,
                Json.hash(in, "salt"));
    }

    /** The {@code channelConfig} of a payment. */
    public ObjectNode json() {
        return Json.object()
                .put("payer", payer.toString())
                .put("payerAuthorizer", payerAuthorizer.toString())
                .put("receiver", receiver.toString())
                .put("receiverAuthorizer", receiverAuthorizer.toString())
                .put("token", token.toString())
                .put("withdrawDelay", withdrawDelay)
                .put("salt", salt.toString());
    }

    /** Who signs vouchers. */
    public Address voucherSigner() {
        return payerAuthorizer.equals(ZERO) ? payer : payerAuthorizer;
    }

    /** EIP-712 {@code hashStruct}. */
    Hash hashStruct() {
        return TYPE.hashStruct(payer, payerAuthorizer, receiver, receiverAuthorizer, token, withdrawDelay, salt);
    }
}
