package org.headgate.proof;

/**
 * What came of a feed, record by record.
 *
 * @param feed its name, "" where the files do not tell
 * @param derived whether its records are rows of its own; the sequences below are then the feed's
 * @param proven records that are proven
 * @param waiting records whose batch was not sealed, or its proof not received, when the recording ended
 */
public record FeedRecords(String feed, boolean derived, Range proven, Range waiting) {

    /** @param first, last the lowest and the highest sequence, 0 where there is none */
    public record Range(long count, long first, long last) {
        static final Range NONE = new Range(0, 0, 0);

        Range with(long sequence) {
            return new Range(count + 1, count == 0 ? sequence : Math.min(first, sequence), Math.max(last, sequence));
        }
    }
}
