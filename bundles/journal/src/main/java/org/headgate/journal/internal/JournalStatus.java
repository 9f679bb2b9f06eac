package org.headgate.journal.internal;

import java.util.List;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;

/** How the journal is doing, from memory. */
record JournalStatus(H2Journal journal) {

    void report(Report.Builder report) {
        problems(report);
        long files = journal.segments().bytes();
        report.fact("journal.first", Long.toString(journal.first()))
                .fact("journal.next", Long.toString(journal.next()))
                .fact("journal.sealed", Long.toString(journal.marks().sealed()))
                .metric("journal.contributions", journal.contributions())
                .metric("journal.commits", journal.commits())
                .metric("journal.queue.bytes", journal.queue().bytes())
                .metric("journal.queue.refused", journal.queue().refused())
                .metric("journal.tail.bytes", journal.tailBytes())
                .metric("journal.files.bytes", files)
                .metric("journal.segments", journal.segments().all().size())
                .metric("journal.segments.dropped", journal.retention().dropped())
                .metric("journal.lost.ranges", journal.lost().size())
                .metric("journal.origins", journal.active().origins().count())
                .metric("journal.origins.forgotten", journal.active().origins().forgotten())
                .metric("journal.rollups.through", journal.rollups().through())
                .metric("journal.rollups.skipped", journal.rollups().skipped())
                .metric("journal.rollups.dropped", journal.rollups().dropped());
        held(report);
    }

    private void held(Report.Builder report) {
        Appender appender = journal.active().appender();
        if (appender == null) {
            return;
        }
        held(report, "waiting", appender.waiting(), "install a profile that claims them, or raise journal.waiting.mib");
        held(
                report,
                "quarantine",
                appender.quarantine(),
                "see why with 'quarantine list', or raise journal.quarantine.mib");
    }

    private static void held(Report.Builder report, String name, HeldTable table, String remedy) {
        report.metric("journal." + name + ".bytes", table.bytes())
                .metric("journal." + name + ".dropped", table.dropped());
        if (table.dropped() > 0) {
            report.problem(new Problem(
                    name + "_dropped",
                    table.dropped() + " messages were dropped from " + name + " because of its limits, since the start",
                    remedy,
                    false));
        }
    }

    private void problems(Report.Builder report) {
        journal.obstacle().ifPresent(reason -> report.problem(problem(reason)));
        long unsealed = journal.retention().unsealedBytes();
        long cap = journal.settings().retentionBytes();
        if (unsealed * 5 >= cap * 4) {
            report.problem(new Problem(
                    "journal_nearly_full",
                    unsealed + " bytes of the journal may not be dropped, for they are not sealed; the hard cap is "
                            + cap,
                    "see why batches are not sealed, or raise journal.retention.mib",
                    false));
        }
        List<Lost> lost = journal.lost();
        if (!lost.isEmpty()) {
            Lost newest = lost.get(lost.size() - 1);
            report.problem(new Problem(
                    "sequences_lost",
                    lost.size() + " ranges of the sequence are lost, the last from " + newest.from() + " to "
                            + newest.to() + ": " + newest.reason(),
                    "check the disk and the power supply; the batches declare the loss",
                    false));
        }
        long ahead = journal.clock().ahead();
        if (ahead > 0) {
            report.problem(new Problem(
                    "clock_ahead",
                    "the clock jumped ahead by " + ahead / 3_600_000
                            + " h; nothing is deleted for its age until it has been so for a day",
                    "set the clock if it is wrong; if the gateway was off for so long, there is nothing to do",
                    false));
        }
        String failure = journal.chores().failure();
        if (failure != null) {
            report.problem(new Problem("journal_chores", failure, "do what the reason says", false));
        }
    }

    private static Problem problem(JournalUnavailable reason) {
        return new Problem(reason.code(), String.valueOf(reason.getMessage()), "do what the reason says", true);
    }
}
