package org.headgate.coverage;

import java.util.Locale;

/** What is looked at, in the order in which a verdict tells it. Names and order are part of the wire format. */
public enum Check {
    PAYLOAD(""),
    ENTROPY_WINDOW("s"),
    SCHEDULE("ms"),
    LAG("ms"),
    FREQUENCY("Hz"),
    REGION(""),
    SELF(""),
    MINIMUM_DISTANCE("cells"),
    MAXIMUM_DISTANCE("m"),
    RSSI_UPPER("dBm"),
    RSSI_LOWER("dBm"),
    SNR("dB"),
    NOISE_FLOOR("dBm"),
    POWER("dBm"),
    DUPLICATE(""),
    NEAR_COPY("s"),
    RECIPROCITY("s");

    private final String id;
    private final String unit;

    Check(String unit) {
        this.id = name().toLowerCase(Locale.ROOT);
        this.unit = unit;
    }

    /** For example {@code rssi_upper}. */
    public String id() {
        return id;
    }

    /** Of threshold and observed, where they are numbers; empty where they have none. */
    public String unit() {
        return unit;
    }

    /** @throws IllegalArgumentException for an unknown one */
    public static Check of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
