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
 * @param lost sequences that headers declare lost, and rows that chains of derived feeds leave out: accepted, since they are declared
 * @param missing headers that an export leaves out and that came from nowhere else: accepted, since it was asked for
 * @param feedBatches signed batches of derived feeds
 * @param rows rows of derived feeds that are proven
 * @param others messages that are neither records nor proofs: not checked
 * @param feeds what came record by record, with proofs in messages of their own
 * @param numbers of the batches whose headers hold, of the first 131,072
 * @param anchors roots above these headers that are said to be noted on a chain
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
        long missing,
        long feedBatches,
        long rows,
        long others,
        List<FeedRecords> feeds,
        SortedSet<Long> numbers,
        List<AnchoredBatches> anchors,
        long failures,
        List<Finding> findings) {

    /** Whether there was something to verify, and all of it holds. */
    public boolean holds() {
        return failures == 0 && headers + feedBatches > 0;
    }

    /** Records that wait for their proof. */
    public long waiting() {
        return feeds.stream().mapToLong(feed -> feed.waiting().count()).sum();
    }
}
