package org.headgate.coverage;

import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * That a receiver heard something.
 *
 * @param receiver who heard it
 * @param transmitter who says to have sent it; null where the frame does not tell
 * @param payload what was heard
 * @param rssiDbm strength of the signal, or null
 * @param snrDb or null
 * @param heardAtMillis since the epoch
 */
public record Sighting(
        Station receiver,
        @Nullable String transmitter,
        Payload payload,
        Radio radio,
        @Nullable Double rssiDbm,
        @Nullable Double snrDb,
        long heardAtMillis) {
    /** By time; then by all that may differ, so that any order of arrival becomes the same order. */
    static final Comparator<Sighting> ORDER = Comparator.comparingLong(Sighting::heardAtMillis)
            .thenComparing(Sighting::receiver, Station.ORDER)
            .thenComparing(Sighting::payload)
            .thenComparing(Sighting::radio, Radio.ORDER)
            .thenComparing(Sighting::rssiDbm, nullsFirst(naturalOrder()))
            .thenComparing(Sighting::snrDb, nullsFirst(naturalOrder()))
            .thenComparing(Sighting::transmitter, nullsFirst(naturalOrder()));
}
