package org.headgate.feeds.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.feeds.internal.RowTable.State;
import org.headgate.proof.SignedFeedBatch;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the sequences of derived feeds were given, in {@code precious}: reserved in blocks, so that none is given twice where the file of rows is lost.
 * Changed by one thread.
 */
final class RowMarks {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS feeds_mark(
              feed VARCHAR(64) PRIMARY KEY,
              reserved BIGINT NOT NULL,
              lost_from BIGINT NOT NULL,
              lost_through BIGINT NOT NULL)""");

    private static final Logger LOG = LoggerFactory.getLogger(RowMarks.class);
    private static final long BLOCK = 4_096;

    private final Database precious;
    private final FeedChain chain;
    private final Map<String, Mark> marks = new ConcurrentHashMap<>();

    /** @param reserved the last that may have been given @param lostFrom, lostThrough what was lost last, 0 where nothing was */
    record Mark(long reserved, long lostFrom, long lostThrough) {
        static final Mark NONE = new Mark(0, 0, 0);
    }

    RowMarks(Database precious, FeedChain chain) {
        this.precious = precious;
        this.chain = chain;
    }

    /** From memory. */
    Mark of(String feed) {
        return marks.getOrDefault(feed, Mark.NONE);
    }

    /** To be called before rows are written. Blocks where a new block is needed. */
    void reserve(String feed, long through) throws StoreUnavailable {
        Mark mark = of(feed);
        if (through > mark.reserved()) {
            keep(feed, new Mark(through + BLOCK, mark.lostFrom(), mark.lostThrough()));
        }
    }

    /** Where a feed goes on. @param kept null where the file of rows does not know the feed @param broken whether that file was rebuilt */
    State goOn(String feed, @Nullable State kept, boolean broken) throws StoreUnavailable {
        Mark mark = read(feed);
        marks.put(feed, mark);
        SignedFeedBatch last = chain.last(feed);
        long signed = last == null ? 0 : last.batch().lastSequence();
        long given = Math.max(mark.reserved(), signed);
        State state = kept == null ? State.NEW : kept;
        boolean whole = kept != null && !broken && kept.nextRow() > signed;
        if (whole || state.nextRow() > given) {
            return state;
        }
        LOG.error("Rows {} to {} of feed {} are lost with data/feeds.mv.db.", state.nextRow(), given, feed);
        keep(feed, new Mark(given, state.nextRow(), given));
        return new State(state.delivered(), state.lastAt(), given + 1, state.cappedThrough(), state.windows());
    }

    private void keep(String feed, Mark mark) throws StoreUnavailable {
        House.join(precious.<Boolean>write(connection -> {
            try (PreparedStatement merge =
                    connection.prepareStatement("MERGE INTO feeds_mark KEY(feed) VALUES (?, ?, ?, ?)")) {
                merge.setString(1, feed);
                merge.setLong(2, mark.reserved());
                merge.setLong(3, mark.lostFrom());
                merge.setLong(4, mark.lostThrough());
                return merge.executeUpdate() > 0;
            }
        }));
        marks.put(feed, mark);
    }

    private Mark read(String feed) throws StoreUnavailable {
        return precious.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT reserved, lost_from, lost_through FROM feeds_mark WHERE feed = ?")) {
                query.setString(1, feed);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? new Mark(row.getLong(1), row.getLong(2), row.getLong(3)) : Mark.NONE;
                }
            }
        });
    }
}
