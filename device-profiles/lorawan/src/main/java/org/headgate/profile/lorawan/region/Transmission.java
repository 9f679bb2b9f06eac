package org.headgate.profile.lorawan.region;

/**
 * A LoRa frame that is to be sent as a device would send it, with explicit header, checksum, coding rate 4/5 and a preamble of 8 symbols.
 *
 * @param frequency Hz
 * @param bandwidth Hz
 * @param spreadingFactor 5 to 12
 * @param eirp what leaves the antenna, dBm
 * @param gain of the antenna, dBi
 * @param size bytes
 */
public record Transmission(long frequency, long bandwidth, int spreadingFactor, double eirp, double gain, int size) {
    private static final double PREAMBLE = 8 + 4.25;
    private static final int LOW_RATE_MILLIS = 16;

    /** Milliseconds on air, rounded up (Semtech SX1276 data sheet, §4.1.1.7). */
    public long airMillis() {
        double symbol = Math.scalb(1.0, spreadingFactor) * 1000 / bandwidth;
        int lowRate = symbol > LOW_RATE_MILLIS ? 1 : 0;
        double coded =
                Math.ceil((8.0 * size - 4 * spreadingFactor + 28 + 16) / (4.0 * (spreadingFactor - 2 * lowRate)));
        return (long) Math.ceil((PREAMBLE + 8 + Math.max(coded * 5, 0)) * symbol);
    }
}
