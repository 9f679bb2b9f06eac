package org.headgate.coverage;

/** What radio waves and receivers can do. Everything in {@link StrictMath}, in a fixed order of operations. */
public final class Propagation {
    /** In air, as the reference computes with it. */
    static final double LIGHT_METRES_PER_SECOND = 2.998e8;

    static final double THERMAL_NOISE_DBM_PER_HZ = -174;
    static final double NOISE_FIGURE_DB = 6;

    private static final double TWO_TO_THE_64 = 0x1p64;

    private Propagation() {}

    /** The loss between two antennas in free space, in dB: 20·log10(4π·d·f / c). Minus infinity at no distance. @param frequencyHz unsigned */
    public static double freeSpaceLossDb(double distanceMetres, long frequencyHz) {
        return 20 * StrictMath.log10(4 * Math.PI * distanceMetres * hertz(frequencyHz) / LIGHT_METRES_PER_SECOND);
    }

    /** The noise that a receiver of that bandwidth has of its own. */
    public static double noiseFloorDbm(int bandwidthHz) {
        return THERMAL_NOISE_DBM_PER_HZ + 10 * StrictMath.log10(bandwidthHz) + NOISE_FIGURE_DB;
    }

    /** The least SNR at which LoRa of a spreading factor is understood: −2.5 dB at 5, 2.5 dB less for each more. */
    public static double demodulationFloorDb(int spreadingFactor) {
        return -2.5 * (spreadingFactor - 4);
    }

    /** The weakest signal that a receiver understands. */
    public static double sensitivityDbm(int spreadingFactor, int bandwidthHz) {
        return noiseFloorDbm(bandwidthHz) + demodulationFloorDb(spreadingFactor);
    }

    /** @param frequency unsigned */
    static double hertz(long frequency) {
        return frequency >= 0 ? frequency : frequency + TWO_TO_THE_64;
    }
}
