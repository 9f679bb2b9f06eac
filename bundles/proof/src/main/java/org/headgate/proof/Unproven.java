package org.headgate.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** Records of one feed, whose proofs come in messages of their own. */
final class Unproven {
    private static final int MOST_ROWS = 1_000_000;

    private final AtomicInteger all;
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private long lowest = Long.MAX_VALUE;

    private static final class Row {
        final byte[] leaf;
        final Place place;
        boolean proven;

        Row(byte[] leaf, Place place) {
            this.leaf = leaf;
            this.place = place;
        }
    }

    /** @param all counts the records of all feeds */
    Unproven(AtomicInteger all) {
        this.all = all;
    }

    /** What to say of it, or null. */
    @Nullable
    Finding add(long sequence, byte[] leaf, Place place) {
        Row before = rows.get(sequence);
        if (before != null) {
            return Arrays.equals(before.leaf, leaf)
                    ? null
                    : place.finding(
                            "contribution_differs",
                            "sequence " + sequence + " stands at line " + before.place.line() + " with other content",
                            0,
                            sequence);
        }
        if (all.incrementAndGet() > MOST_ROWS) {
            return place.finding(
                    "too_many_unproven",
                    "more than " + MOST_ROWS + " records with proofs of their own; verify them in parts",
                    0,
                    sequence);
        }
        rows.put(sequence, new Row(leaf, place));
        lowest = Math.min(lowest, sequence);
        return null;
    }

    /** The lowest sequence; the highest number there is where there is none. */
    long lowest() {
        return lowest;
    }

    /** The leaf hashes of the sequences, or null where one is not here. */
    @Nullable
    List<Hash> leaves(List<Long> sequences) {
        List<Hash> leaves = new ArrayList<>();
        for (long sequence : sequences) {
            Row row = rows.get(sequence);
            if (row == null) {
                return null;
            }
            leaves.add(Hash.of(row.leaf));
        }
        return leaves;
    }

    /** Those that are not here. */
    List<Long> missing(List<Long> sequences) {
        return sequences.stream()
                .filter(sequence -> !rows.containsKey(sequence))
                .sorted()
                .toList();
    }

    /** Those that were not proven before. */
    List<Long> proven(List<Long> sequences) {
        List<Long> fresh = new ArrayList<>();
        for (long sequence : sequences) {
            Row row = rows.get(sequence);
            if (row != null && !row.proven) {
                row.proven = true;
                fresh.add(sequence);
            }
        }
        return fresh;
    }

    /** @param covered the last sequence that the proofs given reach: what is behind it waits for its proof */
    FeedRecords finish(String feed, boolean derived, long covered, Findings findings) {
        FeedRecords.Range proven = FeedRecords.Range.NONE;
        FeedRecords.Range waiting = FeedRecords.Range.NONE;
        for (Map.Entry<Long, Row> entry : rows.entrySet()) {
            long sequence = entry.getKey();
            Row row = entry.getValue();
            if (row.proven) {
                proven = proven.with(sequence);
            } else if (sequence > covered) {
                waiting = waiting.with(sequence);
            } else {
                findings.add(row.place.finding("proof_missing", "no proof for this record was given", 0, sequence));
            }
        }
        return new FeedRecords(feed, derived, proven, waiting);
    }
}
