package org.headgate.feeds.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.feeds.internal.RowTable.Kept;
import org.headgate.proof.SignedFeedBatch;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;

/** How far back feeds go: by age, and rows also by their size. Blocks; for one thread. */
final class Retention {
    /** Added to the replay that is promised, so that a reader at its edge is not overtaken. */
    private static final long SLACK_MILLIS = 600_000;

    private static final int ROWS_A_STEP = 1_000;

    private final Journal journal;
    private final long rowBytes;
    private final AtomicLong capped = new AtomicLong();

    /** @param rowBytes of all derived feeds together */
    Retention(Journal journal, long rowBytes) {
        this.journal = journal;
        this.rowBytes = rowBytes;
    }

    /** Rows that were deleted for their size. */
    long capped() {
        return capped.get();
    }

    /** Finds the first sequence that is young enough. What is gone already is as old as its batch: not all that is gone was too old. */
    void raiseFloor(Feed feed, SealedRanges sealed, long now) throws JournalUnavailable {
        long cutoff = now - TimeUnit.HOURS.toMillis(feed.definition().replayHours()) - SLACK_MILLIS;
        long kept = journal.first();
        long low = Math.max(kept, feed.replayFloor());
        long high = journal.next();
        while (low < high) {
            long middle = (low + high) >>> 1;
            List<Contribution> found = journal.read(middle, 1);
            if (found.isEmpty() || found.get(0).receivedAt() >= cutoff) {
                high = middle;
            } else {
                low = found.get(0).sequence() + 1;
            }
        }
        long floor = low > kept ? low : Math.min(kept, sealed.firstSince(cutoff));
        feed.replayFloor(Math.max(feed.replayFloor(), floor));
    }

    /** Deletes rows that are too old or too many; unsigned ones only where nothing signs. */
    void trim(Feed feed, DerivedFeed derived, Database database, FeedChain chain, int derivedFeeds, long now)
            throws StoreUnavailable {
        SignedFeedBatch signed = chain.last(feed.id());
        long limit = signed == null ? derived.next() : signed.batch().lastSequence() + 1;
        long cutoff = now - TimeUnit.HOURS.toMillis(feed.definition().replayHours()) - SLACK_MILLIS;
        long young = database.read(connection -> firstSince(connection, feed.id(), cutoff, derived.next()));
        int gone = delete(database, feed.id(), Math.min(young, limit));
        Kept kept = database.read(connection -> RowTable.kept(connection, feed.id()));
        long cap = rowBytes / derivedFeeds;
        long cappedThrough = derived.cappedThrough();
        if (kept.bytes() > cap) {
            long surplus = (kept.bytes() - cap) * kept.rows() / kept.bytes() + 1;
            long below = Math.min(kept.first() + surplus, limit);
            int over = delete(database, feed.id(), below);
            capped.addAndGet(over);
            gone += over;
            cappedThrough = over > 0 ? below - 1 : cappedThrough;
        }
        if (gone > 0) {
            Kept left = database.read(connection -> RowTable.kept(connection, feed.id()));
            derived.trimmed(left.rows() == 0 ? derived.next() : left.first(), cappedThrough);
        }
    }

    private static int delete(Database database, String feed, long below) throws StoreUnavailable {
        int all = 0;
        int step;
        do {
            step = House.join(
                    database.<Integer>write(connection -> RowTable.delete(connection, feed, below, ROWS_A_STEP)));
            all += step;
        } while (step > 0);
        return all;
    }

    private static long firstSince(Connection connection, String feed, long cutoff, long otherwise)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT number FROM feeds_row WHERE feed = ? AND received_at >= ? ORDER BY number LIMIT 1")) {
            query.setString(1, feed);
            query.setLong(2, cutoff);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : otherwise;
            }
        }
    }
}
