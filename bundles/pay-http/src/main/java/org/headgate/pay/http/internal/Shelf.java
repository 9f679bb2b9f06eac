package org.headgate.pay.http.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.jspecify.annotations.Nullable;

/** All that is for sale over HTTP. Kept for seconds, for each offer is signed. Safe for any thread. */
final class Shelf {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Seller seller;
    private @Nullable Stock stock;

    Shelf(Seller seller) {
        this.seller = seller;
    }

    /** @param changedAt milliseconds since the epoch */
    record Item(PaymentRequired offer, FeedDefinition feed, long changedAt) {}

    private record Stock(String base, long madeAt, List<Item> items) {}

    /** @param base of addresses, as the client uses them */
    synchronized List<Item> items(String base) {
        Stock now = stock;
        if (now == null || !now.base().equals(base) || System.nanoTime() - now.madeAt() > FRESH_NANOS) {
            now = new Stock(base, System.nanoTime(), make(base));
            stock = now;
        }
        return now.items();
    }

    /** Whether these are terms that this gateway offers now, to the last field. */
    boolean offers(String base, PaymentRequirements terms) {
        return items(base).stream()
                .flatMap(item -> item.offer().accepts().stream())
                .anyMatch(offered -> offered.isAcceptedBy(terms));
    }

    private List<Item> make(String base) {
        Sales sales = seller.sales();
        Feeds feeds = seller.feeds();
        List<Item> items = new ArrayList<>();
        for (FeedState feed : sales == null || feeds == null ? List.<FeedState>of() : feeds.list()) {
            try {
                String id = feed.definition().id();
                items.add(new Item(
                        sales.passTerms(id, base + "/feeds/" + id + "/passes"), feed.definition(), feed.createdAt()));
            } catch (NotForSale e) {
                // Not this one: by grant alone, or its chain is away.
                continue;
            }
        }
        return items;
    }
}
