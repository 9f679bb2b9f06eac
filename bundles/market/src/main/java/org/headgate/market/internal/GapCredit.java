package org.headgate.market.internal;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.headgate.api.feed.Feeds;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.market.internal.Ledger.Range;
import org.jspecify.annotations.Nullable;

/** What passes are extended by for records that are gone. */
final class GapCredit {
    private final PassBook book;
    private final Supplier<@Nullable Feeds> feeds;
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong uncredited = new AtomicLong();
    private final AtomicLong creditedMillis = new AtomicLong();

    GapCredit(PassBook book, Supplier<@Nullable Feeds> feeds) {
        this.book = book;
        this.feeds = feeds;
    }

    CompletionStage<Void> note(StoredPass pass, Range range, long now, String reason) {
        gaps.incrementAndGet();
        boolean credited = !"replay".equals(reason);
        return book.gap(pass, range, now, reason, part -> credited ? worth(pass, part) : 0);
    }

    void report(Report.Builder report) {
        report.metric("market.gaps", gaps.get())
                .metric("market.gaps.uncredited", uncredited.get())
                .metric("market.gaps.credited.millis", creditedMillis.get());
        if (uncredited.get() > 0) {
            report.problem(new Problem(
                    "gap_not_credited",
                    uncredited.get() + " gaps were noted without credit: no sealed batch tells their time",
                    "look for kind 'gap' with 0 millis in the ledger, and grant time by hand where it is due",
                    false));
        }
    }

    private long worth(StoredPass pass, Range part) {
        Feeds known = feeds.get();
        Optional<Feeds.Span> span = known == null ? Optional.empty() : known.span(pass.feed(), part.from(), part.to());
        if (span.isEmpty()) {
            uncredited.incrementAndGet();
            return 0;
        }
        long start = Math.max(span.get().start(), pass.from());
        long end = Math.min(span.get().end(), pass.until());
        long millis = Math.max(0, end - start);
        creditedMillis.addAndGet(millis);
        return millis;
    }
}
