package org.headgate.profile.json;

import com.fasterxml.jackson.databind.JsonNode;
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
        OptionalDouble seconds = read(text);
        return seconds.isEmpty() ? seconds : of(seconds.getAsDouble(), receivedAt);
    }

    /** Seconds since the epoch, in whole milliseconds, of ISO 8601 with a zone, whether they can be right or not; empty where it is no time. */
    public static OptionalDouble read(String text) {
        return IsoTime.seconds(text);
    }

    /** A number of seconds; empty for anything else. */
    public static OptionalDouble ofSeconds(JsonNode value, long receivedAt) {
        return value.isNumber() ? of(value.doubleValue(), receivedAt) : OptionalDouble.empty();
    }
}
