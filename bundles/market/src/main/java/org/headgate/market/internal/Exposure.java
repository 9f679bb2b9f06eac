package org.headgate.market.internal;

import java.math.BigInteger;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/** What may be sold from channels while nobody can see whether they are still full. */
final class Exposure {
    /** A chain that was seen so lately is there. */
    private static final long FRESH_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final ChannelBook book;
    private final LongSupplier clock;

    Exposure(ChannelBook book, LongSupplier clock) {
        this.book = book;
        this.clock = clock;
    }

    /** @throws NotForSale {@code chain_view_too_old}, {@code offline_exposure_full} */
    void check(ChannelTerms terms, StoredChannel channel, @Nullable PaymentChain chain) throws NotForSale {
        long now = clock.getAsLong();
        if (now >= channel.soldUntil(terms)) {
            throw new NotForSale(
                    "chain_view_too_old",
                    "the chain was not seen for " + TimeUnit.MILLISECONDS.toHours(now - channel.seenAt())
                            + " h, and what is in the channel could be withdrawn: it is sold from again once the chain is back");
        }
        if (full(terms, chain, now)) {
            throw new NotForSale(
                    "offline_exposure_full",
                    "the chain cannot be reached, and " + unclaimed()
                            + " are charged and not claimed, which is as much as market.offline.max.dollars allows");
        }
    }

    /** Whether nothing more may be charged until the chain is seen. */
    boolean full(ChannelTerms terms, @Nullable PaymentChain chain, long now) {
        return offline(chain, now) && unclaimed().compareTo(terms.mostOffline()) >= 0;
    }

    boolean offline(@Nullable PaymentChain chain, long now) {
        return chain == null || now - chain.view().seenAtMillis() > FRESH_MILLIS;
    }

    BigInteger unclaimed() {
        return book.all().stream().map(StoredChannel::unclaimed).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
