package org.headgate.proof;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.jspecify.annotations.Nullable;

/**
 * Verifies exports (JSON lines and CBOR sequences), proof messages with the records they prove, and chains of headers, without trusting the gateway. Give it one
 * or more sources, then ask for the {@link #result()}. Streams of any size; for one thread.
 */
public final class Verifier {
    private static final int MOST_REMEMBERED = 1 << 17;

    private final @Nullable Address expected;
    private final Findings findings = new Findings();
    private final Unproven unproven = new Unproven();
    private final KnownNodes known = new KnownNodes();
    private final TreeSet<String> gateways = new TreeSet<>();
    private final Map<Long, Hash> seen = new HashMap<>();
    private final byte[] observed = new byte[32];
    private @Nullable SignedHeader header;
    private byte[] root = new byte[32];
    private long lastSequence;
    private long lastOfBatch;
    private long headers;
    private long contributions;
    private long firstBatch;
    private long lastBatch;
    private long firstProven;
    private long lastProven;
    private long lost;

    /** @param gateway the address that must have signed, or null to take each header's own word for it */
    public Verifier(@Nullable Address gateway) {
        this.expected = gateway;
    }

    /**
     * Reads one source to its end; the format is recognised. Never throws because of what it reads.
     *
     * @param source its name, for findings
     * @param progress told the items read so far, now and then
     */
    public void read(String source, InputStream in, LongConsumer progress) throws IOException {
        header = null;
        lastSequence = 0;
        ItemReader.read(in, progress, (item, line) -> take(item, new Place(source, line)));
    }

    /** What was found in all that was read. */
    public Verification result() {
        for (Unproven.Later later : unproven.postponed()) {
            prove(later.document(), later.place(), true);
        }
        unproven.left(findings);
        return new Verification(
                gateways,
                headers,
                contributions,
                firstBatch,
                lastBatch,
                firstProven,
                lastProven,
                lost,
                findings.count(),
                findings.first());
    }

    private void take(Item item, Place place) {
        if (item instanceof Item.Row row) {
            contribution(row, place);
        } else if (item instanceof Item.Header next) {
            header(next.signed(), place);
        } else if (item instanceof Item.Proof proof) {
            if (signature(proof.document().header(), place)) {
                prove(proof.document(), place, false);
            }
        } else if (item instanceof Item.Broken broken) {
            findings.add(place.finding(
                    broken.code(),
                    broken.reason(),
                    header == null ? 0 : header.header().number(),
                    0));
        }
    }

    private void header(SignedHeader next, Place place) {
        boolean holds = signature(next, place) & range(next.header(), place);
        SignedHeader before = header;
        if (before == null) {
            holds &= next.header().number() != 1 || first(next.header(), place);
        } else {
            holds &= follows(before, next.header(), place);
        }
        lost += holds ? next.header().lost() : 0;
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
        lastSequence = 0;
        header = next;
        root = next.header().root().bytes();
        known.clear();
    }

    private boolean signature(SignedHeader signed, Place place) {
        BatchHeader batch = signed.header();
        try {
            Address signer = Secp256k1.recover(Eip712.digest(signed.hash()), signed.signature());
            if (!signer.equals(batch.gateway())) {
                findings.add(place.finding(
                        "signature_invalid",
                        "the header was changed, or signed by another key",
                        batch.number(),
                        0,
                        batch.gateway(),
                        signer));
                return false;
            }
        } catch (ProofException e) {
            findings.add(place.finding(e.code(), e.getMessage(), batch.number(), 0));
            return false;
        }
        if (expected != null && !expected.equals(batch.gateway())) {
            findings.add(place.finding(
                    "gateway_differs", "signed by another gateway", batch.number(), 0, expected, batch.gateway()));
            return false;
        }
        Hash before = seen.size() < MOST_REMEMBERED
                ? seen.putIfAbsent(batch.number(), signed.hash())
                : seen.get(batch.number());
        if (before != null) {
            return same("header_conflict", "two headers of one number are signed", place, batch, before, signed.hash());
        }
        headers++;
        gateways.add(batch.gateway().toString());
        firstBatch = firstBatch == 0 ? batch.number() : Math.min(firstBatch, batch.number());
        lastBatch = Math.max(lastBatch, batch.number());
        return true;
    }

    private boolean range(BatchHeader batch, Place place) {
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

    private boolean first(BatchHeader batch, Place place) {
        return same("previous_differs", "the first batch follows none", place, batch, Hash.ZERO, batch.previous())
                & same(
                        "sequence_gap",
                        "the first sequence is 1 plus what is declared lost",
                        place,
                        batch,
                        1 + batch.lost(),
                        batch.firstSequence());
    }

    private boolean follows(SignedHeader before, BatchHeader batch, Place place) {
        boolean numbered = same(
                "batch_gap",
                "a header is missing or out of order",
                place,
                batch,
                before.header().number() + 1,
                batch.number());
        return numbered
                && same(
                                "gateway_changed",
                                "the chain changes hands",
                                place,
                                batch,
                                before.header().gateway(),
                                batch.gateway())
                        & same(
                                "previous_differs",
                                "previous is not the hash of the header before",
                                place,
                                batch,
                                before.hash(),
                                batch.previous())
                        & same(
                                "sequence_gap",
                                "sequences are missing between two batches and not declared lost",
                                place,
                                batch,
                                before.header().lastSequence() + 1 + batch.lost(),
                                batch.firstSequence());
    }

    private boolean same(String code, String message, Place place, BatchHeader batch, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            findings.add(place.finding(code, message, batch.number(), 0, wanted, found));
            return false;
        }
        return true;
    }

    private void contribution(Item.Row row, Place place) {
        byte[] proof = row.proof();
        if (proof == null) {
            Finding finding = unproven.add(row, place);
            if (finding != null) {
                findings.add(finding);
            }
            return;
        }
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
            contributions++;
            seen(row.sequence());
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

    private void prove(ProofDocument document, Place place, boolean lastTry) {
        BatchHeader batch = document.header().header();
        List<Hash> leaves = unproven.leaves(document.sequences());
        if (leaves == null) {
            if (lastTry || !unproven.postpone(document, place)) {
                findings.add(place.finding(
                        "contribution_missing",
                        "the proof is of contributions that were not given",
                        batch.number(),
                        unproven.firstMissing(document.sequences())));
            }
            return;
        }
        try {
            if (inRange(document, place) && document.includes(leaves)) {
                contributions += unproven.proven(document.sequences());
                document.sequences().forEach(this::seen);
            } else {
                findings.add(place.finding(
                        "not_in_batch", "the contributions or their proof were changed", batch.number(), 0));
            }
        } catch (ProofException e) {
            findings.add(place.finding(e.code(), e.getMessage(), batch.number(), 0));
        }
    }

    private boolean inRange(ProofDocument document, Place place) {
        BatchHeader batch = document.header().header();
        return range(batch, place)
                && document.sequences().stream()
                        .allMatch(sequence -> batch.firstSequence() <= sequence && sequence <= batch.lastSequence());
    }

    private void seen(long sequence) {
        firstProven = firstProven == 0 ? sequence : Math.min(firstProven, sequence);
        lastProven = Math.max(lastProven, sequence);
    }
}
