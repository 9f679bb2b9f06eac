package org.headgate.coverage;

import java.util.Comparator;
import java.util.Optional;
import org.headgate.profile.lorawan.region.Region;
import org.headgate.profile.lorawan.region.Region.Band;
import org.headgate.profile.lorawan.region.Regions;

/** What a region allows, from the one table of regions that beacons are sent by too. */
public final class RegionalPlan {
    private static final Regions ALL = Regions.read();

    private RegionalPlan() {}

    /** The region of that name, in whatever case; empty where there is none. */
    public static Optional<Region> named(String name) {
        return ALL.find(name);
    }

    /** The band that holds all of a channel. @param radio its frequency unsigned */
    static Optional<Band> band(Region region, Radio radio) {
        return radio.frequencyHz() < 0 ? Optional.empty() : region.band(radio.frequencyHz(), radio.bandwidthHz());
    }

    /** The band that holds it or lies nearest, as {@code lowest-highest} in Hz. */
    static Value nearest(Region region, Radio radio) {
        Band nearest = band(region, radio)
                .orElseGet(() -> region.bands().stream()
                        .min(Comparator.comparingDouble(band -> apart(band, radio.frequencyHz())))
                        .orElseThrow());
        return Value.of(nearest.from() + "-" + nearest.to());
    }

    /** What may leave an antenna of that gain, in dBm; outside all bands, and where the frequency is not known, the most of any. */
    static double eirpDbm(Region region, Radio radio, double gainDbi) {
        return band(region, radio)
                .map(band -> band.eirpWith(gainDbi))
                .orElseGet(() -> region.bands().stream()
                        .mapToDouble(band -> band.eirpWith(gainDbi))
                        .max()
                        .orElseThrow());
    }

    private static double apart(Band band, long frequencyHz) {
        double hertz = Propagation.hertz(frequencyHz);
        return Math.max(0, Math.max(band.from() - hertz, hertz - band.to()));
    }
}
