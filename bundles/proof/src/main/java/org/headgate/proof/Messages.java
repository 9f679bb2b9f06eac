package org.headgate.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** Checks records that come one by one against the proof messages that come beside them, in any order. */
final class Messages {
    private static final int MOST_PROOFS = 10_000;

    private final Headers headers;
    private final Findings findings;
    private final Tally tally;
    private final FeedChains chains;
    private final AtomicInteger records = new AtomicInteger();
    private final Map<String, Unproven> raw = new TreeMap<>();
    private final Map<String, Unproven> derived = new TreeMap<>();
    private final Map<String, Long> covered = new HashMap<>();
    private final List<Later> later = new ArrayList<>();

    /** @param feedBatch null for a proof of contributions */
    private record Proof(
            String feed, @Nullable FeedBatch feedBatch, MultiPath path, Hash root, long batch, long first, long last) {}

    private record Later(Proof proof, Place place) {}

    Messages(Headers headers, Signatures signatures, Findings findings, Tally tally) {
        this.headers = headers;
        this.findings = findings;
        this.tally = tally;
        this.chains = new FeedChains(signatures, findings, tally);
    }

    void take(Item.Row row, Place place) {
        add(raw, row.feed(), row.sequence(), row.leaf(), place);
    }

    void take(Item.FeedRow row, Place place) {
        add(derived, row.feed(), row.sequence(), row.leaf(), place);
    }

    void take(Item.Proof item, Place place) {
        ProofDocument document = item.document();
        BatchHeader batch = document.header().header();
        if (headers.signed(document.header(), place) && headers.range(batch, place)) {
            covered.merge(item.feed(), batch.lastSequence(), Math::max);
            prove(
                    new Proof(
                            item.feed(),
                            null,
                            document.path(),
                            batch.root(),
                            batch.number(),
                            batch.firstSequence(),
                            batch.lastSequence()),
                    place,
                    false);
        }
    }

    void take(Item.FeedProof item, Place place) {
        FeedBatch batch = item.document().signed().batch();
        if (chains.add(item.document().signed(), place)) {
            prove(
                    new Proof(
                            batch.feed(),
                            batch,
                            item.document().path(),
                            batch.root(),
                            batch.number(),
                            batch.firstSequence(),
                            batch.lastSequence()),
                    place,
                    false);
        }
    }

    /** All has been read. */
    List<FeedRecords> finish() {
        List<Later> postponed = List.copyOf(later);
        later.clear();
        postponed.forEach(one -> prove(one.proof(), one.place(), true));
        chains.check();
        List<FeedRecords> feeds = new ArrayList<>();
        raw.forEach((feed, rows) -> feeds.add(rows.finish(feed, false, coveredOf(feed), findings)));
        derived.forEach((feed, rows) -> {
            long through = feed.isEmpty() ? chains.coveredByAny() : chains.covered(feed);
            feeds.add(rows.finish(feed, true, through, findings));
            chains.complete(feed, rows.lowest());
        });
        return List.copyOf(feeds);
    }

    private long coveredOf(String feed) {
        if (feed.isEmpty()) {
            return covered.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
        return Math.max(covered.getOrDefault(feed, 0L), covered.getOrDefault("", 0L));
    }

    private void add(Map<String, Unproven> to, String feed, long sequence, byte[] leaf, Place place) {
        Finding finding =
                to.computeIfAbsent(feed, name -> new Unproven(records)).add(sequence, leaf, place);
        if (finding != null) {
            findings.add(finding);
        }
    }

    private void prove(Proof proof, Place place, boolean lastTry) {
        List<Unproven> candidates = candidates(proof);
        for (Unproven rows : candidates) {
            List<Hash> leaves = rows.leaves(proof.path().sequences());
            if (leaves != null) {
                prove(proof, rows, leaves, place);
                return;
            }
        }
        if (!lastTry && later.size() < MOST_PROOFS) {
            later.add(new Later(proof, place));
        } else if (candidates.stream().noneMatch(rows -> isBefore(proof, rows))) {
            missing(proof, candidates, place);
        }
    }

    /** A subscription begins with the newest proof once more, whose records were delivered before. */
    private static boolean isBefore(Proof proof, Unproven rows) {
        return rows.lowest() != Long.MAX_VALUE
                && proof.path().sequences().stream().allMatch(sequence -> sequence < rows.lowest());
    }

    private List<Unproven> candidates(Proof proof) {
        Map<String, Unproven> all = proof.feedBatch() == null ? raw : derived;
        if (proof.feed().isEmpty()) {
            return List.copyOf(all.values());
        }
        List<Unproven> some = new ArrayList<>();
        for (String feed : List.of(proof.feed(), "")) {
            if (all.containsKey(feed)) {
                some.add(all.get(feed));
            }
        }
        return some;
    }

    private void prove(Proof proof, Unproven rows, List<Hash> leaves, Place place) {
        List<Long> sequences = proof.path().sequences();
        boolean inRange =
                sequences.stream().allMatch(sequence -> proof.first() <= sequence && sequence <= proof.last());
        try {
            if (inRange && proof.path().leadsTo(proof.root(), leaves)) {
                proven(proof, rows.proven(sequences));
            } else {
                findings.add(
                        place.finding("not_in_batch", "the records or their proof were changed", proof.batch(), 0));
            }
        } catch (ProofException e) {
            findings.add(place.finding(e.code(), e.getMessage(), proof.batch(), 0));
        }
    }

    private void proven(Proof proof, List<Long> fresh) {
        if (proof.feedBatch() == null) {
            tally.contributions += fresh.size();
            fresh.forEach(tally::proven);
        } else {
            tally.rows += fresh.size();
            chains.proven(proof.feedBatch(), fresh.size());
        }
    }

    private void missing(Proof proof, List<Unproven> candidates, Place place) {
        List<Long> missing = candidates.isEmpty()
                ? proof.path().sequences().stream().sorted().toList()
                : candidates.get(0).missing(proof.path().sequences());
        findings.add(place.finding(
                "contribution_missing",
                "the proof is of " + proof.path().sequences().size() + " records, of which " + missing.size()
                        + " were not given: none of them can be checked",
                proof.batch(),
                missing.isEmpty() ? 0 : missing.get(0)));
        if (proof.feedBatch() != null) {
            chains.incomplete(proof.feedBatch());
        }
    }
}
