package org.headgate.market.internal;

import java.util.Optional;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.market.Sales.NotForSale;

/** Feeds that have a price, and why they are not sold. */
final class Priced {
    private Priced() {}

    /** What it takes to sell one now. */
    @FunctionalInterface
    interface Selling {
        Trade trade() throws NotForSale;
    }

    /** One that has a price. */
    static Optional<String> of(Feeds feeds) {
        return feeds.list().stream()
                .map(FeedState::definition)
                .filter(feed -> feed.tariff().pass() > 0
                        || feed.tariff().history() > 0
                        || feed.tariff().sellsRecords())
                .map(FeedDefinition::id)
                .findFirst();
    }

    static void report(Report.Builder report, Selling selling) {
        obstacle(selling)
                .ifPresent(why -> report.problem(new Problem(
                        why.code(),
                        "feeds have a price, and nothing is sold: " + why.getMessage(),
                        "mend it, or take the prices away: 'feed create … --replace'",
                        !"network_unset".equals(why.code()))));
    }

    private static Optional<NotForSale> obstacle(Selling selling) {
        try {
            Trade trade = selling.trade();
            return trade.chain() == null ? Optional.of(PassSales.chainAbsent(trade.network())) : Optional.empty();
        } catch (NotForSale e) {
            return Optional.of(e);
        }
    }
}
