package org.headgate.coverage.internal;

import org.headgate.coverage.Place;
import org.headgate.coverage.RegionalPlan;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Station;
import org.jspecify.annotations.Nullable;

/** The configuration, read. */
final class Settings {
    private static final int MIB = 1 << 20;

    /** Of a sighting, about, with its payload. */
    private static final int SIGHTING_BYTES = 512;

    /** Sightings that wait, three kinds of cases and beacons, and the open hours. */
    private static final int SHARES = 6;

    private Settings() {}

    /** Headgate's own where there is none of that name. */
    static RuleSet rules(String name) {
        return RuleSet.named(name).orElse(RuleSet.HEADGATE);
    }

    static boolean known(String name) {
        return RuleSet.named(name).isPresent();
    }

    static Bench.Limits limits(CoverageComponent.Config config) {
        long share = (long) Math.max(1, config.memory_mib()) * MIB / SHARES;
        int count = (int) Math.min(Integer.MAX_VALUE, share / SIGHTING_BYTES);
        return new Bench.Limits(
                1_000L * Math.max(1, config.settle_seconds()),
                count,
                count,
                share,
                Math.max(0, Math.min(15, config.resolution())));
    }

    static Follower.Bounds bounds(CoverageComponent.Config config) {
        return new Follower.Bounds(
                (long) Math.max(1, config.verdicts_mib()) * MIB, (long) Math.max(1, config.cells_mib()) * MIB);
    }

    /** @throws IllegalArgumentException that says which key is wrong */
    static Station usual(CoverageComponent.Config config) {
        Double latitude = number("coverage.place.lat", config.place_lat());
        Double longitude = number("coverage.place.lon", config.place_lon());
        if (latitude == null != (longitude == null)) {
            throw new IllegalArgumentException("coverage.place.lat and coverage.place.lon go together");
        }
        Place place = latitude == null || longitude == null ? null : new Place(latitude, longitude);
        var region = config.region().isBlank()
                ? null
                : RegionalPlan.named(config.region().strip())
                        .orElseThrow(() ->
                                new IllegalArgumentException("coverage.region '" + config.region() + "' is no region"));
        return new Station(null, place, 0, number("coverage.gain.dbi", config.gain_dbi()), region);
    }

    private static @Nullable Double number(String key, String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " '" + text + "' is no number", e);
        }
        throw new IllegalArgumentException(key + " '" + text + "' is no number");
    }
}
