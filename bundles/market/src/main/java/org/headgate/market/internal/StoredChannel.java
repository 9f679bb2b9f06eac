package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.Optional;
import org.headgate.api.batch.Hash;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelState;
import org.headgate.x402.Network;
import org.headgate.x402.Voucher;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/**
 * A payment channel as it is kept. Amounts in the token's smallest unit, times in milliseconds since the epoch.
 *
 * @param onChain as it was seen last
 * @param seenAt when
 * @param base what was claimed before the gateway knew the channel: charged, and not in its ledger
 * @param charged all told
 * @param voucher the last that was taken
 * @param refunding what is on its way back to the payer; 0 if nothing is. Nothing is charged meanwhile
 * @param unclaimedSince since when something is charged and not claimed; 0 if nothing is
 */
record StoredChannel(
        Hash id,
        Network network,
        ChannelConfig config,
        PaymentChain.Channel onChain,
        long seenAt,
        BigInteger base,
        BigInteger charged,
        @Nullable Voucher voucher,
        BigInteger refunding,
        long unclaimedSince,
        long usedAt) {

    /** One that never was. */
    static final PaymentChain.Channel NOTHING =
            new PaymentChain.Channel(BigInteger.ZERO, BigInteger.ZERO, 0, BigInteger.ZERO, BigInteger.ZERO, 0);

    static StoredChannel found(Hash id, Network network, ChannelConfig config, PaymentChain.Channel onChain, long now) {
        BigInteger claimed = onChain.totalClaimed();
        return new StoredChannel(id, network, config, onChain, now, claimed, claimed, null, BigInteger.ZERO, 0, now);
    }

    /** Whether no more differs than what vouchers and charges change. */
    boolean isUsedAs(StoredChannel used) {
        return onChain.equals(used.onChain)
                && seenAt == used.seenAt
                && base.equals(used.base)
                && refunding.equals(used.refunding);
    }

    /** As the payer is told. */
    ChannelState state() {
        return state(onChain.balance());
    }

    /** As payments are checked against: what the payer has asked back is not there any more. */
    ChannelState spendable() {
        return state(sure());
    }

    private ChannelState state(BigInteger balance) {
        return new ChannelState(
                balance,
                onChain.totalClaimed(),
                onChain.withdrawRequestedAt(),
                onChain.refundNonce(),
                charged,
                voucher);
    }

    /** What is in it and stays. */
    BigInteger sure() {
        return onChain.withdrawRequestedAt() > 0
                ? onChain.balance().subtract(onChain.withdrawAmount()).max(onChain.totalClaimed())
                : onChain.balance();
    }

    /** Up to where can be charged. */
    BigInteger limit() {
        Voucher last = voucher;
        return last == null || refunding.signum() > 0
                ? charged
                : last.maxClaimable().min(sure());
    }

    /** What can be claimed all told. */
    BigInteger claimable() {
        Voucher last = voucher;
        return last == null
                ? onChain.totalClaimed()
                : charged.min(last.maxClaimable()).min(onChain.balance());
    }

    BigInteger unclaimed() {
        return claimable().subtract(onChain.totalClaimed()).max(BigInteger.ZERO);
    }

    Optional<PaymentChain.Claim> claim() {
        Voucher last = voucher;
        return last == null || unclaimed().signum() == 0
                ? Optional.empty()
                : Optional.of(new PaymentChain.Claim(config, last, claimable()));
    }

    /** Until when the chain can be left unseen. */
    long soldUntil(ChannelTerms terms) {
        return seenAt + config.withdrawDelay() * 1_000 - terms.claimMargin();
    }

    StoredChannel charged(BigInteger all, long now) {
        return new StoredChannel(
                id,
                network,
                config,
                onChain,
                seenAt,
                base,
                all,
                voucher,
                refunding,
                unclaimedSince > 0 || all.equals(charged) ? unclaimedSince : now,
                now);
    }

    StoredChannel signed(Voucher by, long now) {
        return new StoredChannel(
                id, network, config, onChain, seenAt, base, charged, by, refunding, unclaimedSince, now);
    }

    StoredChannel refunding(BigInteger amount, @Nullable Voucher by) {
        return new StoredChannel(
                id, network, config, onChain, seenAt, base, charged, by, amount, unclaimedSince, usedAt);
    }

    /** What was claimed and never charged here, by a gateway with the same key or after a backup was restored, is charged elsewhere. */
    StoredChannel seen(PaymentChain.Channel now, long at) {
        BigInteger foreign = now.totalClaimed().subtract(charged).max(BigInteger.ZERO);
        boolean refunded = now.refundNonce().compareTo(onChain.refundNonce()) > 0;
        StoredChannel next = new StoredChannel(
                id,
                network,
                config,
                now,
                at,
                base.add(foreign),
                charged.add(foreign),
                voucher,
                refunded ? BigInteger.ZERO : refunding,
                unclaimedSince,
                usedAt);
        return next.unclaimed().signum() > 0
                ? next
                : new StoredChannel(
                        id, network, config, now, at, next.base, next.charged, voucher, next.refunding, 0, usedAt);
    }
}
