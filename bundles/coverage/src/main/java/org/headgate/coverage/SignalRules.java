package org.headgate.coverage;

import org.jspecify.annotations.Nullable;

/** What a receiver can have heard at all: LoRa with a known bandwidth; of anything else nothing is said. */
final class SignalRules {
    /** Receivers are better than their formula by a few dB, and report to whole dB. */
    private static final double SENSITIVITY_MARGIN_DB = 6;

    private static final double QUIETER_DB = 10;

    /** Other senders in the band, and what the channel's strength is above the signal's where the signal lies below the noise. */
    private static final double LOUDER_DB = 30;

    /** From here on receivers report less SNR than there is: RSSI − SNR is then no measure of the noise from above. */
    private static final double SATURATED_DB = 5;

    private SignalRules() {}

    static Finding rssiLower(Sighting sighting) {
        Radio radio = sighting.radio();
        Value observed = value(sighting.rssiDbm());
        if (!known(radio)) {
            return Finding.unknown(Check.RSSI_LOWER, null, observed);
        }
        double least = Propagation.sensitivityDbm(radio.spreadingFactor(), radio.bandwidthHz()) - SENSITIVITY_MARGIN_DB;
        return observed == null
                ? Finding.unknown(Check.RSSI_LOWER, Value.of(least), null)
                : Finding.of(Check.RSSI_LOWER, sighting.rssiDbm() >= least, Value.of(least), observed);
    }

    static Finding snr(Sighting sighting) {
        Value observed = value(sighting.snrDb());
        if (!sighting.radio().lora()) {
            return Finding.unknown(Check.SNR, null, observed);
        }
        double least = Propagation.demodulationFloorDb(sighting.radio().spreadingFactor());
        return observed == null
                ? Finding.unknown(Check.SNR, Value.of(least), null)
                : Finding.of(Check.SNR, sighting.snrDb() >= least, Value.of(least), observed);
    }

    /** The threshold is the bound that is passed or lies nearest. */
    static Finding noiseFloor(Sighting sighting) {
        if (!known(sighting.radio())) {
            return Finding.unknown(Check.NOISE_FLOOR, null, null);
        }
        double floor = Propagation.noiseFloorDbm(sighting.radio().bandwidthHz());
        double least = floor - QUIETER_DB;
        double most = floor + LOUDER_DB;
        Double rssi = sighting.rssiDbm();
        Double snr = sighting.snrDb();
        if (rssi == null || snr == null) {
            return Finding.unknown(Check.NOISE_FLOOR, Value.of(least), null);
        }
        double noise = rssi - snr;
        if (noise - least < most - noise) {
            return Finding.of(Check.NOISE_FLOOR, noise >= least, Value.of(least), Value.of(noise));
        }
        return noise > most && snr >= SATURATED_DB
                ? Finding.unknown(Check.NOISE_FLOOR, Value.of(most), Value.of(noise))
                : Finding.of(Check.NOISE_FLOOR, noise <= most, Value.of(most), Value.of(noise));
    }

    private static boolean known(Radio radio) {
        return radio.lora() && radio.bandwidthHz() > 0;
    }

    private static @Nullable Value value(@Nullable Double number) {
        return number == null ? null : Value.of(number);
    }
}
