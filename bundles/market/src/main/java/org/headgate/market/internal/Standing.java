package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.headgate.api.feed.Dollars;
import org.headgate.api.market.Accounts.Channel;
import org.headgate.api.market.Accounts.Receivable;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/**
 * How channels stand now, in words for the operator.
 *
 * @param terms null where nothing can be paid for
 * @param chain null where none is there
 */
record Standing(
        @Nullable SellerTerms terms, @Nullable PaymentChain chain, ClaimRound claims, Exposure exposure, long now) {

    private record State(String name, String reason, long deadline) {}

    private record Why(String code, String asset) {}

    Channel of(StoredChannel channel, List<String> feeds) {
        State state = state(channel);
        return new Channel(
                channel.id().toString(),
                asset(channel),
                channel.config().payer().toString(),
                channel.config().voucherSigner().toString(),
                feeds,
                channel.onChain().balance(),
                channel.charged(),
                channel.voucher() == null ? BigInteger.ZERO : channel.voucher().maxClaimable(),
                channel.onChain().totalClaimed(),
                atRisk(channel),
                state.name(),
                state.reason() + refusal(channel).map(why -> "; " + why).orElse(""),
                state.deadline(),
                channel.seenAt(),
                channel.usedAt(),
                channel.voucher() == null
                        ? ""
                        : "0x" + HexFormat.of().formatHex(channel.voucher().signature()));
    }

    static BigInteger atRisk(StoredChannel channel) {
        return channel.charged().subtract(channel.onChain().totalClaimed()).max(BigInteger.ZERO);
    }

    /** What the channels owe. A part that no claim covers any more is told by itself. */
    List<Receivable> of(Iterable<StoredChannel> channels) {
        Map<Why, Receivable> sums = new LinkedHashMap<>();
        for (StoredChannel channel : channels) {
            if (channel.unclaimed().signum() > 0) {
                add(sums, owed(channel));
            }
            if (uncovered(channel).signum() > 0) {
                add(
                        sums,
                        new Receivable(
                                "uncovered",
                                asset(channel),
                                uncovered(channel),
                                1,
                                "delivered, and taken out of the channel on chain before it was claimed",
                                0));
            }
        }
        return new ArrayList<>(sums.values());
    }

    private static void add(Map<Why, Receivable> sums, Receivable one) {
        sums.merge(
                new Why(one.code(), one.asset()),
                one,
                (a, b) -> new Receivable(
                        a.code(),
                        a.asset(),
                        a.amount().add(b.amount()),
                        a.count() + b.count(),
                        a.reason(),
                        a.due() == 0 || b.due() == 0 ? 0 : Math.min(a.due(), b.due())));
    }

    private Receivable owed(StoredChannel channel) {
        SellerTerms paid = terms;
        if (paid == null || !paid.network().equals(channel.network())) {
            return owed(channel, "network_changed", elsewhere(channel), 0);
        }
        Optional<String> refused = refusal(channel);
        if (refused.isPresent()) {
            return owed(channel, "claim_refused", refused.get(), 0);
        }
        if (exposure.offline(chain, now)) {
            return owed(channel, "chain_offline", "the chain cannot be seen: claimed once it is back", 0);
        }
        if (channel.onChain().withdrawRequestedAt() > 0 || channel.refunding().signum() > 0) {
            return owed(channel, "claim_due", "the payer wants back what is left: claimed within minutes", 0);
        }
        return owed(
                channel,
                "claim_waits",
                "claimed once all channels owe " + dollars(paid.channels().claimThreshold()) + " dollars, or "
                        + hours(paid) + " h after the first charge",
                channel.unclaimedSince() + paid.channels().claimPeriod());
    }

    private static Receivable owed(StoredChannel channel, String code, String reason, long due) {
        return new Receivable(code, asset(channel), channel.unclaimed(), 1, reason, due);
    }

    /** Claimed, and not moved to the seller yet. */
    Optional<Receivable> unsettled() {
        SellerTerms paid = terms;
        if (paid == null) {
            return Optional.empty();
        }
        String asset = Asset.token(paid.network(), paid.asset());
        BigInteger waiting = claims.unsettled(asset);
        long since = claims.waitingSince();
        return waiting.signum() <= 0
                ? Optional.empty()
                : Optional.of(new Receivable(
                        "settlement_waits",
                        asset,
                        waiting,
                        1,
                        "yours on chain, and moved to you with the next regular claim, at "
                                + dollars(paid.channels().claimThreshold()) + " dollars, or " + hours(paid)
                                + " h after it was claimed",
                        since == 0 ? 0 : since + paid.channels().claimPeriod()));
    }

    private static long hours(SellerTerms paid) {
        return TimeUnit.MILLISECONDS.toHours(paid.channels().claimPeriod());
    }

    private State state(StoredChannel channel) {
        PaymentChain.Channel seen = channel.onChain();
        SellerTerms paid = terms;
        if (channel.refunding().signum() > 0) {
            return new State("refunding", dollars(channel.refunding()) + " are on their way back to the payer", 0);
        }
        if (seen.withdrawRequestedAt() > 0) {
            long deadline = (seen.withdrawRequestedAt() + channel.config().withdrawDelay()) * 1_000;
            return new State(
                    "withdrawing",
                    "its payer can take " + dollars(seen.withdrawAmount())
                            + (now < deadline
                                    ? " back at the deadline: what is charged is claimed before"
                                    : " back now"),
                    deadline);
        }
        if (seen.balance().compareTo(seen.totalClaimed()) <= 0) {
            return new State(
                    "closed",
                    uncovered(channel).signum() > 0
                            ? "nothing is left in it, and " + dollars(uncovered(channel))
                                    + " were charged and not claimed in time"
                            : "nothing is left in it",
                    0);
        }
        if (paid == null || !paid.network().equals(channel.network())) {
            return new State("unseen", elsewhere(channel), 0);
        }
        long until = channel.soldUntil(paid.channels());
        if (now >= until) {
            return new State(
                    "unseen",
                    "the chain was not seen for so long that its payer may have withdrawn: nothing is sold",
                    0);
        }
        return new State("open", open(channel), until);
    }

    private static String open(StoredChannel channel) {
        if (channel.sure().compareTo(channel.charged()) <= 0) {
            return "all of the deposit is charged: waits for another";
        }
        BigInteger ahead = channel.limit().subtract(channel.charged());
        return ahead.signum() > 0
                ? dollars(ahead) + " are signed ahead"
                : "all that was signed is charged: waits for a voucher";
    }

    private Optional<String> refusal(StoredChannel channel) {
        return claims.refusal(channel).map(why -> "the chain refuses its claim: " + why);
    }

    private static String elsewhere(StoredChannel channel) {
        return "it is on " + channel.network() + ", and market.network is not: set it back until all is claimed";
    }

    /** Charged, and neither claimed nor claimable. */
    private static BigInteger uncovered(StoredChannel channel) {
        return channel.charged()
                .subtract(channel.claimable().max(channel.onChain().totalClaimed()))
                .max(BigInteger.ZERO);
    }

    private static String asset(StoredChannel channel) {
        return Asset.token(channel.network(), channel.config().token());
    }

    private static String dollars(BigInteger millionths) {
        return Dollars.format(millionths.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
    }
}
