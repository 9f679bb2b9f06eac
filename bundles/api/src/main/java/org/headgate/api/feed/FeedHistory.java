package org.headgate.api.feed;

import java.util.List;
import java.util.Optional;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.topic.DurableTopic.Page;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a feed kept of the past and can prove, however far back its buyers may replay: in pieces that were sealed as one, each whole. Reads the disk: never on an event loop. Safe for
 * any thread.
 */
@ProviderType
public interface FeedHistory {

    /** The piece that holds a position, else the next behind it; what is not whole any more is passed over. Empty where none is sealed there. */
    Optional<Piece> piece(long position) throws JournalUnavailable;

    /**
     * Records of a piece, in order, from a position on.
     *
     * @param leaf whether as the leaves of the tree, in CBOR; else as JSON
     * @throws JournalUnavailable {@code history_gone} where retention took the piece meanwhile
     */
    Page read(Piece piece, long position, int max, boolean leaf) throws JournalUnavailable;

    /** The proof messages of all records of a piece, as on the feed's topic of proofs. */
    List<byte[]> proofs(Piece piece) throws JournalUnavailable;

    /** @param number of the batch, or of the feed's own @param first, last positions, inclusive @param records of the feed in it */
    record Piece(long number, long first, long last, long records) {}
}
