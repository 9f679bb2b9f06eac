package org.headgate.api.coverage;

import java.util.List;
import java.util.Optional;
import org.headgate.api.journal.JournalUnavailable;
import org.osgi.annotation.versioning.ProviderType;

/** Verdicts on coverage sightings, and what is heard by cell. Reads the disk: never on an event loop. Safe for any thread. */
@ProviderType
public interface Coverage {

    /** What was found in the sighting of that sequence; empty where it is no sighting, was not judged yet, or is no longer kept. */
    Optional<Explanation> explain(long sequence) throws JournalUnavailable;

    /**
     * The cells that were heard in between, drawn. Times in milliseconds since the epoch.
     *
     * @throws JournalUnavailable {@code h3_unavailable} where there are no cells
     */
    byte[] map(Form form, long from, long to) throws JournalUnavailable;

    /**
     * How two rule sets differ on the sightings of a range of sequences, in words.
     *
     * @throws IllegalArgumentException for a rule set that there is not
     */
    List<String> compare(String first, String second, long fromSequence, long toSequence) throws JournalUnavailable;

    enum Form {
        /** RFC 7946: a polygon a cell, with what was heard in it. */
        GEOJSON,
        PNG
    }

    /**
     * A verdict in words.
     *
     * @param heardAt milliseconds since the epoch
     * @param receiver its URN
     * @param holds whether nothing that counts failed
     * @param lines one for the whole, then one for each check
     * @param verdict canonical CBOR
     */
    record Explanation(
            long sequence, long heardAt, String receiver, boolean holds, List<String> lines, byte[] verdict) {}
}
