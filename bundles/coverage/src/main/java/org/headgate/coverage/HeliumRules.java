package org.headgate.coverage;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of Helium's IoT verifier (helium/oracles, {@code iot_verifier}) in their last published state, with what they round and cut. Deny lists and what a
 * receiver may do are not part of them here: those are not of the radio.
 */
final class HeliumRules implements RuleSet {
    /** It lets through what is 100 whole kilometres, and so up to the metre before 101. */
    private static final long MOST_METRES = 100_999;

    @Override
    public String id() {
        return "helium";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<Check> informative() {
        return Set.of();
    }

    @Override
    public Verdict judge(Case one) {
        return new Verdict(
                id(),
                version(),
                List.of(
                        CommonRules.payload(one),
                        CommonRules.entropyWindow(one),
                        CommonRules.schedule(one, 0),
                        CommonRules.lag(one),
                        frequency(one),
                        CommonRules.region(one),
                        CommonRules.self(one),
                        CommonRules.minimumDistance(one, false),
                        maximumDistance(one),
                        rssiUpper(one),
                        Finding.noRule(Check.RSSI_LOWER),
                        Finding.noRule(Check.SNR),
                        Finding.noRule(Check.NOISE_FLOOR),
                        Finding.noRule(Check.POWER),
                        CommonRules.duplicate(one),
                        Finding.noRule(Check.NEAR_COPY),
                        CommonRules.reciprocity(one)));
    }

    /** It cuts the difference to 32 bits with a sign. */
    private static Finding frequency(Case one) {
        Value threshold = Value.of(CommonRules.FREQUENCY_TOLERANCE_HZ);
        if (one.beacon() == null || !one.sighting().radio().frequencyKnown()) {
            return Finding.unknown(Check.FREQUENCY, threshold, null);
        }
        int apart = (int) CommonRules.apartHz(
                one.beacon().radio().frequencyHz(), one.sighting().radio().frequencyHz());
        return Finding.of(Check.FREQUENCY, apart <= CommonRules.FREQUENCY_TOLERANCE_HZ, threshold, Value.of(apart));
    }

    private static Finding maximumDistance(Case one) {
        Value threshold = Value.of(MOST_METRES);
        Long metres = wholeMetres(one);
        return metres == null
                ? Finding.unknown(Check.MAXIMUM_DISTANCE, threshold, null)
                : Finding.of(Check.MAXIMUM_DISTANCE, metres <= MOST_METRES, threshold, Value.of(metres));
    }

    private static Finding rssiUpper(Case one) {
        Long metres = wholeMetres(one);
        Value observed = one.sighting().rssiDbm() == null
                ? null
                : Value.of(one.sighting().rssiDbm());
        Double power = one.powerDbm();
        Double sent = one.transmitter().gainDbi();
        Double heard = one.sighting().receiver().gainDbi();
        if (metres == null
                || power == null
                || sent == null
                || heard == null
                || !one.sighting().radio().frequencyKnown()) {
            return Finding.unknown(Check.RSSI_UPPER, null, observed);
        }
        double limit = (int) power.doubleValue()
                + ((double) (int) sent.doubleValue() + (int) heard.doubleValue())
                - Propagation.freeSpaceLossDb(metres, one.sighting().radio().frequencyHz());
        return observed == null
                ? Finding.unknown(Check.RSSI_UPPER, Value.of(limit), null)
                : Finding.of(Check.RSSI_UPPER, one.sighting().rssiDbm() <= limit, Value.of(limit), observed);
    }

    /** Between the centres of the cells, to which it knows places; where there is no H3, between the places. */
    private static @Nullable Long wholeMetres(Case one) {
        Double metres = one.cellMetres() == null ? one.metres() : one.cellMetres();
        return metres == null ? null : Long.valueOf((long) StrictMath.floor(metres + 0.5));
    }
}
