package org.headgate.journal.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.function.Consumer;
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
    static final Settings DEFAULT = of(draft -> {});

    /** The default settings but for what is changed. */
    static Settings of(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new Settings(
                draft.queueBytes,
                draft.linger,
                draft.tailBytes,
                draft.segmentBytes,
                draft.segment,
                draft.retentionBytes,
                draft.retention,
                draft.waitingBytes,
                draft.waiting,
                draft.quarantineBytes,
                draft.quarantine,
                draft.originEntries,
                draft.openSegments,
                draft.markBlock,
                draft.rollup,
                draft.rollupBytes);
    }

    Duration shortestRetention() {
        return Stream.of(retention, waiting, quarantine, rollup)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Settings in the making, with the defaults to begin with. */
    static final class Draft {
        private static final long MIB = 1 << 20;

        long queueBytes = 4 * MIB;
        Duration linger = Duration.ofMillis(4);
        long tailBytes = 8 * MIB;
        long segmentBytes = 64 * MIB;
        Duration segment = Duration.ofHours(24);
        long retentionBytes = 1024 * MIB;
        Duration retention = Duration.ofHours(720);
        long waitingBytes = 32 * MIB;
        Duration waiting = Duration.ofHours(168);
        long quarantineBytes = 8 * MIB;
        Duration quarantine = Duration.ofHours(168);
        int originEntries = 65_536;
        int openSegments = 3;
        int markBlock = 16_384;
        Duration rollup = Duration.ofDays(7);
        long rollupBytes = 64 * MIB;

        private Draft() {}
    }
}
