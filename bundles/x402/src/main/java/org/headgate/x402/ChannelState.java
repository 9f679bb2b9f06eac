package org.headgate.x402;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A channel as its receiver knows it: the chain's part as last seen, and his own.
 *
 * @param balance all that was put in less what was taken back
 * @param totalClaimed of it
 * @param withdrawRequestedAt seconds since the epoch at which the payer gave notice; 0 where he did not
 * @param refundNonce of the next refund
 * @param charged what was delivered for, all told; of a channel that is new to the receiver, {@code totalClaimed}
 * @param lastVoucher the highest that was taken; null where there is none
 */
public record ChannelState(
        BigInteger balance,
        BigInteger totalClaimed,
        long withdrawRequestedAt,
        BigInteger refundNonce,
        BigInteger charged,
        @Nullable Voucher lastVoucher) {

    /** The {@code channelState} of an answer or of an offer that corrects. */
    public ObjectNode json(Hash channelId) {
        return Json.object()
                .put("channelId", channelId.toString())
                .put("balance", balance.toString())
                .put("totalClaimed", totalClaimed.toString())
                .put("withdrawRequestedAt", withdrawRequestedAt)
                .put("refundNonce", refundNonce.toString())
                .put("chargedCumulativeAmount", charged.toString());
    }

    /**
     * The offer that tells a payer who lost count where the channel stands, with the error {@code …_cumulative_amount_mismatch}; by the voucher in it he sees that the state
     * is not made up.
     */
    public PaymentRequired correct(PaymentRequired offer, Network network, Hash channelId) {
        return new PaymentRequired(
                BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH,
                offer.resource(),
                offer.accepts().stream()
                        .map(way -> isChannelOn(way, network) ? corrected(way, channelId) : way)
                        .toList(),
                offer.extensions());
    }

    private static boolean isChannelOn(PaymentRequirements way, Network network) {
        return way.scheme().equals(PaymentRequirements.BATCH_SETTLEMENT)
                && way.network().equals(network);
    }

    private PaymentRequirements corrected(PaymentRequirements way, Hash channelId) {
        ObjectNode extra = way.extra().deepCopy();
        extra.set("channelState", json(channelId));
        Voucher voucher = lastVoucher;
        if (voucher != null) {
            extra.set("voucherState", voucher.stateJson());
        }
        return new PaymentRequirements(
                way.scheme(), way.network(), way.amount(), way.asset(), way.payTo(), way.maxTimeoutSeconds(), extra);
    }
}
