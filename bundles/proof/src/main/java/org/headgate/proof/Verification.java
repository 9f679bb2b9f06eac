package org.headgate.proof;

import java.util.List;
import java.util.SortedSet;

/**
 * What a verification found.
 *
 * @param gateways addresses that signed
 * @param headers headers whose signature holds
 * @param contributions contributions that are proven
 * @param firstBatch, lastBatch numbers of the batches seen, 0 where none was
 * @param firstSequence, lastSequence of the contributions proven, 0 where none was
 * @param lost sequences that headers declare lost: accepted, since they are declared
 * @param failures how many checks failed
 * @param findings the first of them
 */
public record Verification(
        SortedSet<String> gateways,
        long headers,
        long contributions,
        long firstBatch,
        long lastBatch,
        long firstSequence,
        long lastSequence,
        long lost,
        long failures,
        List<Finding> findings) {

    /** Whether there was something to verify, and all of it holds. */
    public boolean holds() {
        return failures == 0 && headers > 0;
    }
}
