package org.headgate.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.SignedHeader;
import org.jspecify.annotations.Nullable;

/** Checks of one header by itself, and that there is one of a number. */
final class Headers {
    private static final int MOST_REMEMBERED = 1 << 17;

    private final Signatures signatures;
    private final Findings findings;
    private final Tally tally;
    private final Map<Long, SignedHeader> seen = new HashMap<>();

    Headers(Signatures signatures, Findings findings, Tally tally) {
        this.signatures = signatures;
        this.findings = findings;
        this.tally = tally;
    }

    boolean signed(SignedHeader signed, Place place) {
        BatchHeader batch = signed.header();
        if (!signatures.holds(signed.hash(), signed.signature(), batch.gateway(), batch.number(), place)) {
            return false;
        }
        SignedHeader before =
                seen.size() < MOST_REMEMBERED ? seen.putIfAbsent(batch.number(), signed) : seen.get(batch.number());
        if (before != null) {
            return same(
                    "header_conflict",
                    "two headers of one number are signed",
                    place,
                    batch,
                    before.hash(),
                    signed.hash());
        }
        tally.headers++;
        tally.batch(batch.number());
        return true;
    }

    /** That of a number, if it came; of the first {@value #MOST_REMEMBERED}. */
    @Nullable
    SignedHeader find(long number) {
        return seen.get(number);
    }

    /** Numbers of those that came; of the first {@value #MOST_REMEMBERED}. */
    SortedSet<Long> numbers() {
        return new TreeSet<>(seen.keySet());
    }

    boolean range(BatchHeader batch, Place place) {
        if (batch.number() < 1 || batch.firstSequence() < 1 || batch.firstSequence() > batch.lastSequence()) {
            findings.add(place.finding(
                    "range_invalid",
                    "a batch is numbered from 1 and goes from a lower sequence to a higher one, not from "
                            + batch.firstSequence() + " to " + batch.lastSequence(),
                    batch.number(),
                    0));
            return false;
        }
        return true;
    }

    boolean same(String code, String message, Place place, BatchHeader batch, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            findings.add(place.finding(code, message, batch.number(), 0, wanted, found));
            return false;
        }
        return true;
    }
}
