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
 * @param payload what was heard; empty where it is {@link #repeated}
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

    /**
     * Whether it is of someone who says again and again that he is there, as over BLE and Wi-Fi: which transmission was heard is not told, it is meant for those
     * close by, and plans of LoRaWAN say nothing of it.
     */
    public boolean repeated() {
        return payload.isEmpty();
    }
}
