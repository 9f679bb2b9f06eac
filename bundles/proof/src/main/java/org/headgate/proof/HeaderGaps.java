package org.headgate.proof;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.SignedHeader;

/**
 * How one header follows another. Where an export leaves headers out, those may have come from elsewhere, in any order: a gateway that lost them goes on above
 * them, and the buyers who got them have them still.
 */
final class HeaderGaps {
    private static final int MOST_GAPS = 10_000;

    private final Headers headers;
    private final Findings findings;
    private final Tally tally;
    private final boolean accepted;
    private final List<Gap> gaps = new ArrayList<>();

    private record Gap(SignedHeader before, SignedHeader after, Place place) {}

    /** @param accepted whether headers may be missing that did not come from elsewhere either */
    HeaderGaps(Headers headers, Findings findings, Tally tally, boolean accepted) {
        this.headers = headers;
        this.findings = findings;
        this.tally = tally;
        this.accepted = accepted;
    }

    /** Whether the next follows, as far as can be told now; headers that are left out are looked for at the end. */
    boolean follows(SignedHeader before, SignedHeader next, Place place) {
        if (next.header().number() <= before.header().number() + 1 || gaps.size() >= MOST_GAPS) {
            return directly(before, next, place);
        }
        gaps.add(new Gap(before, next, place));
        return true;
    }

    /** All has been read. */
    void finish() {
        gaps.forEach(this::close);
        gaps.clear();
    }

    private void close(Gap gap) {
        SignedHeader before = gap.before();
        long end = gap.after().header().number();
        long number = before.header().number() + 1;
        while (number < end) {
            SignedHeader found = headers.find(number);
            if (found == null) {
                long missing = number;
                while (found == null && ++number < end) {
                    found = headers.find(number);
                }
                SignedHeader next = found == null ? gap.after() : found;
                missing(missing, before, next, gap.place());
                before = next;
            } else {
                directly(before, found, gap.place());
                before = found;
            }
            number++;
        }
        if (before != gap.after()) {
            directly(before, gap.after(), gap.place());
        }
    }

    private void missing(long from, SignedHeader before, SignedHeader next, Place place) {
        BatchHeader batch = next.header();
        long to = batch.number() - 1;
        if (batch.firstSequence() <= before.header().lastSequence()) {
            findings.add(place.finding(
                    "sequence_gap", "it begins before a batch of a lower number ends", batch.number(), 0));
        }
        headers.same(
                "gateway_changed",
                "the chain changes hands",
                place,
                batch,
                before.header().gateway(),
                batch.gateway());
        if (accepted) {
            tally.missing += to - from + 1;
            return;
        }
        findings.add(place.finding(
                "batch_gap",
                (from == to ? "header " + from + " is" : "headers " + from + " to " + to + " are")
                        + " missing, and with them the proof that nothing was taken out; give what holds them, "
                        + "as proofs of a feed do, or accept it with --headers-missing where the gateway says that it lost them",
                batch.number(),
                0,
                from,
                batch.number()));
    }

    private boolean directly(SignedHeader before, SignedHeader next, Place place) {
        BatchHeader batch = next.header();
        boolean numbered = headers.same(
                "batch_gap",
                "a header is out of order",
                place,
                batch,
                before.header().number() + 1,
                batch.number());
        return numbered
                && headers.same(
                                "gateway_changed",
                                "the chain changes hands",
                                place,
                                batch,
                                before.header().gateway(),
                                batch.gateway())
                        & headers.same(
                                "previous_differs",
                                "previous is not the hash of the header before",
                                place,
                                batch,
                                before.hash(),
                                batch.previous())
                        & headers.same(
                                "sequence_gap",
                                "sequences are missing between two batches and not declared lost",
                                place,
                                batch,
                                before.header().lastSequence() + 1 + batch.lost(),
                                batch.firstSequence());
    }
}
