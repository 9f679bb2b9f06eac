package org.headgate.profile.tasmota.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalDouble;

/** When a report was made. Tasmota's usual {@code Time} is local without a zone: that says nothing. */
final class ReportTime {
    private static final long EARLIEST = 1_000_000_000L;
    private static final long AHEAD_SECONDS = 300;

    private ReportTime() {}

    /** Seconds since the epoch: {@code Epoch}, or {@code Time} with a zone, where they can be right. */
    static OptionalDouble of(ObjectNode report, long receivedAt) {
        long seconds = 0;
        if (report.path("Epoch").isIntegralNumber()) {
            seconds = report.path("Epoch").asLong();
        } else {
            try {
                seconds = OffsetDateTime.parse(report.path("Time").asText()).toEpochSecond();
            } catch (DateTimeException e) {
                return OptionalDouble.empty();
            }
        }
        boolean plausible = seconds >= EARLIEST && seconds <= receivedAt / 1000 + AHEAD_SECONDS;
        return plausible ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    }
}
