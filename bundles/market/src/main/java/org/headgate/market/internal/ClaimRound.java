package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Address;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.PaymentChain;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.jspecify.annotations.Nullable;

/** Watches channels on chain, claims what is charged when it is due, and moves what is claimed to the receiver. One round at a time. */
final class ClaimRound {
    /** Anybody may move what is claimed, and a start finds what was moved before it. */
    private static final String FOUND = "moved before";

    private static final int MOST_CLAIMS = 100;
    private static final int MOST_LOOKS = 64;
    private static final long LOOK_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final long IDLE_LOOK_MILLIS = TimeUnit.HOURS.toMillis(6);

    private final ChannelBook book;
    private final ChannelView view;
    private final ChannelSales sales;
    private final Totals totals;
    private final LongSupplier clock;
    private volatile long waitingSince;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> running = new AtomicReference<>();

    ClaimRound(ChannelBook book, ChannelView view, ChannelSales sales, Totals totals, LongSupplier clock) {
        this.book = book;
        this.view = view;
        this.sales = sales;
        this.totals = totals;
        this.clock = clock;
    }

    /** Completes with whether something was claimed. Where a round runs, with that one. */
    CompletionStage<Boolean> run(SellerTerms terms, PaymentChain chain, Address receiver) {
        CompletableFuture<Boolean> round = new CompletableFuture<>();
        CompletableFuture<Boolean> before = running.compareAndExchange(null, round);
        if (before != null) {
            return before;
        }
        look(chain)
                .thenCompose(looked -> refunds(chain))
                .thenCompose(back -> due(terms) ? claim(chain) : CompletableFuture.completedFuture(false))
                .thenCompose(claimed -> sweep(terms, chain, receiver, claimed))
                .whenComplete((claimed, failure) -> {
                    running.set(null);
                    if (failure == null) {
                        round.complete(claimed);
                    } else {
                        round.completeExceptionally(failure);
                    }
                });
        return round;
    }

    /** At those that were not looked at the longest. */
    private CompletionStage<Void> look(PaymentChain chain) {
        long now = clock.getAsLong();
        List<StoredChannel> stale = on(chain.network()).stream()
                .filter(channel -> now - channel.seenAt() >= period(channel, now))
                .sorted(Comparator.comparingLong(StoredChannel::seenAt))
                .limit(MOST_LOOKS)
                .toList();
        return all(stale.stream()
                .map(channel -> view.look(chain, channel.id(), channel.config()))
                .toList());
    }

    private static long period(StoredChannel channel, long now) {
        boolean inUse = channel.unclaimed().signum() > 0 || now - channel.usedAt() < IDLE_LOOK_MILLIS;
        return inUse ? LOOK_MILLIS : IDLE_LOOK_MILLIS;
    }

    private CompletionStage<Void> refunds(PaymentChain chain) {
        return all(on(chain.network()).stream()
                .filter(channel -> channel.refunding().signum() > 0)
                .limit(MOST_LOOKS)
                .map(channel -> sales.giveBack(channel, chain).handle((given, failure) -> given))
                .toList());
    }

    private boolean due(SellerTerms terms) {
        long now = clock.getAsLong();
        BigInteger sum = BigInteger.ZERO;
        for (StoredChannel channel : on(terms.network())) {
            BigInteger unclaimed = channel.unclaimed();
            if (unclaimed.signum() > 0
                    && (channel.onChain().withdrawRequestedAt() > 0
                            || now - channel.unclaimedSince()
                                    >= terms.channels().claimPeriod())) {
                return true;
            }
            sum = sum.add(unclaimed);
        }
        return sum.signum() > 0 && sum.compareTo(terms.channels().claimThreshold()) >= 0;
    }

    /** Those whose payer wants his money back first, then the largest. */
    private CompletionStage<Boolean> claim(PaymentChain chain) {
        List<StoredChannel> claimed = on(chain.network()).stream()
                .filter(channel ->
                        channel.unclaimed().signum() > 0 && channel.refunding().signum() == 0)
                .sorted(Comparator.comparing(
                                (StoredChannel channel) -> channel.onChain().withdrawRequestedAt() == 0)
                        .thenComparing(
                                Comparator.comparing(StoredChannel::unclaimed).reversed()))
                .limit(MOST_CLAIMS)
                .toList();
        if (claimed.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return chain.claim(claimed.stream()
                        .flatMap(channel -> channel.claim().stream())
                        .toList())
                .thenCompose(settled -> sales.gas(chain, settled, "claim"))
                .thenCompose(settled -> all(claimed.stream()
                        .map(channel -> view.look(chain, channel.id(), channel.config()))
                        .toList()))
                .thenApply(seen -> true);
    }

    /** Moves what the ledger knows as claimed and not as settled: after a claim, at the threshold, and after the period (what refunds claimed). */
    private CompletionStage<Boolean> sweep(SellerTerms terms, PaymentChain chain, Address receiver, boolean claimed) {
        String asset = Asset.token(terms.network(), terms.asset());
        BigInteger waiting = totals.amount("claim", asset).subtract(totals.amount("settlement", asset));
        if (waiting.signum() <= 0) {
            waitingSince = 0;
            return CompletableFuture.completedFuture(claimed);
        }
        long now = clock.getAsLong();
        waitingSince = waitingSince == 0 ? now : waitingSince;
        if (!claimed
                && waiting.compareTo(terms.channels().claimThreshold()) < 0
                && now - waitingSince < terms.channels().claimPeriod()) {
            return CompletableFuture.completedFuture(false);
        }
        return chain.sweep(receiver, terms.asset())
                .thenCompose(settled -> sales.gas(chain, settled, "settlement"))
                .thenApply(Settlement::transaction)
                .exceptionallyCompose(failure -> Failures.cause(failure) instanceof PaymentRefused refused
                                && refused.code().endsWith("nothing_to_settle")
                        ? CompletableFuture.completedFuture(FOUND)
                        : CompletableFuture.failedFuture(failure))
                .thenCompose(transaction -> book.note(new Movement(
                        clock.getAsLong(),
                        "settlement",
                        "settlement:" + totals.amount("claim", asset) + ":" + transaction,
                        receiver.toString(),
                        "",
                        "",
                        asset,
                        waiting,
                        0,
                        null,
                        transaction)))
                .thenApply(noted -> true);
    }

    private List<StoredChannel> on(Network network) {
        return book.all().stream()
                .filter(channel -> channel.network().equals(network))
                .toList();
    }

    private static CompletionStage<Void> all(List<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
