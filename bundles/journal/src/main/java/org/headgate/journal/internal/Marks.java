package org.headgate.journal.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.store.Database;
import org.headgate.store.Mark;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must outlive a lost segment, kept in {@code precious}: the high-water mark, what is sealed, what is lost, which segments there are. */
final class Marks {
    private static final List<String> STEPS = List.of(
            // with the columns that were added later: H2 adds one in several commits, and a power cut between them
            // takes the table
            "CREATE TABLE IF NOT EXISTS journal_mark(id TINYINT PRIMARY KEY, reserved BIGINT NOT NULL, sealed BIGINT NOT NULL,"
                    + " given BIGINT DEFAULT 1 NOT NULL, sealing BOOLEAN DEFAULT FALSE NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_segment(number BIGINT PRIMARY KEY, first_sequence BIGINT NOT NULL,"
                    + " last_sequence BIGINT, opened_at BIGINT NOT NULL, closed_at BIGINT, compacted BOOLEAN NOT NULL)",
            "CREATE TABLE IF NOT EXISTS journal_lost(from_sequence BIGINT PRIMARY KEY, to_sequence BIGINT NOT NULL,"
                    + " reason VARCHAR(1000) NOT NULL)",
            "MERGE INTO journal_mark(id, reserved, sealed) VALUES (1, COALESCE((SELECT reserved FROM journal_mark WHERE"
                    + " id = 1), 1), COALESCE((SELECT sealed FROM journal_mark WHERE id = 1), 0))",
            "ALTER TABLE journal_mark ADD COLUMN IF NOT EXISTS given BIGINT DEFAULT 1 NOT NULL",
            "ALTER TABLE journal_mark ADD COLUMN IF NOT EXISTS sealing BOOLEAN DEFAULT FALSE NOT NULL");

    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);
    private static final int SMALLEST_BLOCK = 64;
    private static final long QUICK_NANOS = 5_000_000_000L;
    private static final long SLOW_NANOS = 60_000_000_000L;

    private final Database precious;
    private final int largest;
    private int block;
    private long blockAt = System.nanoTime();
    private volatile long reserved;
    private volatile long sealed;
    private volatile long given;
    private volatile boolean sealing;
    private volatile List<Lost> lost = List.of();
    private @Nullable CompletableFuture<Long> reserving;

    Marks(Store store, int largestBlock) throws StoreUnavailable {
        this.precious = store.precious();
        this.largest = largestBlock;
        this.block = Math.min(SMALLEST_BLOCK, largestBlock);
        precious.prepare("journal", STEPS);
        precious.<Void>read(connection -> {
            try (Statement statement = connection.createStatement()) {
                try (ResultSet row =
                        statement.executeQuery("SELECT reserved, sealed, given, sealing FROM journal_mark")) {
                    row.next();
                    reserved = row.getLong(1);
                    sealed = row.getLong(2);
                    given = row.getLong(3);
                    sealing = row.getBoolean(4) || sealed > 0;
                }
                List<Lost> ranges = new ArrayList<>();
                try (ResultSet row = statement.executeQuery("SELECT * FROM journal_lost ORDER BY from_sequence")) {
                    while (row.next()) {
                        ranges.add(new Lost(row.getLong(1), row.getLong(2), row.getString(3)));
                    }
                }
                lost = List.copyOf(ranges);
            }
            return null;
        });
        long signed = signed(store.mark(Mark.BATCHES));
        sealed = Math.max(sealed, signed);
        reserved = Math.max(reserved, signed + 1);
    }

    /** What stands in signed headers was given, even where {@code precious} is lost, or is of an older state. */
    private static long signed(Mark headers) throws StoreUnavailable {
        try {
            return headers.read().map(Mark.Value::through).orElse(0L);
        } catch (StoreUnavailable e) {
            if (e.code().equals("mark_unreadable")) {
                return 0;
            }
            throw e;
        }
    }

    /** No sequence from here on was ever given. */
    long reserved() {
        return reserved;
    }

    /** All sequences below were given, and maybe some more: a segment that holds less has lost them. */
    long given() {
        return Math.max(given, sealed + 1);
    }

    /** 0 where nothing was ever sealed. */
    long sealed() {
        return sealed;
    }

    List<Lost> lost() {
        return lost;
    }

    /** Whether somebody seals: then nothing goes that is not sealed. Stays so across restarts. */
    boolean sealing() {
        return sealing;
    }

    void seal(long through) {
        if (through <= sealed && sealing) {
            return;
        }
        sealing = true;
        sealed = Math.max(sealed, through);
        precious.write(connection -> update(
                connection.prepareStatement("UPDATE journal_mark SET sealing = TRUE, sealed = GREATEST(sealed, ?)"),
                through));
    }

    /** The newest time that the list of segments knows of, in milliseconds since the epoch; 0 where there is none. */
    long newestTime() throws StoreUnavailable {
        return precious.read(connection -> Segment.number(
                connection,
                "SELECT GREATEST(COALESCE(MAX(opened_at), 0), COALESCE(MAX(closed_at), 0)) FROM journal_segment"));
    }

    /** Makes sure that sequences below {@code next} may be given, those below {@code durable} being on disk; blocks only where the block ahead is not there yet. For the writer's thread. */
    void reserve(long durable, long next) throws StoreUnavailable {
        if (next + block / 2 <= reserved) {
            return;
        }
        CompletableFuture<Long> running = reserving;
        if (running == null) {
            adaptBlock();
            long to = Math.max(next, reserved) + block;
            running = precious.write(connection -> {
                        update(
                                connection.prepareStatement(
                                        "UPDATE journal_mark SET reserved = ?, given = ? WHERE reserved < ?"),
                                to,
                                durable,
                                to);
                        return to;
                    })
                    .toCompletableFuture();
            reserving = running;
        }
        if (next > reserved || running.isDone()) {
            reserving = null;
            reserved = Math.max(reserved, join(running));
        }
        if (next > reserved) {
            reserve(durable, next);
        }
    }

    /** Enough for some seconds: after the loss of a segment what was reserved counts as lost, whether it was given or not. */
    private void adaptBlock() {
        long since = System.nanoTime() - blockAt;
        blockAt = System.nanoTime();
        if (since < QUICK_NANOS) {
            block = Math.min(4 * block, largest);
        } else if (since > SLOW_NANOS) {
            block = Math.max(block / 4, Math.min(SMALLEST_BLOCK, largest));
        }
    }

    /** At the end: what was not given is not reserved any more. */
    void giveBack(long next) {
        try {
            CompletableFuture<Long> running = reserving;
            if (running != null) {
                join(running);
            }
            join(precious.write(connection -> update(
                    connection.prepareStatement("UPDATE journal_mark SET reserved = ?, given = ?"), next, next)));
            reserved = next;
        } catch (StoreUnavailable e) {
            LOG.debug("what was reserved stays reserved: {}", e.getMessage());
        }
    }

    /** Why no sequences can be reserved now. */
    Optional<StoreUnavailable> obstacle() {
        return precious.obstacle();
    }

    /** Whether rows may be missing here, for the database had to be rebuilt. */
    boolean incomplete() {
        return precious.rebuilt();
    }

    List<SegmentRow> segments() throws StoreUnavailable {
        return precious.read(connection -> {
            List<SegmentRow> rows = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT number, first_sequence, last_sequence, opened_at,"
                            + " closed_at, compacted FROM journal_segment ORDER BY number")) {
                while (row.next()) {
                    long last = row.getLong(3);
                    boolean open = row.wasNull();
                    rows.add(new SegmentRow(
                            row.getLong(1),
                            row.getLong(2),
                            open ? SegmentRow.OPEN : last,
                            row.getLong(4),
                            row.getLong(5),
                            row.getBoolean(6)));
                }
            }
            return rows;
        });
    }

    /** Closes one segment (null: none) and opens the next: the moment from which the next one counts. */
    void roll(@Nullable SegmentRow closed, SegmentRow opened) throws StoreUnavailable {
        join(precious.write(connection -> {
            if (closed != null) {
                put(connection.prepareStatement(SegmentRow.MERGE), closed);
            }
            return put(connection.prepareStatement(SegmentRow.MERGE), opened);
        }));
    }

    void save(SegmentRow segment) throws StoreUnavailable {
        roll(null, segment);
    }

    void remove(long number) throws StoreUnavailable {
        join(precious.write(connection ->
                update(connection.prepareStatement("DELETE FROM journal_segment WHERE number = ?"), number)));
    }

    void addLost(Lost range) throws StoreUnavailable {
        join(precious.write(connection -> {
            try (PreparedStatement merge = connection.prepareStatement("MERGE INTO journal_lost VALUES (?, ?, ?)")) {
                merge.setLong(1, range.from());
                merge.setLong(2, range.to());
                merge.setString(3, range.reason());
                return merge.executeUpdate();
            }
        }));
        List<Lost> ranges = new ArrayList<>(lost);
        ranges.removeIf(known -> known.from() == range.from());
        ranges.add(range);
        ranges.sort((a, b) -> Long.compare(a.from(), b.from()));
        lost = List.copyOf(ranges);
    }

    /** Those that end below. */
    void forgetLost(long below) throws StoreUnavailable {
        if (lost.isEmpty() || lost.get(0).to() >= below) {
            return;
        }
        join(precious.write(connection ->
                update(connection.prepareStatement("DELETE FROM journal_lost WHERE to_sequence < ?"), below)));
        lost = lost.stream().filter(range -> range.to() >= below).toList();
    }

    private static int put(PreparedStatement merge, SegmentRow row) throws SQLException {
        try (merge) {
            merge.setLong(1, row.number());
            merge.setLong(2, row.first());
            merge.setObject(3, row.last() == SegmentRow.OPEN ? null : row.last());
            merge.setLong(4, row.openedAt());
            merge.setObject(5, row.last() == SegmentRow.OPEN ? null : row.closedAt());
            merge.setBoolean(6, row.compacted());
            return merge.executeUpdate();
        }
    }

    private static int update(PreparedStatement statement, long... values) throws SQLException {
        try (statement) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    static <T> T join(CompletionStage<T> stage) throws StoreUnavailable {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreUnavailable reason) {
                throw reason;
            }
            throw new StoreUnavailable("io_error", String.valueOf(e.getMessage()), e);
        }
    }

    /** One segment of the catalogue. @param last {@link #OPEN} while it is written */
    record SegmentRow(long number, long first, long last, long openedAt, long closedAt, boolean compacted) {
        static final long OPEN = Long.MAX_VALUE;
        static final String MERGE = "MERGE INTO journal_segment(number, first_sequence, last_sequence, opened_at,"
                + " closed_at, compacted) VALUES (?, ?, ?, ?, ?, ?)";
    }
}
