package org.headgate.profile.lorawan.region;

import java.util.List;
import java.util.Optional;
import org.headgate.profile.lorawan.region.Ruling.Allowed;
import org.headgate.profile.lorawan.region.Ruling.Forbidden;

/**
 * A region of LoRaWAN, as far as what is sent there matters.
 *
 * @param id for example {@code EU868}
 * @param clause of the channel plan
 * @param bands where something may be sent, none overlapping
 * @param channels of uplinks
 * @param dwellMillis most time on air of one frame; 0 for no limit
 * @param dwellClause where that stands; empty where there is none
 * @param listens whether a sender must listen before it talks
 */
public record Region(
        String id,
        String clause,
        List<Band> bands,
        List<Channels> channels,
        long dwellMillis,
        String dwellClause,
        boolean listens) {

    public Region {
        bands = List.copyOf(bands);
        channels = List.copyOf(channels);
    }

    /**
     * A part of the spectrum.
     *
     * @param from, to Hz, both edges
     * @param eirp most power that leaves the antenna, dBm
     * @param conducted most power into the antenna, dBm; infinite where only what leaves it is limited
     * @param duty share of an hour, 1 for no limit
     */
    public record Band(long from, long to, double eirp, double conducted, double duty, String clause) {
        /** What may leave an antenna of that gain (dBi), dBm. */
        public double eirpWith(double gain) {
            return Math.min(eirp, conducted + gain);
        }

        boolean holds(long frequency, long bandwidth) {
            return frequency - bandwidth / 2 >= from && frequency + bandwidth / 2 <= to;
        }
    }

    /** A row of channels: {@code first}, {@code first + step} … Hz; spreading factors from {@code least} to {@code most}. */
    public record Channels(long first, long step, int count, long bandwidth, int least, int most) {
        /** Of one of them, from 0. */
        public long frequency(int index) {
            return first + index * step;
        }

        boolean holds(Transmission of) {
            long above = of.frequency() - first;
            boolean there = above == 0 || step > 0 && above > 0 && above % step == 0 && above / step < count;
            return there
                    && of.bandwidth() == bandwidth
                    && of.spreadingFactor() >= least
                    && of.spreadingFactor() <= most;
        }
    }

    /** Whether it may be sent; of the share of time only what {@link DutyCycle} counts can tell. */
    public Ruling rule(Transmission of) {
        Optional<Band> band = band(of.frequency(), of.bandwidth());
        if (band.isEmpty()) {
            return new Forbidden("outside_band", clause, "what lies in the bands of " + id, hertz(of));
        }
        if (channels.stream().noneMatch(row -> row.holds(of))) {
            return new Forbidden("not_a_channel", clause, "a channel of " + id + " with its data rates", hertz(of));
        }
        double most = band.get().eirpWith(of.gain());
        if (!(of.eirp() <= most)) {
            return new Forbidden("power_above_limit", band.get().clause(), most + " dBm EIRP", of.eirp() + " dBm EIRP");
        }
        if (dwellMillis > 0 && of.airMillis() > dwellMillis) {
            return new Forbidden(
                    "dwell_above_limit", dwellClause, dwellMillis + " ms on air", of.airMillis() + " ms on air");
        }
        return new Allowed(band.get());
    }

    /** The band that holds all of a channel. */
    public Optional<Band> band(long frequency, long bandwidth) {
        return bands.stream().filter(one -> one.holds(frequency, bandwidth)).findFirst();
    }

    private static String hertz(Transmission of) {
        return of.frequency() + " Hz, SF" + of.spreadingFactor() + ", " + of.bandwidth() + " Hz wide";
    }
}
