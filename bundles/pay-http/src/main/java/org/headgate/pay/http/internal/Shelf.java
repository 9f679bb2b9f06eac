package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.market.Sales;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.Sales.NotForSale;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Resource;
import org.jspecify.annotations.Nullable;

/**
 * All that is for sale over HTTP. Made every few seconds at most, for each offer is signed, under the base that it is asked for first: under any other it is told unsigned, so that
 * nobody has all signed again by calling the gateway another name. Safe for any thread.
 */
final class Shelf {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    static final String PASSES = "/passes";
    static final String HISTORY = "/history";

    private final Seller seller;
    private final LongSupplier nanos;
    private @Nullable Stock stock;

    Shelf(Seller seller) {
        this(seller, System::nanoTime);
    }

    Shelf(Seller seller, LongSupplier nanos) {
        this.seller = seller;
        this.nanos = nanos;
    }

    /** @param changedAt milliseconds since the epoch @param goods the end of the address at which it is sold */
    record Item(PaymentRequired offer, FeedDefinition feed, long changedAt, String goods) {
        private Item under(String base) {
            Resource resource = offer.resource();
            ObjectNode extensions = offer.extensions();
            if (extensions != null) {
                extensions = extensions.deepCopy().without(OfferReceipt.NAME);
            }
            return new Item(
                    new PaymentRequired(
                            offer.error(),
                            new Resource(
                                    base + "/feeds/" + feed.id() + goods,
                                    resource.description(),
                                    resource.mimeType(),
                                    resource.serviceName(),
                                    resource.tags()),
                            offer.accepts(),
                            extensions),
                    feed,
                    changedAt,
                    goods);
        }
    }

    /** @param history ranges of the past, told by the price of one record */
    private record Stock(String base, long madeAt, List<Item> items, List<Item> history) {}

    /** @param base of addresses, as the client uses them */
    List<Item> items(String base) {
        Stock now = stock(base);
        return now.base().equals(base)
                ? now.items()
                : now.items().stream().map(item -> item.under(base)).toList();
    }

    /** Ranges of the past, each at the price of one record: what a range costs is told to who asks for it. */
    List<Item> history(String base) {
        Stock now = stock(base);
        return now.base().equals(base)
                ? now.history()
                : now.history().stream().map(item -> item.under(base)).toList();
    }

    /** Whether these are terms that this gateway offers now, to the last field. */
    boolean offers(String base, PaymentRequirements terms) {
        return stock(base).items().stream()
                .flatMap(item -> item.offer().accepts().stream())
                .anyMatch(offered -> offered.isAcceptedBy(terms));
    }

    private synchronized Stock stock(String base) {
        Stock now = stock;
        if (now == null || nanos.getAsLong() - now.madeAt() > FRESH_NANOS) {
            now = new Stock(base, nanos.getAsLong(), make(base, PASSES), make(base, HISTORY));
            stock = now;
        }
        return now;
    }

    private List<Item> make(String base, String goods) {
        Sales sales = seller.sales();
        Feeds feeds = seller.feeds();
        List<Item> items = new ArrayList<>();
        for (FeedState feed : sales == null || feeds == null ? List.<FeedState>of() : feeds.list()) {
            try {
                String id = feed.definition().id();
                String url = base + "/feeds/" + id + goods;
                items.add(new Item(
                        goods.equals(PASSES)
                                ? sales.passTerms(id, url)
                                : sales.historyTerms(id, url, new HistoryRange(1, 1, 1)),
                        feed.definition(),
                        feed.createdAt(),
                        goods));
            } catch (NotForSale e) {
                // Not this one: by grant alone, or its chain is away.
                continue;
            }
        }
        return items;
    }
}
