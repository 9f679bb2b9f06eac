package org.headgate.coverage;

import java.util.Locale;
import java.util.Optional;

/** Regional plans: the band (LoRaWAN RP002-1.0.4) and the largest radiated power. */
public enum Region {
    EU868(863_000_000L, 870_000_000L, 16),
    US915(902_000_000L, 928_000_000L, 36),
    AU915(915_000_000L, 928_000_000L, 30),
    AS923(915_000_000L, 928_000_000L, 16),
    IN865(865_000_000L, 867_000_000L, 30),
    KR920(920_900_000L, 923_300_000L, 14),
    RU864(864_000_000L, 870_000_000L, 16),
    CN470(470_000_000L, 510_000_000L, 19.15),
    EU433(433_050_000L, 434_790_000L, 12.15),
    ISM2400(2_400_000_000L, 2_483_500_000L, 10);

    private final long lowestHz;
    private final long highestHz;
    private final double eirpDbm;

    Region(long lowestHz, long highestHz, double eirpDbm) {
        this.lowestHz = lowestHz;
        this.highestHz = highestHz;
        this.eirpDbm = eirpDbm;
    }

    /** The region of that name, in whatever case; empty where there is none. */
    public static Optional<Region> named(String name) {
        for (Region region : values()) {
            if (region.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(region);
            }
        }
        return Optional.empty();
    }

    public long lowestHz() {
        return lowestHz;
    }

    public long highestHz() {
        return highestHz;
    }

    /** What a transmitter may radiate at most: conducted power and gain together. */
    public double eirpDbm() {
        return eirpDbm;
    }

    /** @param frequencyHz unsigned */
    public boolean holds(long frequencyHz) {
        return Long.compareUnsigned(frequencyHz, lowestHz) >= 0 && Long.compareUnsigned(frequencyHz, highestHz) <= 0;
    }
}
