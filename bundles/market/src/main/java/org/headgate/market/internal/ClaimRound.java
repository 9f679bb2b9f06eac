package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.x402.ChannelConfig;
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
    private static final long REFUSED_MILLIS = TimeUnit.HOURS.toMillis(6);

    private final ChannelBook book;
    private final ChannelView view;
    private final GivingBack back;
    private final Totals totals;
    private final LongSupplier clock;
    private final Map<Hash, Refusal> refused = new ConcurrentHashMap<>();
    private volatile long waitingSince;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> running = new AtomicReference<>();

    /** @param at milliseconds since the epoch */
    private record Refusal(long at, String why) {}

    ClaimRound(ChannelBook book, ChannelView view, GivingBack back, Totals totals, LongSupplier clock) {
        this.book = book;
        this.view = view;
        this.back = back;
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
                .thenCompose(back -> {
                    boolean regular = regular(terms);
                    return (regular || withdrawing(terms)
                                    ? claim(chain, due(chain.network()))
                                    : CompletableFuture.completedFuture(false))
                            .thenCompose(claimed -> sweep(terms, chain, receiver, claimed && regular)
                                    .thenApply(swept -> claimed));
                })
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
                .map(channel -> back.giveBack(channel, chain).handle((given, failure) -> given))
                .toList());
    }

    /** By the period or the threshold. */
    private boolean regular(SellerTerms terms) {
        long now = clock.getAsLong();
        List<StoredChannel> channels = claimable(terms.network());
        BigInteger sum = channels.stream().map(StoredChannel::unclaimed).reduce(BigInteger.ZERO, BigInteger::add);
        return sum.signum() > 0 && sum.compareTo(terms.channels().claimThreshold()) >= 0
                || channels.stream()
                        .anyMatch(channel -> now - channel.unclaimedSince()
                                >= terms.channels().claimPeriod());
    }

    /** Who gives notice and buys on does not make a transaction of each record. */
    private boolean withdrawing(SellerTerms terms) {
        long now = clock.getAsLong();
        return claimable(terms.network()).stream()
                .anyMatch(channel ->
                        channel.onChain().withdrawRequestedAt() > 0 && now - channel.unclaimedSince() >= LOOK_MILLIS);
    }

    private List<StoredChannel> claimable(Network network) {
        long now = clock.getAsLong();
        return on(network).stream()
                .filter(channel ->
                        channel.unclaimed().signum() > 0 && channel.refunding().signum() == 0)
                .filter(channel -> {
                    Refusal refusal = refused.get(channel.id());
                    return refusal == null || now - refusal.at() >= REFUSED_MILLIS;
                })
                .toList();
    }

    /** Those whose payer wants his money back first, then the largest. */
    private List<StoredChannel> due(Network network) {
        return claimable(network).stream()
                .sorted(Comparator.comparing(
                                (StoredChannel channel) -> channel.onChain().withdrawRequestedAt() == 0)
                        .thenComparing(
                                Comparator.comparing(StoredChannel::unclaimed).reversed()))
                .limit(MOST_CLAIMS)
                .toList();
    }

    /** One channel that the chain refuses does not hold up the others: it is found by halves, and left out for a while. */
    private CompletionStage<Boolean> claim(PaymentChain chain, List<StoredChannel> claimed) {
        if (claimed.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return chain.claim(claimed.stream()
                        .flatMap(channel -> channel.claim().stream())
                        .toList())
                .thenCompose(settled -> back.gas(chain, settled, "claim"))
                .thenCompose(settled -> all(claimed.stream()
                        .map(channel -> view.look(chain, channel.id(), channel.config()))
                        .toList()))
                .thenApply(seen -> {
                    claimed.forEach(channel -> refused.remove(channel.id()));
                    return true;
                })
                .exceptionallyCompose(failure -> {
                    if (!(Failures.cause(failure) instanceof PaymentRefused why)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    if (claimed.size() == 1) {
                        refused.put(claimed.get(0).id(), new Refusal(clock.getAsLong(), why.code()));
                        return CompletableFuture.completedFuture(false);
                    }
                    int half = claimed.size() / 2;
                    return claim(chain, claimed.subList(0, half))
                            .thenCompose(one -> claim(chain, claimed.subList(half, claimed.size()))
                                    .thenApply(two -> one || two));
                });
    }

    void report(Report.Builder report) {
        refused.keySet().forEach(id -> {
            StoredChannel channel = book.find(id);
            if (channel != null) {
                refusal(channel)
                        .ifPresent(why -> report.problem(new Problem(
                                "claim_refused",
                                "the chain refuses the claim of " + channel.unclaimed() + " from channel " + id + ": "
                                        + why,
                                "look at the channel on chain; tried again every 6 h, the others are claimed without it",
                                false)));
            }
        });
    }

    /** Why the chain refused to claim from a channel last. */
    Optional<String> refusal(StoredChannel channel) {
        return channel.unclaimed().signum() > 0
                ? Optional.ofNullable(refused.get(channel.id())).map(Refusal::why)
                : Optional.empty();
    }

    /** Claimed, and not moved to the receiver yet. */
    BigInteger unsettled(String asset) {
        return totals.amount("claim", asset).subtract(totals.amount("settlement", asset));
    }

    /** Since when there is some of that; 0 where no round has seen any. */
    long waitingSince() {
        return waitingSince;
    }

    /** Moves what the ledger knows as claimed and not as settled: after a regular claim, at the threshold, and after the period (what refunds claimed). */
    private CompletionStage<Boolean> sweep(SellerTerms terms, PaymentChain chain, Address receiver, boolean claimed) {
        String asset = Asset.token(terms.network(), terms.asset());
        BigInteger waiting = unsettled(asset);
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
        return sweep(chain, terms.asset(), receivers(terms, receiver), FOUND)
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

    /** Who is paid now, and who was when channels that are kept were opened. */
    private List<Address> receivers(SellerTerms terms, Address receiver) {
        return Stream.concat(
                        Stream.of(receiver),
                        on(terms.network()).stream()
                                .map(StoredChannel::config)
                                .filter(config -> config.token().equals(terms.asset()))
                                .map(ChannelConfig::receiver))
                .distinct()
                .toList();
    }

    /** One receiver after the other. @param found the last transaction before; completes with the last of all */
    private CompletionStage<String> sweep(PaymentChain chain, Address token, List<Address> receivers, String found) {
        if (receivers.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        return chain.sweep(receivers.get(0), token)
                .thenCompose(settled -> back.gas(chain, settled, "settlement"))
                .thenApply(Settlement::transaction)
                .exceptionallyCompose(failure -> Failures.cause(failure) instanceof PaymentRefused refused
                                && refused.code().endsWith("nothing_to_settle")
                        ? CompletableFuture.completedFuture(found)
                        : CompletableFuture.failedFuture(failure))
                .thenCompose(last -> sweep(chain, token, receivers.subList(1, receivers.size()), last));
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
