package org.headgate.lora.source.internal;

import static org.headgate.lora.source.internal.LoraSource.NAME;

import org.headgate.api.status.Report;
import org.headgate.lora.source.internal.Limits.Limit;

/** What was counted, by the names of the status. */
final class Metrics {
    private Metrics() {}

    static void of(Counts counts, Gateways gateways, Sessions sessions, Report.Builder report) {
        report.metric(NAME + ".datagrams", counts.datagrams.sum())
                .metric(NAME + ".frames", counts.frames.sum())
                .metric(NAME + ".reports", counts.reports.sum())
                .metric(NAME + ".stored", counts.stored.sum())
                .metric(NAME + ".repeated", counts.repeated.sum())
                .metric(NAME + ".quarantined", counts.quarantined.sum())
                .metric(NAME + ".lost", counts.lost.sum())
                .metric(NAME + ".malformed", counts.malformed.sum())
                .metric(NAME + ".acknowledged.synced", counts.acknowledged.sum())
                .metric(NAME + ".acknowledged.early", counts.early.sum())
                .metric(NAME + ".devices", sessions.size())
                .metric(NAME + ".devices.deciphered", counts.deciphered.sum())
                .metric(NAME + ".devices.repeated", counts.heardAgain.sum())
                .metric(NAME + ".devices.replayed", counts.replayed.sum())
                .metric(NAME + ".devices.foreign", counts.foreign.sum())
                .metric(NAME + ".beacons", counts.beacons.sum())
                .metric(NAME + ".unsent", counts.unsent.sum())
                .metric(NAME + ".downlinks.sent", counts.downlinksSent.sum())
                .metric(NAME + ".downlinks.refused", counts.downlinksRefused.sum())
                .metric(NAME + ".strangers", counts.limits.count(Limit.STRANGERS))
                .metric(NAME + ".limited", counts.limits.count(Limit.PEER_RATE))
                .metric(NAME + ".limited.gateway", counts.limits.count(Limit.GATEWAY_RATE))
                .metric(NAME + ".overfull", counts.limits.count(Limit.GATEWAYS))
                .metric(NAME + ".dropped", counts.limits.count(Limit.HELD))
                .metric(NAME + ".left", counts.limits.count(Limit.ELEMENTS))
                .metric(NAME + ".pending", counts.pending.get())
                .metric(NAME + ".queue.bytes", counts.heldBytes.get())
                .metric(NAME + ".gateways", gateways.size());
    }
}
