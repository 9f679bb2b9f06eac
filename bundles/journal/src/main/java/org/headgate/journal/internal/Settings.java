package org.headgate.journal.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The bounds of the journal.
 *
 * @param queueBytes what may wait for the writer
 * @param linger how long a commit may wait for company under load
 * @param tailBytes the hot tail
 * @param segmentBytes, segment when a segment is closed
 * @param retentionBytes, retention when whole segments go; the bytes are the hard cap
 * @param waitingBytes, waiting what waits for a profile
 * @param quarantineBytes, quarantine what was refused
 * @param originEntries origins that are remembered
 * @param openSegments closed segments that are open for reading at a time
 * @param markBlock sequences that are reserved at a time
 * @param rollup how long roll-ups are kept
 * @param rollupBytes roll-ups, as estimated from their number
 */
record Settings(
        long queueBytes,
        Duration linger,
        long tailBytes,
        long segmentBytes,
        Duration segment,
        long retentionBytes,
        Duration retention,
        long waitingBytes,
        Duration waiting,
        long quarantineBytes,
        Duration quarantine,
        int originEntries,
        int openSegments,
        int markBlock,
        Duration rollup,
        long rollupBytes) {
    private static final long MIB = 1 << 20;

    static final Settings DEFAULT = new Settings(
            4 * MIB,
            Duration.ofMillis(4),
            8 * MIB,
            64 * MIB,
            Duration.ofHours(24),
            1024 * MIB,
            Duration.ofHours(720),
            32 * MIB,
            Duration.ofHours(168),
            8 * MIB,
            Duration.ofHours(168),
            65_536,
            3,
            16_384,
            Duration.ofDays(7),
            64 * MIB);

    Duration shortestRetention() {
        return Stream.of(retention, waiting, quarantine, rollup)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    Settings withLinger(Duration longest) {
        return new Settings(
                queueBytes,
                longest,
                tailBytes,
                segmentBytes,
                segment,
                retentionBytes,
                retention,
                waitingBytes,
                waiting,
                quarantineBytes,
                quarantine,
                originEntries,
                openSegments,
                markBlock,
                rollup,
                rollupBytes);
    }

    Settings withRollup(Duration kept) {
        return new Settings(
                queueBytes,
                linger,
                tailBytes,
                segmentBytes,
                segment,
                retentionBytes,
                retention,
                waitingBytes,
                waiting,
                quarantineBytes,
                quarantine,
                originEntries,
                openSegments,
                markBlock,
                kept,
                rollupBytes);
    }

    Settings withSegmentBytes(long bytes) {
        return new Settings(
                queueBytes,
                linger,
                tailBytes,
                bytes,
                segment,
                retentionBytes,
                retention,
                waitingBytes,
                waiting,
                quarantineBytes,
                quarantine,
                originEntries,
                openSegments,
                markBlock,
                rollup,
                rollupBytes);
    }

    Settings withRetentionBytes(long bytes) {
        return new Settings(
                queueBytes,
                linger,
                tailBytes,
                segmentBytes,
                segment,
                bytes,
                retention,
                waitingBytes,
                waiting,
                quarantineBytes,
                quarantine,
                originEntries,
                openSegments,
                markBlock,
                rollup,
                rollupBytes);
    }

    Settings withTailBytes(long bytes) {
        return new Settings(
                queueBytes,
                linger,
                bytes,
                segmentBytes,
                segment,
                retentionBytes,
                retention,
                waitingBytes,
                waiting,
                quarantineBytes,
                quarantine,
                originEntries,
                openSegments,
                markBlock,
                rollup,
                rollupBytes);
    }

    Settings withHeldBytes(long waitingLimit, long quarantineLimit) {
        return new Settings(
                queueBytes,
                linger,
                tailBytes,
                segmentBytes,
                segment,
                retentionBytes,
                retention,
                waitingLimit,
                waiting,
                quarantineLimit,
                quarantine,
                originEntries,
                openSegments,
                markBlock,
                rollup,
                rollupBytes);
    }
}
