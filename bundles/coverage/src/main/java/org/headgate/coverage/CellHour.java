package org.headgate.coverage;

import org.jspecify.annotations.Nullable;

/**
 * What was heard in a cell in an hour. Levels in dBm and dB; null where none was told.
 *
 * @param hour its start, milliseconds since the epoch
 * @param side whether the cell is where it was heard, or where it was sent
 * @param cell of H3
 * @param count sightings that hold
 * @param refused sightings that do not; they count for nothing else
 * @param medianRssiDbm, medianSnrDb the lower of two in the middle, to half a decibel
 * @param lastHeardAt milliseconds since the epoch
 * @param trust the lowest trust of what was counted, 0 to 2
 * @param transmitters how many different ones; exact up to 256, beyond that an estimate, about 6 % off
 */
public record CellHour(
        long hour,
        Side side,
        long cell,
        long count,
        long refused,
        @Nullable Double bestRssiDbm,
        @Nullable Double medianRssiDbm,
        @Nullable Double bestSnrDb,
        @Nullable Double medianSnrDb,
        long lastHeardAt,
        int trust,
        long transmitters) {

    public enum Side {
        /** Where the receiver is. */
        HEARD_AT,
        /** Where the transmitter is. */
        HEARD_FROM
    }
}
