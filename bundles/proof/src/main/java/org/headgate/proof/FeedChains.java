package org.headgate.proof;

import java.util.Map;
import java.util.TreeMap;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** The signed chains of derived feeds, as far as their proof messages came, in any order. */
final class FeedChains {
    private static final int MOST = 1 << 17;

    private final Signatures signatures;
    private final Findings findings;
    private final Tally tally;
    private final Map<String, TreeMap<Long, Link>> feeds = new TreeMap<>();
    private int links;

    private static final class Link {
        final SignedFeedBatch signed;
        final Place place;
        long proven;
        boolean incomplete;

        Link(SignedFeedBatch signed, Place place) {
            this.signed = signed;
            this.place = place;
        }

        FeedBatch batch() {
            return signed.batch();
        }

        long size() {
            return batch().lastSequence() - batch().firstSequence() + 1;
        }
    }

    FeedChains(Signatures signatures, Findings findings, Tally tally) {
        this.signatures = signatures;
        this.findings = findings;
        this.tally = tally;
    }

    /** False where it is not to be believed. */
    boolean add(SignedFeedBatch signed, Place place) {
        FeedBatch batch = signed.batch();
        if (!signatures.holds(signed.hash(), signed.signature(), batch.gateway(), batch.number(), place)) {
            return false;
        }
        if (batch.number() < 1 || batch.firstSequence() < 1 || batch.firstSequence() > batch.lastSequence()) {
            fail("range_invalid", "a feed batch goes from a lower feed sequence to a higher one", batch, place);
            return false;
        }
        Link before = link(batch);
        if (before != null) {
            return same(
                    "header_conflict",
                    "two of one number are signed",
                    batch,
                    place,
                    before.signed.hash(),
                    signed.hash());
        }
        if (++links > MOST) {
            fail("too_many_feed_batches", "more than " + MOST + "; verify them in parts", batch, place);
            return false;
        }
        feeds.computeIfAbsent(batch.feed(), feed -> new TreeMap<>()).put(batch.number(), new Link(signed, place));
        tally.feedBatches++;
        return true;
    }

    void proven(FeedBatch batch, int rows) {
        Link link = link(batch);
        if (link != null) {
            link.proven += rows;
        }
    }

    /** It was told that rows of it are missing. */
    void incomplete(FeedBatch batch) {
        Link link = link(batch);
        if (link != null) {
            link.incomplete = true;
        }
    }

    /** The last row that the proofs given cover; 0 where none was. */
    long covered(String feed) {
        TreeMap<Long, Link> chain = feeds.get(feed);
        return chain == null
                ? 0
                : chain.values().stream()
                        .mapToLong(link -> link.batch().lastSequence())
                        .max()
                        .orElse(0);
    }

    long coveredByAny() {
        return feeds.keySet().stream().mapToLong(this::covered).max().orElse(0);
    }

    /** Checks how one follows the other. */
    void check() {
        feeds.values().forEach(chain -> {
            Link before = null;
            for (Link link : chain.values()) {
                if (before == null ? link.batch().number() == 1 : follows(before, link)) {
                    check(before, link);
                }
                before = link;
            }
        });
    }

    /** Checks that all rows of what is signed came. @param lowest row of the feed that was received */
    void complete(String feed, long lowest) {
        for (Link link : feeds.getOrDefault(feed, new TreeMap<>()).values()) {
            if (link.batch().firstSequence() >= lowest && link.proven < link.size() && !link.incomplete) {
                fail(
                        "rows_missing",
                        link.proven + " of the " + link.size() + " rows from "
                                + link.batch().firstSequence() + " to "
                                + link.batch().lastSequence() + " came with a proof",
                        link.batch(),
                        link.place);
            }
        }
    }

    private boolean follows(Link before, Link link) {
        return same(
                "feed_batch_gap",
                "proof messages in between are missing",
                link.batch(),
                link.place,
                before.batch().number() + 1,
                link.batch().number());
    }

    /** A jump of the feed's sequence between two that follow each other is signed, so it is declared. */
    private void check(@Nullable Link before, Link link) {
        FeedBatch batch = link.batch();
        long next = before == null ? 1 : before.batch().lastSequence() + 1;
        boolean holds = same(
                "previous_differs",
                before == null ? "the first follows none" : "previous is not the hash of the one before",
                batch,
                link.place,
                before == null ? Hash.ZERO : before.signed.hash(),
                batch.previous());
        if (before != null) {
            holds &= same(
                    "gateway_changed",
                    "the chain changes hands",
                    batch,
                    link.place,
                    before.batch().gateway(),
                    batch.gateway());
        }
        if (batch.firstSequence() < next) {
            fail("range_invalid", "it begins before the one before it ends", batch, link.place);
        } else if (holds) {
            tally.lost += batch.firstSequence() - next;
        }
    }

    private @Nullable Link link(FeedBatch batch) {
        TreeMap<Long, Link> chain = feeds.get(batch.feed());
        return chain == null ? null : chain.get(batch.number());
    }

    private boolean same(String code, String message, FeedBatch batch, Place place, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            findings.add(place.finding(code, about(batch) + message, batch.number(), 0, wanted, found));
            return false;
        }
        return true;
    }

    private void fail(String code, String message, FeedBatch batch, Place place) {
        findings.add(place.finding(code, about(batch) + message, batch.number(), 0));
    }

    private static String about(FeedBatch batch) {
        return "feed " + batch.feed() + ": ";
    }
}
