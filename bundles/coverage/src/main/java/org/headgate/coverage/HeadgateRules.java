package org.headgate.coverage;

import java.util.List;
import java.util.Set;
import org.headgate.profile.lorawan.region.Region;
import org.jspecify.annotations.Nullable;

/** Headgate's rules, version 1: the reference's with decimals, and what receivers and regional plans can tell beside. */
final class HeadgateRules implements RuleSet {
    private static final long LEAST_SPACING_MILLIS = 3_600_000;
    private static final double MOST_METRES = 100_000;
    private static final double SAME_SECONDS = 3_600;

    @Override
    public String id() {
        return "headgate";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Set<Check> informative() {
        return Set.of(Check.NEAR_COPY, Check.RECIPROCITY);
    }

    @Override
    public Verdict judge(Case one) {
        Double metres = one.metres();
        return new Verdict(
                id(),
                version(),
                List.of(
                        CommonRules.payload(one),
                        CommonRules.entropyWindow(one),
                        CommonRules.schedule(one, LEAST_SPACING_MILLIS),
                        CommonRules.lag(one),
                        frequency(one),
                        CommonRules.region(one),
                        CommonRules.self(one),
                        CommonRules.minimumDistance(one, null),
                        maximumDistance(metres),
                        rssiUpper(one, metres),
                        SignalRules.rssiLower(one.sighting()),
                        SignalRules.snr(one.sighting()),
                        SignalRules.noiseFloor(one.sighting()),
                        power(one),
                        CommonRules.duplicate(one),
                        nearCopy(one),
                        CommonRules.reciprocity(one)));
    }

    /** Outside the regional plan the plan is the threshold; inside it how far it is from what was sent. */
    private static Finding frequency(Case one) {
        Radio heard = one.sighting().radio();
        Region region =
                one.sighting().repeated() ? null : one.sighting().receiver().region();
        Value plan = region == null ? null : RegionalPlan.nearest(region, heard);
        if (!heard.frequencyKnown()) {
            return Finding.unknown(Check.FREQUENCY, null, null);
        }
        Value observed = Value.ofUnsigned(heard.frequencyHz());
        if (region != null && plan != null && RegionalPlan.band(region, heard).isEmpty()) {
            return Finding.of(Check.FREQUENCY, false, plan, observed);
        }
        if (one.beacon() == null) {
            return plan == null
                    ? Finding.unknown(Check.FREQUENCY, null, observed)
                    : Finding.of(Check.FREQUENCY, true, plan, observed);
        }
        long apart = CommonRules.apartHz(one.beacon().radio().frequencyHz(), heard.frequencyHz());
        return Finding.of(
                Check.FREQUENCY,
                Long.compareUnsigned(apart, (long) CommonRules.FREQUENCY_TOLERANCE_HZ) <= 0,
                Value.of(CommonRules.FREQUENCY_TOLERANCE_HZ),
                Value.ofUnsigned(apart));
    }

    private static Finding maximumDistance(@Nullable Double metres) {
        Value threshold = Value.of(MOST_METRES);
        return metres == null
                ? Finding.unknown(Check.MAXIMUM_DISTANCE, threshold, null)
                : Finding.of(Check.MAXIMUM_DISTANCE, metres <= MOST_METRES, threshold, Value.of(metres));
    }

    /** No path amplifies: close by, where free space does not apply, the loss is nothing. */
    private static Finding rssiUpper(Case one, @Nullable Double metres) {
        Double rssi = one.sighting().rssiDbm();
        Value observed = rssi == null ? null : Value.of(rssi);
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
        double loss = Math.max(
                0, Propagation.freeSpaceLossDb(metres, one.sighting().radio().frequencyHz()));
        double limit = power + (sent + heard) - loss;
        return rssi == null || observed == null
                ? Finding.unknown(Check.RSSI_UPPER, Value.of(limit), null)
                : Finding.of(Check.RSSI_UPPER, rssi <= limit, Value.of(limit), observed);
    }

    private static Finding power(Case one) {
        Region region = one.sighting().repeated() ? null : one.transmitter().region();
        Double conducted = one.powerDbm();
        Double gain = one.transmitter().gainDbi();
        if (conducted == null || gain == null) {
            return Finding.unknown(Check.POWER, null, null);
        }
        double radiated = conducted + gain;
        if (region == null) {
            return Finding.unknown(Check.POWER, null, Value.of(radiated));
        }
        double most = RegionalPlan.eirpDbm(region, one.sighting().radio(), gain);
        return Finding.of(Check.POWER, radiated <= most, Value.of(most), Value.of(radiated));
    }

    /** A radio channel is never the same for hours. */
    private static Finding nearCopy(Case one) {
        Value threshold = Value.of(SAME_SECONDS);
        Sighting sighting = one.sighting();
        if (sighting.rssiDbm() == null || sighting.snrDb() == null || sighting.repeated()) {
            return Finding.unknown(Check.NEAR_COPY, threshold, null);
        }
        double same = (sighting.heardAtMillis() - one.sameSince()) / 1_000.0;
        return Finding.of(Check.NEAR_COPY, same < SAME_SECONDS, threshold, Value.of(same));
    }
}
