package org.headgate.proof;

import java.util.Arrays;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.jspecify.annotations.Nullable;

/** Checks exports: the chain of headers, and the contributions behind each. */
final class Export {
    private final Headers headers;
    private final HeaderGaps gaps;
    private final Findings findings;
    private final Tally tally;
    private final boolean headersOnly;
    private final KnownNodes known = new KnownNodes();
    private final byte[] observed = new byte[32];
    private byte[] root = new byte[32];
    private @Nullable SignedHeader header;
    private @Nullable Place headerPlace;
    private boolean followed;
    private long lastSequence;
    private long lastOfBatch;

    /** @param headersOnly whether a header may come without a contribution */
    Export(Headers headers, HeaderGaps gaps, Findings findings, Tally tally, boolean headersOnly) {
        this.headers = headers;
        this.gaps = gaps;
        this.findings = findings;
        this.tally = tally;
        this.headersOnly = headersOnly;
    }

    /** The next source begins. */
    void begin() {
        header = null;
        lastSequence = 0;
        lastOfBatch = 0;
    }

    /** The source is at its end. */
    void end() {
        withheld();
    }

    /** The batch that is being read, 0 where none is. */
    long batch() {
        return header == null ? 0 : header.header().number();
    }

    /** A contribution came whose proof is elsewhere. */
    void followed() {
        followed = true;
    }

    void header(SignedHeader next, Place place) {
        boolean holds = headers.signed(next, place) & headers.range(next.header(), place);
        SignedHeader before = header;
        if (before == null) {
            holds &= next.header().number() != 1 || first(next.header(), place);
        } else {
            holds &= gaps.follows(before, next, place);
        }
        tally.lost += holds ? next.header().lost() : 0;
        if (before != null && lastSequence == before.header().lastSequence()) {
            lastOfBatch = lastSequence;
        } else if (lastSequence != 0 && before != null) {
            findings.add(place.finding(
                    "sequence_gap",
                    "the contributions of batch " + before.header().number() + " end early",
                    before.header().number(),
                    lastSequence,
                    before.header().lastSequence(),
                    lastSequence));
        }
        withheld();
        followed = false;
        lastSequence = 0;
        header = next;
        headerPlace = place;
        root = next.header().root().bytes();
        known.clear();
    }

    private boolean first(BatchHeader batch, Place place) {
        return headers.same(
                        "previous_differs", "the first batch follows none", place, batch, Hash.ZERO, batch.previous())
                & headers.same(
                        "sequence_gap",
                        "the first sequence is 1 plus what is declared lost",
                        place,
                        batch,
                        1 + batch.lost(),
                        batch.firstSequence());
    }

    void contribution(Item.Row row, byte[] proof, Place place) {
        followed = true;
        SignedHeader current = header;
        if (current == null) {
            findings.add(
                    place.finding("header_missing", "no header comes before this contribution", 0, row.sequence()));
            return;
        }
        BatchHeader batch = current.header();
        if (row.sequence() < batch.firstSequence() || row.sequence() > batch.lastSequence()) {
            findings.add(place.finding(
                    "sequence_out_of_range",
                    "the contribution is not of this batch",
                    batch.number(),
                    row.sequence(),
                    batch.firstSequence() + " to " + batch.lastSequence(),
                    row.sequence()));
            return;
        }
        order(row.sequence(), batch, place);
        if (known.leadsTo(root, row.leaf(), proof, observed)) {
            tally.contributions++;
            tally.proven(row.sequence());
        } else {
            findings.add(place.finding(
                    "not_in_batch",
                    "the contribution or its proof was changed: they do not lead to the batch's root",
                    batch.number(),
                    row.sequence(),
                    batch.root(),
                    Hash.of(Arrays.copyOf(observed, 32))));
        }
    }

    /** An export goes on without gaps, except where headers declare them. */
    private void order(long sequence, BatchHeader batch, Place place) {
        long wanted = lastSequence != 0
                ? lastSequence + 1
                : lastOfBatch != 0 && lastOfBatch + 1 + batch.lost() == batch.firstSequence()
                        ? batch.firstSequence()
                        : sequence;
        if (sequence != wanted) {
            findings.add(place.finding(
                    "sequence_gap",
                    "contributions are missing or out of order",
                    batch.number(),
                    sequence,
                    wanted,
                    sequence));
        }
        lastSequence = sequence;
        lastOfBatch = 0;
    }

    private void withheld() {
        if (header == null || headerPlace == null || followed || headersOnly) {
            return;
        }
        BatchHeader batch = header.header();
        findings.add(headerPlace.finding(
                "contributions_withheld",
                "contributions " + batch.firstSequence() + " to " + batch.lastSequence() + " are left out: not checked",
                batch.number(),
                0));
    }
}
