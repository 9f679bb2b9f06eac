package org.headgate.proof;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;
import org.headgate.api.batch.Address;
import org.jspecify.annotations.Nullable;

/**
 * Verifies exports (JSON lines and CBOR sequences), recorded messages of feeds, proof messages with the records they prove, and chains of headers, without
 * trusting the gateway. Give it one or more sources, then ask for the {@link #result()}. Streams of any size; for one thread.
 */
public final class Verifier {
    private final Findings findings = new Findings();
    private final Tally tally = new Tally();
    private final Signatures signatures;
    private final Export export;
    private final HeaderGaps gaps;
    private final Messages messages;
    private final Headers headers;
    private final ClaimedAnchors anchors;

    /** @param gateway the address that must have signed, or null to take each header's own word for it */
    public Verifier(@Nullable Address gateway) {
        this(gateway, false);
    }

    /** @param headersOnly whether an export may leave out the contributions of a batch */
    public Verifier(@Nullable Address gateway, boolean headersOnly) {
        this(gateway, headersOnly, false);
    }

    /** @param headersMissing whether headers may be missing in an export, as where a gateway lost them */
    public Verifier(@Nullable Address gateway, boolean headersOnly, boolean headersMissing) {
        signatures = new Signatures(gateway, findings);
        headers = new Headers(signatures, findings, tally);
        gaps = new HeaderGaps(headers, findings, tally, headersMissing);
        export = new Export(headers, gaps, findings, tally, headersOnly);
        messages = new Messages(headers, signatures, findings, tally);
        anchors = new ClaimedAnchors(headers, findings);
    }

    /**
     * Reads one source to its end; the format is recognised. Never throws because of what it reads.
     *
     * @param source its name, for findings
     * @param progress told the items read so far, now and then
     */
    public void read(String source, InputStream in, LongConsumer progress) throws IOException {
        export.begin();
        ItemReader.read(in, progress, (item, line) -> take(item, new Place(source, line)));
        export.end();
    }

    /** What was found in all that was read. */
    public Verification result() {
        List<FeedRecords> feeds = messages.finish();
        gaps.finish();
        return new Verification(
                signatures.gateways(),
                tally.headers,
                tally.contributions,
                tally.firstBatch(),
                tally.lastBatch(),
                tally.firstProven(),
                tally.lastProven(),
                tally.lost,
                tally.missing,
                tally.feedBatches,
                tally.rows,
                tally.others,
                feeds,
                headers.numbers(),
                anchors.all(),
                findings.count(),
                findings.first());
    }

    private void take(Item item, Place place) {
        if (item instanceof Item.Row row) {
            contribution(row, place);
        } else if (item instanceof Item.Header next) {
            export.header(next.signed(), place);
        } else if (item instanceof Item.FeedRow row) {
            messages.take(row, place);
        } else if (item instanceof Item.Proof proof) {
            messages.take(proof, place);
        } else if (item instanceof Item.FeedProof proof) {
            messages.take(proof, place);
        } else if (item instanceof Item.Anchor anchor) {
            anchors.take(anchor.proof(), place);
        } else if (item instanceof Item.Other) {
            tally.others++;
        } else if (item instanceof Item.Broken broken) {
            findings.add(place.finding(broken.code(), broken.reason(), export.batch(), 0));
        }
    }

    private void contribution(Item.Row row, Place place) {
        byte[] proof = row.proof();
        if (proof == null) {
            export.followed();
            messages.take(row, place);
        } else {
            export.contribution(row, proof, place);
        }
    }
}
