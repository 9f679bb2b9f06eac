package org.headgate.proof;

/** Counts what was proven. */
final class Tally {
    long headers;
    long contributions;
    long rows;
    long feedBatches;
    long lost;
    long missing;
    long others;
    private long firstBatch;
    private long lastBatch;
    private long firstProven;
    private long lastProven;

    void batch(long number) {
        firstBatch = firstBatch == 0 ? number : Math.min(firstBatch, number);
        lastBatch = Math.max(lastBatch, number);
    }

    void proven(long sequence) {
        firstProven = firstProven == 0 ? sequence : Math.min(firstProven, sequence);
        lastProven = Math.max(lastProven, sequence);
    }

    long firstBatch() {
        return firstBatch;
    }

    long lastBatch() {
        return lastBatch;
    }

    long firstProven() {
        return firstProven;
    }

    long lastProven() {
        return lastProven;
    }
}
