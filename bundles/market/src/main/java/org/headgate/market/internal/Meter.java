package org.headgate.market.internal;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.internal.ChannelBook.Change;
import org.jspecify.annotations.Nullable;

/** Delivery to buyers who pay per record: they are known by their address. */
final class Meter {
    private final ChannelBook book;
    private final ChannelUse use;
    private final LargestRecords largest;
    private final Supplier<@Nullable Feeds> feeds;
    private final LongSupplier clock;
    private final @Nullable ChannelTerms terms;
    private volatile BooleanSupplier held = () -> false;

    Meter(
            ChannelBook book,
            ChannelUse use,
            LargestRecords largest,
            Supplier<@Nullable Feeds> feeds,
            MarketConfig config,
            LongSupplier clock) {
        this.book = book;
        this.use = use;
        this.largest = largest;
        this.feeds = feeds;
        this.clock = clock;
        ChannelTerms read;
        try {
            read = ChannelTerms.read(config);
        } catch (NotForSale e) {
            read = null;
        }
        terms = read;
    }

    /** @param held whether nothing is charged now */
    void holdUp(BooleanSupplier held) {
        this.held = held;
    }

    static boolean serves(String buyer) {
        return buyer.length() == 42 && buyer.startsWith("0x");
    }

    Entitlement check(String buyer, String feed) {
        return priced(feed) != null && book.of(buyer.toLowerCase(Locale.ROOT)) != null
                ? Entitlement.Metered.METERED
                : new Entitlement.Refused(
                        "no_channel",
                        "nothing was paid in for feed " + feed + " from this address: see feeds/" + feed + "/offer");
    }

    /** @param client null where the buyer's clients are not told apart */
    CompletionStage<List<Charge>> charge(String buyer, @Nullable String client, String feed, List<Due> records) {
        FeedDefinition definition = priced(feed);
        String wallet = buyer.toLowerCase(Locale.ROOT);
        StoredChannel channel = client == null ? book.of(wallet) : use.of(wallet, client, feed);
        long now = clock.getAsLong();
        if (definition == null
                || channel == null
                || terms == null
                || records.isEmpty()
                || now >= channel.soldUntil(terms)
                || held.getAsBoolean()) {
            return CompletableFuture.completedFuture(List.of());
        }
        largest.see(definition, records);
        return book.<List<Charge>>change(
                        channel.id(),
                        (connection, kept) -> kept == null
                                ? new Change<>(null, List.of(), List.of())
                                : new Charging(connection, book.chargedUpTo(), kept, definition, now).charge(records))
                .thenApply(Change::answer);
    }

    private @Nullable FeedDefinition priced(String feed) {
        Feeds known = feeds.get();
        return known == null
                ? null
                : known.find(feed)
                        .map(FeedState::definition)
                        .filter(definition -> definition.tariff().sellsRecords())
                        .orElse(null);
    }
}
