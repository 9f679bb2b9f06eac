package org.headgate.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import org.headgate.api.batch.Hash;

/** The payer's word that the receiver may claim so much of a channel, all told since it was opened. */
public final class Voucher {
    private final Hash channelId;
    private final BigInteger maxClaimable;
    private final byte[] signature;

    private Voucher(Hash channelId, BigInteger maxClaimable, byte[] signature) {
        this.channelId = channelId;
        this.maxClaimable = maxClaimable;
        this.signature = signature;
    }

    /** @param signature of {@link BatchSettlement#voucherDigest} */
    public static Voucher of(Hash channelId, BigInteger maxClaimable, byte[] signature) {
        return new Voucher(channelId, maxClaimable, signature.clone());
    }

    static Voucher read(JsonNode in) throws PaymentRefused {
        return new Voucher(
                Json.hash(in, "channelId"), Json.unsigned(in, "maxClaimableAmount", 128), Json.bytes(in, "signature"));
    }

    ObjectNode json() {
        return Json.object()
                .put("channelId", channelId.toString())
                .put("maxClaimableAmount", maxClaimable.toString())
                .put("signature", Json.hex(signature));
    }

    /** The {@code voucherState} of an offer that corrects. */
    public ObjectNode stateJson() {
        return Json.object().put("signedMaxClaimable", maxClaimable.toString()).put("signature", Json.hex(signature));
    }

    public Hash channelId() {
        return channelId;
    }

    /** In the token's smallest unit, of 128 bits. */
    public BigInteger maxClaimable() {
        return maxClaimable;
    }

    /** A copy: r‖s‖v. */
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Voucher voucher
                && channelId.equals(voucher.channelId)
                && maxClaimable.equals(voucher.maxClaimable)
                && Arrays.equals(signature, voucher.signature);
    }

    @Override
    public int hashCode() {
        return channelId.hashCode() ^ maxClaimable.hashCode();
    }
}
