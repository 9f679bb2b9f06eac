package org.headgate.coverage;

import org.jspecify.annotations.Nullable;

/**
 * A sighting and all that a rule set may look at beside it. Made by {@link Cases}; a verdict follows from it and from nothing else. Times in milliseconds since the epoch.
 *
 * @param transmitter who sent it, and what is known of its antenna
 * @param powerDbm what it sends with, conducted, without the antenna's gain; null where that is not known
 * @param beacon what was announced, or null
 * @param firstHeardAt when the first receiver heard the same transmission
 * @param earlier how often the same receiver heard the same transmission before
 * @param sameSince since when the receiver hears the same payload with the same RSSI and SNR
 * @param previousSentAt when the transmitter sent its beacon before this one, or null
 * @param oppositeAt when a beacon of the receiver itself was sent that lies nearest in time, or null
 * @param cellsApart grid distance at resolution 11, {@link Grid#NOT_COMPARABLE}, or null where it is not known
 * @param cellMetres between the centres of the two cells, or null where it is not known
 */
public record Case(
        Sighting sighting,
        Station transmitter,
        @Nullable Double powerDbm,
        @Nullable Beacon beacon,
        long firstHeardAt,
        int earlier,
        long sameSince,
        @Nullable Long previousSentAt,
        @Nullable Long oppositeAt,
        @Nullable Long cellsApart,
        @Nullable Double cellMetres) {

    /** Between the two antennas, or null where one place is not known. */
    @Nullable
    Double metres() {
        Place from = transmitter.place();
        Place to = sighting.receiver().place();
        return from == null || to == null ? null : from.metresTo(to);
    }
}
