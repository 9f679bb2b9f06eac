package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Hash;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.Network;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/** Looks at channels on chain. What was claimed and given back is booked by what is seen there, so that it is right whenever the gateway died. */
final class ChannelView {
    private final ChannelBook book;
    private final LongSupplier clock;

    ChannelView(ChannelBook book, LongSupplier clock) {
        this.book = book;
        this.clock = clock;
    }

    /** A channel as it stands, whether it is kept or not. What is kept is brought up to date; what is not costs the disk nothing. */
    CompletionStage<StoredChannel> look(PaymentChain chain, Hash id, ChannelConfig config) {
        return chain.channel(id)
                .thenCompose(seen -> book.find(id) == null
                        ? CompletableFuture.completedFuture(
                                StoredChannel.found(id, chain.network(), config, seen, clock.getAsLong()))
                        : take(chain.network(), id, config, seen));
    }

    private CompletionStage<StoredChannel> take(
            Network network, Hash id, ChannelConfig config, PaymentChain.Channel seen) {
        long now = clock.getAsLong();
        return book.<StoredChannel>change(id, (connection, before) -> {
                    if (before == null) {
                        return new Change<>(null, List.of(), StoredChannel.found(id, network, config, seen, now));
                    }
                    if (seen.block() < before.onChain().block()) {
                        return new Change<>(before, List.of(), before);
                    }
                    StoredChannel after = before.seen(seen, now);
                    List<Movement> movements = new ArrayList<>();
                    for (Movement movement : movements(before, seen, now)) {
                        if (Ledger.add(connection, movement)) {
                            movements.add(movement);
                        }
                    }
                    return new Change<>(after, movements, after);
                })
                .thenApply(Change::answer);
    }

    private static List<Movement> movements(StoredChannel before, PaymentChain.Channel seen, long now) {
        List<Movement> movements = new ArrayList<>();
        BigInteger claimed = seen.totalClaimed().subtract(before.onChain().totalClaimed());
        if (claimed.signum() > 0) {
            movements.add(movement(before, now, "claim", seen.totalClaimed().toString(), claimed));
        }
        if (seen.refundNonce().compareTo(before.onChain().refundNonce()) > 0) {
            BigInteger gone = before.refunding().signum() > 0
                    ? before.refunding()
                    : before.onChain().balance().subtract(seen.balance()).max(BigInteger.ZERO);
            movements.add(movement(
                    before, now, "refund", before.onChain().refundNonce().toString(), gone.negate()));
        }
        return movements;
    }

    private static Movement movement(StoredChannel channel, long now, String kind, String number, BigInteger amount) {
        return new Movement(
                now,
                kind,
                kind + ":" + channel.id() + ":" + number,
                channel.id().toString(),
                "",
                channel.config().payer().toString(),
                Asset.token(channel.network(), channel.config().token()),
                amount,
                0,
                null,
                "");
    }

    /** Gas that a transaction took; null where none was sent. */
    static @Nullable Movement gas(Network network, PaymentChain.Settlement settled, String what, long now) {
        return settled.transaction().isEmpty() || settled.gasCost().signum() == 0
                ? null
                : new Movement(
                        now,
                        "gas",
                        "gas:" + settled.transaction(),
                        "",
                        "",
                        "",
                        Asset.gas(network),
                        settled.gasCost().negate(),
                        0,
                        null,
                        what);
    }
}
