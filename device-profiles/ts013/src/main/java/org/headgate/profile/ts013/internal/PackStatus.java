package org.headgate.profile.ts013.internal;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;

/** What the status says of the packs. */
final class PackStatus {
    private static final int MOST_NAMED = 5;

    private PackStatus() {}

    static void tell(Report.Builder report, List<PackProfile> packs, Assignments assignments, String unreadable) {
        report.fact(
                "packs", packs.stream().map(each -> each.pack().id()).sorted().collect(Collectors.joining(" ")));
        report.metric("ts013.packs", packs.size());
        report.metric(
                "ts013.decoded",
                packs.stream().mapToLong(each -> each.decoded.sum()).sum());
        report.metric(
                "ts013.failed",
                packs.stream()
                        .flatMap(each -> each.refused().values().stream())
                        .mapToLong(Long::longValue)
                        .sum());
        report.metric("ts013.assigned", assignments.all().size());
        packs.forEach(each -> overrun(report, each));
        assignments(report, packs, assignments, unreadable);
    }

    private static void overrun(Report.Builder report, PackProfile profile) {
        String reason = profile.lately(System.nanoTime());
        if (!reason.isEmpty()) {
            report.problem(new Problem(
                    "codec_overrun",
                    "pack " + profile.pack().id() + " was ended on a message within the last 10 minutes: " + reason,
                    "look at 'headgate quarantine list'; update or remove the pack in deploy/, three in a row put it out of use",
                    false));
        }
    }

    private static void assignments(
            Report.Builder report, List<PackProfile> packs, Assignments assignments, String unreadable) {
        if (!unreadable.isEmpty() || !assignments.faults().isEmpty()) {
            report.problem(new Problem(
                    "assignments_unreadable",
                    "conf/ts013.devices: "
                            + (unreadable.isEmpty()
                                    ? String.join(", ", assignments.faults()) + " say nothing"
                                    : unreadable),
                    "a line is a DevEUI, a space, and a pack's id",
                    true));
        }
        Set<String> absent = new TreeSet<>(assignments.all().values());
        packs.forEach(each -> absent.remove(each.pack().id()));
        if (!absent.isEmpty()) {
            report.problem(new Problem(
                    "pack_absent",
                    "conf/ts013.devices names packs that are not there: "
                            + absent.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
                    "drop them into deploy/, or take those lines out; their devices' messages wait",
                    false));
        }
    }
}
