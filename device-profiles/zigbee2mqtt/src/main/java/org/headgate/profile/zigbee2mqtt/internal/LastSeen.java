package org.headgate.profile.zigbee2mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.OptionalDouble;

/** When the device spoke: Zigbee2MQTT repeats old values, for example after its own start. */
final class LastSeen {
    private static final long EARLIEST = 1_000_000_000_000L;
    private static final long AHEAD = Duration.ofMinutes(5).toMillis();

    private LastSeen() {}

    /** Seconds since the epoch; empty where it is not told, has no zone, or cannot be. */
    static OptionalDouble of(JsonNode value, long receivedAt) {
        long millis = 0;
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            millis = value.longValue();
        } else if (value.isTextual()) {
            try {
                millis = OffsetDateTime.parse(value.textValue()).toInstant().toEpochMilli();
            } catch (DateTimeException | ArithmeticException e) {
                return OptionalDouble.empty();
            }
        }
        boolean plausible = millis >= EARLIEST && millis <= receivedAt + AHEAD;
        return plausible ? OptionalDouble.of(millis / 1000.0) : OptionalDouble.empty();
    }
}
