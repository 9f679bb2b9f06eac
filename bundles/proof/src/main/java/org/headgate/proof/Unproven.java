package org.headgate.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.batch.Hash;
import org.jspecify.annotations.Nullable;

/** Contributions whose proof comes in a message of its own, and proofs whose contributions are still to come. */
final class Unproven {
    private static final int MOST_ROWS = 1_000_000;
    private static final int MOST_PROOFS = 10_000;

    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final List<Later> later = new ArrayList<>();

    private static final class Row {
        final byte[] leaf;
        final Place place;
        boolean proven;

        Row(byte[] leaf, Place place) {
            this.leaf = leaf;
            this.place = place;
        }
    }

    record Later(ProofDocument document, Place place) {}

    /** What to say of it, or null. */
    @Nullable
    Finding add(Item.Row row, Place place) {
        if (rows.size() >= MOST_ROWS) {
            return place.finding(
                    "too_many_unproven",
                    "more than " + MOST_ROWS + " contributions wait for a proof; verify them in parts",
                    0,
                    row.sequence());
        }
        Row before = rows.putIfAbsent(row.sequence(), new Row(row.leaf(), place));
        if (before != null && !Arrays.equals(before.leaf, row.leaf())) {
            return place.finding(
                    "contribution_differs",
                    "sequence " + row.sequence() + " stands at line " + before.place.line() + " with other content",
                    0,
                    row.sequence());
        }
        return null;
    }

    /** False where too many wait already. */
    boolean postpone(ProofDocument document, Place place) {
        return later.size() < MOST_PROOFS && later.add(new Later(document, place));
    }

    List<Later> postponed() {
        List<Later> all = List.copyOf(later);
        later.clear();
        return all;
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

    long firstMissing(List<Long> sequences) {
        return sequences.stream()
                .filter(sequence -> !rows.containsKey(sequence))
                .findFirst()
                .orElse(0L);
    }

    /** How many of them were not proven before. */
    int proven(List<Long> sequences) {
        int fresh = 0;
        for (long sequence : sequences) {
            Row row = rows.get(sequence);
            if (row != null && !row.proven) {
                row.proven = true;
                fresh++;
            }
        }
        return fresh;
    }

    void left(Findings findings) {
        rows.forEach((sequence, row) -> {
            if (!row.proven) {
                findings.add(
                        row.place.finding("proof_missing", "no proof for this contribution was given", 0, sequence));
            }
        });
    }
}
