package org.headgate.coverage.internal;

import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;

/** The numbers of the status. */
final class CoverageReport {
    private CoverageReport() {}

    static void add(Report.Builder report, Follower.State state, Bench bench, Stations stations, Outbox.State outbox) {
        Bench.Counts counts = bench.counts();
        report.metric("coverage.behind", state.behind())
                .metric("coverage.skipped", state.skipped())
                .metric("coverage.sightings", counts.heard)
                .metric("coverage.hold", counts.hold)
                .metric("coverage.refused", counts.refused)
                .metric("coverage.broken", counts.broken)
                .metric("coverage.announced", counts.announced)
                .metric("coverage.clocks", counts.clocks)
                .metric("coverage.late", counts.late)
                .metric("coverage.hurried", counts.hurried)
                .metric("coverage.waiting", bench.waiting())
                .metric("coverage.forgotten", bench.forgotten() + stations.forgotten())
                .metric("coverage.hours.bytes", bench.hours().bytes())
                .metric("coverage.hours.left", bench.hours().left())
                .metric("coverage.verdicts", state.verdicts().rows())
                .metric("coverage.verdicts.bytes", state.verdicts().bytes())
                .metric("coverage.cells", state.cells().rows())
                .metric("coverage.cells.bytes", state.cells().bytes())
                .metric("coverage.deleted", state.deleted())
                .metric("coverage.published", outbox.published())
                .metric("coverage.outbox.bytes", outbox.bytes())
                .metric("coverage.outbox.dropped", outbox.dropped())
                .metric("coverage.outbox.aside", outbox.setAside());
        if (outbox.dropped() > 0) {
            report.problem(new Problem(
                    "outbox_full",
                    outbox.dropped() + " cells or verdicts were not published: intake took none for too long",
                    "see the status of intake; raise coverage.outbox.mib",
                    false));
        }
        if (bench.hours().left() > 0) {
            report.problem(new Problem(
                    "hours_full",
                    bench.hours().left() + " sightings found no room in open hours of cells",
                    "raise coverage.memory.mib, or lower coverage.resolution",
                    false));
        }
    }
}
