package org.headgate.profile.lorawan.region;

/** What a region says of a transmission. */
public sealed interface Ruling {
    /** @param band in which it is, for its duty cycle */
    record Allowed(Region.Band band) implements Ruling {}

    /**
     * @param code {@code not_a_channel}, {@code outside_band}, {@code power_above_limit}, {@code dwell_above_limit} or {@code duty_cycle_above_limit}
     * @param clause where it stands
     * @param threshold what is allowed
     * @param observed what was to be
     */
    record Forbidden(String code, String clause, String threshold, String observed) implements Ruling {
        /** A sentence for the operator. */
        public String reason() {
            return observed + " where " + threshold + " is allowed: " + clause;
        }
    }
}
