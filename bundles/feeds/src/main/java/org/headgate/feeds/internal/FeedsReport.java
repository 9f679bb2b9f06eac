package org.headgate.feeds.internal;

import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.jspecify.annotations.Nullable;

/** How feeds are doing. */
final class FeedsReport {
    private FeedsReport() {}

    static Report make(
            House house,
            @Nullable Follower follower,
            Retention retention,
            Announcer announcer,
            Places places,
            @Nullable Problem trouble,
            long journalNext) {
        Report.Builder report =
                Report.builder().fact("feeds", Integer.toString(house.feeds().size()));
        bounds(report, house, retention, announcer);
        long late = 0;
        long early = 0;
        long refused = 0;
        long open = 0;
        boolean wantsPlaces = false;
        for (RunningFeed feed : house.feeds()) {
            report.metric(
                    "feeds." + feed.id() + ".records",
                    feed.feed().measured().snapshot(0).delivered());
            wantsPlaces |= !feed.feed().definition().cells().isEmpty()
                    || feed.feed().definition().coarsenTo() >= 0;
            if (feed.derived() != null) {
                Windows windows = feed.derived().windows();
                late += windows.late();
                early += windows.early();
                refused += windows.refused();
                open += windows.aggregates();
                lost(report, feed.feed(), feed.derived());
                house.chain().problem(feed.id()).ifPresent(report::problem);
            }
        }
        report.metric("feeds.windows.open", open)
                .metric("feeds.windows.late", late)
                .metric("feeds.windows.early", early)
                .metric("feeds.windows.refused", refused);
        if (follower != null) {
            report.metric("feeds.behind", Math.max(0, journalNext - follower.next()))
                    .metric("feeds.skipped", follower.skipped())
                    .metric("feeds.clock.back", follower.clockBack());
        }
        problems(report, places, trouble, wantsPlaces, refused);
        return report.build();
    }

    private static void bounds(Report.Builder report, House house, Retention retention, Announcer announcer) {
        report.metric("feeds.max", house.limits().feeds())
                .metric("feeds.tail.bytes", house.tailCache().bytes())
                .metric("feeds.tail.bytes.max", house.tailCache().limit())
                .metric("feeds.tail.dropped", house.tailCache().dropped())
                .metric("feeds.rowtail.bytes", house.rowTail().bytes())
                .metric("feeds.rowtail.bytes.max", house.rowTail().limit())
                .metric("feeds.rowtail.dropped", house.rowTail().dropped())
                .metric("feeds.proofs.bytes", house.proofCache().bytes())
                .metric("feeds.proofs.bytes.max", house.proofCache().limit())
                .metric("feeds.proofs.dropped", house.proofCache().dropped())
                .metric("feeds.proofs.impossible", house.proofsImpossible())
                .metric("feeds.packs.refused", house.packsRefused())
                .metric("feeds.rows.capped", retention.capped())
                .metric("feeds.batches.signed", house.chain().signed())
                .metric("feeds.published", announcer.publications())
                .metric("feeds.publish.failures", announcer.failures());
    }

    /** Told until what came after it goes too. */
    private static void lost(Report.Builder report, Feed feed, DerivedFeed derived) {
        Feed.Lost lost = feed.lost();
        if (lost.through() > 0 && derived.first() <= lost.through() + 1) {
            report.problem(new Problem(
                    "rows_lost",
                    "rows " + lost.from() + " to " + lost.through() + " of feed " + feed.id()
                            + " are lost or were never given: data/feeds.mv.db was missing or broken",
                    "nothing: the feed goes on with row " + (lost.through() + 1)
                            + ", and its buyers are told of the gap",
                    false));
        }
    }

    private static void problems(
            Report.Builder report, Places places, @Nullable Problem trouble, boolean wantsPlaces, long refused) {
        if (trouble != null) {
            report.problem(trouble);
        }
        if (!places.obstacle().isEmpty()) {
            report.problem(new Problem(
                    "h3_unavailable",
                    "feeds that select or coarsen places do not work: the H3 library does not load ("
                            + places.obstacle() + ")",
                    "use a system with glibc and a temporary folder that allows execution (-Djava.io.tmpdir), or leave places out of feeds",
                    wantsPlaces));
        }
        if (refused > 0) {
            report.problem(new Problem(
                    "windows_full",
                    refused + " records found no room in open windows",
                    "raise feeds.windows.kib, or select fewer devices and quantities",
                    false));
        }
    }
}
