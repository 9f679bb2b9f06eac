package org.headgate.pay.http.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headgate.api.feed.FeedHistory;
import org.headgate.api.feed.FeedHistory.Piece;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.market.Sales.HistoryRange;

/**
 * What can be delivered of a range that is asked for.
 *
 * @param range whole pieces, from the one that holds the first position to the one that holds the last, as far as there are; with 0 records where there is nothing
 * @param gone what of the range is kept or can be proven no more; the first {@value #MOST_GONE}
 */
record HistoryFound(HistoryRange range, List<Gone> gone) {
    /** Positions of one purchase. */
    static final long MOST = 1 << 18;

    /** Pieces of one purchase: each is looked up on disk. */
    private static final int MOST_PIECES = 4_096;

    private static final int MOST_GONE = 100;

    /** Inclusive on both ends. */
    record Gone(long from, long to) {}

    HistoryFound {
        gone = List.copyOf(gone);
    }

    /** Reads the disk. */
    static HistoryFound find(FeedHistory history, long from, long to) throws JournalUnavailable {
        List<Gone> gone = new ArrayList<>();
        long at = from;
        long first = 0;
        long last = 0;
        long records = 0;
        int pieces = 0;
        Optional<Piece> next = history.piece(at);
        while (next.isPresent()) {
            Piece piece = next.get();
            boolean full = first > 0 && (piece.last() - first >= MOST || ++pieces >= MOST_PIECES);
            if (full || piece.first() > to) {
                break;
            }
            if (piece.first() > at && gone.size() < MOST_GONE) {
                gone.add(new Gone(at, piece.first() - 1));
            }
            first = first == 0 ? piece.first() : first;
            last = piece.last();
            records += piece.records();
            at = last + 1;
            next = at > to ? Optional.empty() : history.piece(at);
        }
        return new HistoryFound(new HistoryRange(first, last, records), gone);
    }
}
