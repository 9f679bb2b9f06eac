package org.headgate.profile.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalDouble;

/** When a device says that it measured. Its clock may never have been set: what lies before September 2001, or more than 5 minutes ahead, says nothing. */
public final class DeviceTime {
    private static final double EARLIEST = 1e9;
    private static final double AHEAD = 300;

    private DeviceTime() {}

    /** {@code seconds} since the epoch where they can be right. @param receivedAt milliseconds since the epoch */
    public static OptionalDouble of(double seconds, long receivedAt) {
        boolean plausible = seconds >= EARLIEST && seconds <= receivedAt / 1000.0 + AHEAD;
        return plausible ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    }

    /** ISO 8601 with a zone; without one it says nothing. */
    public static OptionalDouble of(String text, long receivedAt) {
        try {
            return of(OffsetDateTime.parse(text).toInstant().toEpochMilli() / 1000.0, receivedAt);
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalDouble.empty();
        }
    }

    /** A number of seconds; empty for anything else. */
    public static OptionalDouble ofSeconds(JsonNode value, long receivedAt) {
        return value.isNumber() ? of(value.doubleValue(), receivedAt) : OptionalDouble.empty();
    }
}
