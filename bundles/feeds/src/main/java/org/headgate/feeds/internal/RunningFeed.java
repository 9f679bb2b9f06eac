package org.headgate.feeds.internal;

import java.util.List;
import java.util.function.Supplier;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.journal.Contribution;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopic.Item;
import org.headgate.feeds.internal.RowTable.State;
import org.jspecify.annotations.Nullable;

/** A feed with its topics. @param derived null where contributions pass unchanged */
record RunningFeed(
        Feed feed, @Nullable DerivedFeed derived, List<DurableTopic> topics, FeedHistory history, Sample sample) {

    String id() {
        return feed.id();
    }

    /** Counts, and derives. */
    void follow(Contribution contribution, long watermark) {
        Feed.Rule rule = feed.at(contribution.sequence());
        if (!rule.selection().matches(contribution)) {
            return;
        }
        if (derived != null) {
            derived.add(contribution, watermark);
        } else {
            feed.measured().note(contribution.receivedAt());
            show(rule.definition().version(), contribution.receivedAt(), () -> Items.record(contribution));
        }
    }

    void close(long watermark) {
        if (derived != null) {
            derived.close(watermark);
        }
    }

    List<Row> pending() {
        return derived == null ? List.of() : derived.pending();
    }

    State state() {
        Measured.Snapshot measured = feed.measured().snapshot(0);
        return derived == null
                ? new State(measured.delivered(), measured.lastAt(), 1, 0, new byte[0])
                : derived.state(measured.delivered() + derived.pending().size());
    }

    void restore(State state, long firstKept, RowMarks.Mark mark) {
        feed.measured().restore(state.delivered(), state.lastAt());
        if (derived != null) {
            derived.restore(state, firstKept, mark);
            feed.lost(mark.lostFrom(), mark.lostThrough());
        }
    }

    void published() {
        if (derived != null) {
            for (Row row : derived.pending()) {
                feed.measured().note(row.receivedAt());
                show(row.version(), row.receivedAt(), () -> row.item(false, 0));
            }
            derived.published();
        }
    }

    /** What an older definition let through, the present one may hide. */
    private void show(int version, long receivedAt, Supplier<Item> item) {
        if (version == feed.definition().version()) {
            sample.note(receivedAt, item);
        }
    }
}
