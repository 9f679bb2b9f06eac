package org.headgate.coverage;

import org.headgate.profile.lorawan.region.Region;
import org.jspecify.annotations.Nullable;

/** Rules that both sets share. */
final class CommonRules {
    static final double FREQUENCY_TOLERANCE_HZ = 100_000;

    private static final long BUCKET_MILLIS = 6 * 3_600_000L;
    private static final long ENTROPY_SECONDS = 180;
    private static final long AFTER_BEACON_MILLIS = 4_000;
    private static final long AFTER_FIRST_MILLIS = 1_500;
    private static final long LEAST_CELLS = 8;
    private static final double RECIPROCITY_SECONDS = 48 * 3_600;

    private CommonRules() {}

    static Finding payload(Case one) {
        Value heard = Value.of(one.sighting().payload());
        if (one.sighting().repeated()) {
            return Finding.unknown(Check.PAYLOAD, null, null);
        }
        return one.beacon() == null
                ? Finding.unknown(Check.PAYLOAD, null, heard)
                : Finding.of(
                        Check.PAYLOAD,
                        one.beacon().payload().equals(one.sighting().payload()),
                        Value.of(one.beacon().payload()),
                        heard);
    }

    /** In whole seconds of the clock, as the reference compares. */
    static Finding entropyWindow(Case one) {
        Value threshold = Value.of(ENTROPY_SECONDS);
        Long began = one.beacon() == null ? null : one.beacon().entropyAtMillis();
        if (began == null) {
            return Finding.unknown(Check.ENTROPY_WINDOW, threshold, null);
        }
        long after = Math.floorDiv(one.sighting().heardAtMillis(), 1_000L) - Math.floorDiv(began, 1_000L);
        return Finding.of(Check.ENTROPY_WINDOW, after >= 0 && after <= ENTROPY_SECONDS, threshold, Value.of(after));
    }

    /** The earliest time that is in a later bucket than the beacon before, and so far behind it. */
    static Finding schedule(Case one, long spacingMillis) {
        if (one.beacon() == null || one.previousSentAt() == null) {
            return Finding.unknown(Check.SCHEDULE, null, null);
        }
        long bucket = (Math.floorDiv(one.previousSentAt(), BUCKET_MILLIS) + 1) * BUCKET_MILLIS;
        long earliest = Math.max(bucket, one.previousSentAt() + spacingMillis);
        long sent = one.beacon().sentAtMillis();
        return Finding.of(Check.SCHEDULE, sent >= earliest, Value.of(earliest), Value.of(sent));
    }

    /** Behind the beacon; behind who heard it first where that was before the beacon's time, or where the beacon is not known. */
    static Finding lag(Case one) {
        if (one.sighting().repeated()) {
            return Finding.unknown(Check.LAG, null, null);
        }
        boolean fromBeacon = one.beacon() != null && one.beacon().sentAtMillis() <= one.firstHeardAt();
        long since = fromBeacon ? one.beacon().sentAtMillis() : one.firstHeardAt();
        long most = fromBeacon ? AFTER_BEACON_MILLIS : AFTER_FIRST_MILLIS;
        long lag = one.sighting().heardAtMillis() - since;
        return Finding.of(Check.LAG, lag <= most, Value.of(most), Value.of(lag));
    }

    static Finding region(Case one) {
        Region sent = one.transmitter().region();
        Region heard = one.sighting().receiver().region();
        Value threshold = sent == null ? null : Value.of(sent.id());
        Value observed = heard == null ? null : Value.of(heard.id());
        return threshold == null || observed == null
                ? Finding.unknown(Check.REGION, threshold, observed)
                : Finding.of(Check.REGION, sent.id().equals(heard.id()), threshold, observed);
    }

    static Finding self(Case one) {
        String transmitter = one.transmitter().id();
        String receiver = one.sighting().receiver().id();
        Value threshold = receiver == null ? null : Value.of(receiver);
        Value observed = transmitter == null ? null : Value.of(transmitter);
        return threshold == null || observed == null
                ? Finding.unknown(Check.SELF, threshold, observed)
                : Finding.of(Check.SELF, !transmitter.equals(receiver), threshold, observed);
    }

    /** @param otherwise what is found where H3 cannot count */
    static Finding minimumDistance(Case one, @Nullable Boolean otherwise) {
        Value threshold = Value.of(LEAST_CELLS);
        Long cells = one.cellsApart();
        if (cells == null || one.sighting().repeated()) {
            return Finding.unknown(Check.MINIMUM_DISTANCE, threshold, null);
        }
        return cells == Grid.NOT_COMPARABLE
                ? new Finding(Check.MINIMUM_DISTANCE, otherwise, threshold, null)
                : Finding.of(Check.MINIMUM_DISTANCE, cells >= LEAST_CELLS, threshold, Value.of(cells));
    }

    static Finding duplicate(Case one) {
        if (one.sighting().repeated()) {
            return Finding.unknown(Check.DUPLICATE, null, null);
        }
        return Finding.of(Check.DUPLICATE, one.earlier() == 0, Value.of(0), Value.of(one.earlier()));
    }

    static Finding reciprocity(Case one) {
        Value threshold = Value.of(RECIPROCITY_SECONDS);
        if (one.oppositeAt() == null) {
            return Finding.unknown(Check.RECIPROCITY, threshold, null);
        }
        double apart = Math.abs(one.sighting().heardAtMillis() - one.oppositeAt()) / 1_000.0;
        return Finding.of(Check.RECIPROCITY, apart <= RECIPROCITY_SECONDS, threshold, Value.of(apart));
    }

    /** @param frequencyHz unsigned, as the other */
    static long apartHz(long frequencyHz, long other) {
        return Long.compareUnsigned(frequencyHz, other) >= 0 ? frequencyHz - other : other - frequencyHz;
    }
}
