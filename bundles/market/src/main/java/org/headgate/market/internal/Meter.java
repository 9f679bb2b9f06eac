package org.headgate.market.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import org.headgate.api.market.Entitlements.Delivery;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.internal.ChannelRows.Asked;
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

    CompletionStage<List<List<Charge>>> charge(List<Delivery> deliveries) {
        List<Asked> asked = new ArrayList<>(deliveries.size());
        int[] places = new int[deliveries.size()];
        for (int i = 0; i < places.length; i++) {
            Asked one = asked(deliveries.get(i));
            places[i] = one == null ? -1 : asked.size();
            if (one != null) {
                asked.add(one);
            }
        }
        return asked.isEmpty()
                ? CompletableFuture.completedFuture(Collections.nCopies(places.length, List.of()))
                : book.charge(asked)
                        .thenApply(paid -> Arrays.stream(places)
                                .<List<Charge>>mapToObj(place -> place < 0 ? List.of() : paid.get(place))
                                .toList());
    }

    /** Null where nothing is charged. */
    private @Nullable Asked asked(Delivery delivery) {
        FeedDefinition definition = priced(delivery.feed());
        String wallet = delivery.buyer().toLowerCase(Locale.ROOT);
        String client = delivery.client();
        StoredChannel channel = client == null ? book.of(wallet) : use.of(wallet, client, delivery.feed());
        long now = clock.getAsLong();
        if (definition == null
                || channel == null
                || terms == null
                || delivery.records().isEmpty()
                || now >= channel.soldUntil(terms)
                || held.getAsBoolean()) {
            return null;
        }
        largest.see(definition, delivery.records());
        return new Asked(channel.id(), definition, delivery.records(), now);
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
