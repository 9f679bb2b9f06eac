package org.headgate.market.internal;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.jspecify.annotations.Nullable;

/** Gives back what is left in a channel, where its payer asks for it. */
final class GivingBack {
    private static final String PREFIX = "invalid_batch_settlement_evm_";
    private static final long REFUND_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final ChannelBook book;
    private final ChannelView view;
    private final LongSupplier clock;

    GivingBack(ChannelBook book, ChannelView view, LongSupplier clock) {
        this.book = book;
        this.view = view;
        this.clock = clock;
    }

    /** @param refusal null where the amount is on its way back */
    private record Back(BigInteger amount, @Nullable PaymentRefused refusal) {
        static Change<Back> not(@Nullable StoredChannel channel, PaymentRefused why) {
            return new Change<>(channel, List.of(), new Back(BigInteger.ZERO, why));
        }
    }

    /**
     * What is marked as on its way back is not asked for anew: that one is waited for. As the gateway pays for the transaction, and the voucher stays good, refunds are not small and
     * not frequent.
     */
    CompletionStage<Given> refund(Deal deal, ChannelPayment.Refund refund, StoredChannel channel, PaymentChain chain) {
        BigInteger least = deal.trade().terms().channels().leastDeposit();
        return book.<Back>change(deal.id(), (connection, before) -> {
                    StoredChannel kept = before == null ? channel : before;
                    if (!refund.voucher().maxClaimable().equals(kept.charged())) {
                        return Back.not(before, Charging.meanwhile());
                    }
                    if (kept.refunding().signum() > 0) {
                        return new Change<>(kept, List.of(), new Back(kept.refunding(), null));
                    }
                    BigInteger left = kept.onChain().balance().subtract(kept.charged());
                    BigInteger amount =
                            refund.amount() == null ? left : refund.amount().min(left);
                    if (amount.signum() <= 0 || amount.compareTo(left.min(least)) < 0) {
                        return Back.not(
                                before,
                                new PaymentRefused(
                                        PREFIX + "refund_amount_invalid",
                                        "the refund is for " + amount + ", the least is " + left.min(least)
                                                + ": ask for more, or name no amount and get all"));
                    }
                    long again = Ledger.last(connection, "refund", deal.id().toString()) + REFUND_MILLIS;
                    if (clock.getAsLong() < again) {
                        return Back.not(
                                before,
                                new PaymentRefused(
                                        PREFIX + "refund_too_soon",
                                        "a channel gives back once an hour: ask again at " + Instant.ofEpochMilli(again)
                                                + ", or withdraw on chain"));
                    }
                    StoredChannel marked = kept.refunding(amount, refund.voucher());
                    return new Change<>(marked, List.of(), new Back(amount, null));
                })
                .thenCompose(change -> {
                    StoredChannel marked = change.channel();
                    Back back = change.answer();
                    if (marked == null || back.refusal() != null) {
                        throw new CompletionException(back.refusal());
                    }
                    return giveBack(marked, chain);
                });
    }

    /** @param amount in the smallest unit of the token */
    record Given(StoredChannel channel, String transaction, BigInteger amount) {}

    /** Sends what is marked as on its way back; where the chain refuses, nothing is any more. */
    CompletionStage<Given> giveBack(StoredChannel marked, PaymentChain chain) {
        return chain.refund(marked.config(), marked.onChain().refundNonce(), marked.refunding(), marked.claim())
                .thenCompose(settled -> gas(chain, settled, "refund"))
                .thenCompose(settled -> view.look(chain, marked.id(), marked.config())
                        .thenApply(after -> new Given(after, settled.transaction(), marked.refunding())))
                .exceptionallyCompose(failure -> {
                    if (!(Failures.cause(failure) instanceof PaymentRefused)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return book.<Boolean>change(marked.id(), (connection, before) -> {
                                if (before == null
                                        || !before.onChain()
                                                .refundNonce()
                                                .equals(marked.onChain().refundNonce())) {
                                    return new Change<>(before, List.of(), false);
                                }
                                StoredChannel free = before.refunding(BigInteger.ZERO, before.voucher());
                                return new Change<>(free, List.of(), true);
                            })
                            .thenCompose(freed -> CompletableFuture.failedFuture(failure));
                });
    }

    /** Notes what a transaction cost. */
    CompletionStage<Settlement> gas(PaymentChain chain, Settlement settled, String what) {
        Movement movement = ChannelView.gas(chain.network(), settled, what, clock.getAsLong());
        return movement == null
                ? CompletableFuture.completedFuture(settled)
                : book.note(movement).thenApply(noted -> settled);
    }
}
