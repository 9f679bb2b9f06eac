package org.headgate.api.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The durable sequence of contributions, to be read. Safe for any thread. Only what is synced is visible. */
@ProviderType
public interface Journal {

    /** The lowest sequence that is still kept; {@link #next()} where nothing is. */
    long first();

    /** The next sequence to be given. */
    long next();

    /**
     * Up to {@code max} contributions from {@code from} on, in order. What retention or loss took is skipped: look at the sequences. Empty at the end. Reads
     * the disk unless all is in the hot tail: never on an event loop.
     */
    List<Contribution> read(long from, int max) throws JournalUnavailable;

    /** As {@link #read}, from memory alone; null where {@code from} is older than the hot tail. Never blocks. */
    @Nullable
    List<Contribution> tail(long from, int max);

    /** Ranges of the sequence that were given and are lost (a broken segment), not those that retention took. In order. */
    List<Lost> lost();

    /**
     * All through this sequence is sealed in a batch: retention may take it. Kept durably. From the first call on, with 0 where nothing is sealed yet, nothing goes
     * that is not sealed; where nobody ever calls, all may go.
     */
    void sealed(long throughSequence);

    /** Count, minimum, maximum, sum and last value a minute. @param from, to milliseconds since the epoch */
    List<Rollup> rollups(String device, String quantity, long from, long to) throws JournalUnavailable;

    /** A range that was given and is gone. */
    record Lost(long from, long to, String reason) {}

    /** @param minute start of the minute, milliseconds since the epoch */
    record Rollup(long minute, long count, double min, double max, double sum, double last) {}
}
