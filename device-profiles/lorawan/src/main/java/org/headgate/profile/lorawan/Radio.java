package org.headgate.profile.lorawan;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a frame came through the air.
 *
 * @param frequency Hz, or null
 * @param dataRate index of the regional plan (LoRaWAN Regional Parameters), or null
 * @param spreadingFactor 5 to 12, or null for modulations other than LoRa
 * @param bandwidth Hz, or null
 * @param receptions one for each antenna that heard it, in the server's order
 */
public record Radio(
        @Nullable Long frequency,
        @Nullable Integer dataRate,
        @Nullable Integer spreadingFactor,
        @Nullable Integer bandwidth,
        List<Reception> receptions) {

    public Radio {
        receptions = List.copyOf(receptions);
    }

    /** The strongest, in dBm. */
    public OptionalDouble bestRssi() {
        return best(Reception::rssi);
    }

    /** The clearest, in dB; not always that of the strongest. */
    public OptionalDouble bestSnr() {
        return best(Reception::snr);
    }

    private OptionalDouble best(Function<Reception, @Nullable Double> value) {
        Double best = null;
        for (Reception reception : receptions) {
            Double one = value.apply(reception);
            best = best == null || one != null && one > best ? one : best;
        }
        return best == null ? OptionalDouble.empty() : OptionalDouble.of(best);
    }
}
