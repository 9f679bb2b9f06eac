package org.headgate.market.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.feed.Dollars;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.x402.VoucherRule;

/** How large the records are that buyers have come to: what is signed for at once must reach for one, or it would never be sold. In memory: after a restart, the first who comes to it tells again. */
final class LargestRecords {
    private final Map<String, Integer> bytes = new ConcurrentHashMap<>();

    void see(FeedDefinition feed, List<Due> records) {
        if (feed.tariff().kilobyte() > 0) {
            records.stream()
                    .mapToInt(Due::bytes)
                    .max()
                    .ifPresent(largest -> bytes.merge(feed.id(), largest, Math::max));
        }
    }

    int of(String feed) {
        return bytes.getOrDefault(feed, 0);
    }

    void report(Report.Builder report, List<FeedState> feeds, ChannelTerms terms) {
        for (FeedState state : feeds) {
            FeedDefinition feed = state.definition();
            Tariff tariff = feed.tariff();
            int largest = of(feed.id());
            for (VoucherRule rule : VoucherRule.values()) {
                long usual = terms.amount(tariff, rule, 0).longValueExact();
                if (tariff.delivery(largest) > usual) {
                    report.problem(new Problem(
                            "window_raised",
                            "feed " + feed.id() + " has records of " + largest + " bytes, which cost "
                                    + Dollars.format(tariff.delivery(largest))
                                    + ": more than buyers sign for at once by "
                                    + (rule == VoucherRule.REQUEST
                                            ? "market.request.records"
                                            : "market.credit.window.records and market.credit.max.dollars")
                                    + " (" + Dollars.format(usual)
                                    + "), so that they are asked to sign for one of those",
                            "raise that, or lower the feed's price for a kilobyte: 'feed create … --replace'",
                            false));
                }
            }
        }
    }
}
