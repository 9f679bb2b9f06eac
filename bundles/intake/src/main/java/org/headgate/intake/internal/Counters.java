package org.headgate.intake.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.headgate.api.status.Report;

/** What intake counts. */
final class Counters {
    /** Bytes that were taken and have no outcome yet. */
    final AtomicLong queued = new AtomicLong();

    final LongAdder accepted = new LongAdder();
    final LongAdder refusedByQueue = new LongAdder();
    final LongAdder refusedByJournal = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder contributions = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder waiting = new LongAdder();
    final LongAdder behind = new LongAdder();
    final LongAdder announcements = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder quarantined = new LongAdder();
    final LongAdder faults = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder caughtUp = new LongAdder();

    void addTo(Report.Builder report) {
        report.metric("intake.accepted", accepted.sum())
                .metric("intake.stored", stored.sum())
                .metric("intake.contributions", contributions.sum())
                .metric("intake.duplicates", duplicates.sum())
                .metric("intake.waiting", waiting.sum())
                .metric("intake.waiting.behind", behind.sum())
                .metric("intake.waiting.decoded", caughtUp.sum())
                .metric("intake.announcements", announcements.sum())
                .metric("intake.ignored", ignored.sum())
                .metric("intake.quarantined", quarantined.sum())
                .metric("intake.profile.faults", faults.sum())
                .metric("intake.decode.timeouts", timeouts.sum())
                .metric("intake.refused.queue", refusedByQueue.sum())
                .metric("intake.refused.journal", refusedByJournal.sum())
                .metric("intake.lost.unacknowledged", lost.sum())
                .metric("intake.queue.bytes", queued.get());
    }
}
