package org.headgate.profile.tasmota.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import org.headgate.profile.json.DeviceTime;

/** When a report was made. Tasmota's usual {@code Time} is local without a zone: that says nothing. */
final class ReportTime {
    private ReportTime() {}

    /** Seconds since the epoch: {@code Epoch}, or {@code Time} with a zone, where they can be right. */
    static OptionalDouble of(ObjectNode report, long receivedAt) {
        return report.path("Epoch").isIntegralNumber()
                ? DeviceTime.ofSeconds(report.path("Epoch"), receivedAt)
                : DeviceTime.of(report.path("Time").asText(), receivedAt);
    }
}
