package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.headgate.api.journal.Journal.Lost;
import org.headgate.journal.internal.Commit.Stopped;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segment that is written: how it is found at the start, taken up on a connection, and followed by the next one. */
final class ActiveSegment {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveSegment.class);
    private static final long ROLL_RETRY_NANOS = 30_000_000_000L;
    private static final long AHEAD_FROM = 1 << 20;
    private static final String LAST_HELD = "SELECT GREATEST((SELECT COALESCE(MAX(id), 0) FROM journal_waiting),"
            + " (SELECT COALESCE(MAX(id), 0) FROM journal_quarantine))";

    private final Settings settings;
    private final BelievedClock clock;
    private final Marks marks;
    private final Segments segments;
    private final Origins origins;
    private final NextSegment following;
    private volatile Segment segment;
    private volatile @Nullable Appender appender;
    private volatile long next;
    private volatile boolean sweep;
    private volatile long nextNotBefore = System.nanoTime();
    private long rollNotBefore = System.nanoTime();

    ActiveSegment(Settings settings, BelievedClock clock, Marks marks, Segments segments) throws StoreUnavailable {
        this.settings = settings;
        this.clock = clock;
        this.marks = marks;
        this.segments = segments;
        this.origins = new Origins(settings.originEntries());
        this.following = new NextSegment(segments);
        this.segment = start();
        attach();
    }

    /** A broken page may be found only now: the file is rebuilt by then, and is taken up once more. */
    private void attach() throws StoreUnavailable {
        int rebuilds = database().rebuilds();
        try {
            Marks.join(database().write(this::appender));
        } catch (StoreUnavailable e) {
            if (database().rebuilds() == rebuilds) {
                throw e;
            }
            Marks.join(database().write(this::appender));
        }
    }

    /** The database of it; open at all times. */
    Database database() {
        while (true) {
            Database open = segment.database();
            if (open != null) {
                return open;
            }
        }
    }

    /** The next sequence to be given, by what is on disk. */
    long next() {
        return next;
    }

    void next(long following) {
        next = following;
        segment.bytes(segments.size(segment.row().number()));
    }

    Segment segment() {
        return segment;
    }

    Origins origins() {
        return origins;
    }

    @Nullable
    Appender appender() {
        return appender;
    }

    /** On the writer's thread: a connection that is new is one of a file that was opened, or opened anew. */
    Appender appender(Connection connection) throws SQLException {
        Appender known = appender;
        return known != null && known.connection() == connection ? known : attach(connection, known);
    }

    /** Whether it is so old that it is to be closed. */
    boolean isOld() {
        SegmentRow row = segment.row();
        return next > row.first()
                && clock.now() - row.openedAt() >= settings.segment().toMillis();
    }

    /** Whether the next file is to be made ahead of need. Cheap. */
    boolean isNextDue() {
        Segment now = segment;
        SegmentRow row = now.row();
        return next > row.first()
                && settings.segmentBytes() >= AHEAD_FROM
                && System.nanoTime() - nextNotBefore >= 0
                && (now.bytes() >= now.rollAt(settings.segmentBytes()) / 4 * 3 || isOld());
    }

    boolean isNextMade() {
        return following.isMade();
    }

    /** On the chores' thread. */
    void makeNext() throws StoreUnavailable {
        if (!isNextDue()) {
            return;
        }
        try {
            following.make(this);
        } catch (StoreUnavailable e) {
            nextNotBefore = System.nanoTime() + ROLL_RETRY_NANOS;
            throw e;
        }
    }

    void close() {
        following.close();
    }

    boolean isRollDue() {
        Segment now = segment;
        if (next == now.row().first() || System.nanoTime() - rollNotBefore < 0) {
            return false;
        }
        return now.bytes() >= now.rollAt(settings.segmentBytes()) || isOld();
    }

    /** On its writer's thread, between two commits. False where the next file is being made, or cannot be: then this one goes on. */
    boolean roll(Connection connection) throws SQLException {
        if (!following.tryTake()) {
            return false;
        }
        try {
            follow(connection, appender(connection));
            return true;
        } catch (StoreUnavailable e) {
            rollNotBefore = System.nanoTime() + ROLL_RETRY_NANOS;
            LOG.warn("the segment goes on, for the next one cannot be made: {}", e.getMessage());
            return false;
        } finally {
            following.taken();
        }
    }

    /** Has the next commit drop the held messages that are too old. */
    void sweep() {
        sweep = true;
    }

    void sweepIfAsked(Connection connection) throws SQLException {
        if (sweep) {
            sweep = false;
            long now = clock.now();
            Appender writing = appender(connection);
            writing.waiting().expire(connection, now - settings.waiting().toMillis());
            writing.quarantine().expire(connection, now - settings.quarantine().toMillis());
        }
    }

    /** The new segment counts from the moment at which the catalogue names it. */
    private void follow(Connection old, Appender before) throws StoreUnavailable {
        Segment ending = segment;
        SegmentRow row = ending.row();
        long number = row.number() + 1;
        long now = System.currentTimeMillis();
        NextSegment.Made made = following.take(number, before);
        Database fresh = made.database();
        try {
            Appender after = Marks.join(fresh.write(connection -> {
                Appender begun = new Appender(connection, settings, origins, before.next(), before.nextHeld());
                begun.takeOver(before, old, made.heldBelow());
                OriginTable.carry(connection, origins);
                return begun;
            }));
            SegmentRow opened = new SegmentRow(number, before.next(), SegmentRow.OPEN, now, 0, false);
            SegmentRow ended = new SegmentRow(row.number(), row.first(), before.next() - 1, row.openedAt(), now, false);
            marks.roll(ended, opened);
            Segment begun = new Segment(opened, fresh, segments.size(number));
            ending.row(ended);
            segments.add(begun);
            origins.carried();
            segment = begun;
            appender = after;
        } catch (StoreUnavailable e) {
            fresh.close();
            throw e;
        }
    }

    private Segment start() throws StoreUnavailable {
        SegmentRow row = segments.load();
        if (row == null) {
            return startAnew();
        }
        Segment found = new Segment(row, segments.open(row.number()), segments.size(row.number()));
        segments.add(found);
        next = inspect(found);
        return found;
    }

    private Segment startAnew() throws StoreUnavailable {
        next = Math.max(1, marks.reserved());
        long number = 1;
        for (Segment closed : segments.all()) {
            next = Math.max(next, closed.row().last() + 1);
            number = Math.max(number, closed.row().number() + 1);
        }
        SegmentRow row = new SegmentRow(number, next, SegmentRow.OPEN, System.currentTimeMillis(), 0, false);
        Segment first = new Segment(row, segments.open(number), segments.size(number));
        segments.add(first);
        marks.save(row);
        return first;
    }

    /** What it holds; notes what it should hold and does not. The next sequence. */
    private long inspect(Segment found) throws StoreUnavailable {
        Database database = found.opened();
        long last = database.read(connection -> Segment.number(connection, Tables.LAST));
        long known = Math.max(last, found.row().first() - 1);
        if (!database.rebuilt() && marks.given() <= known + 1) {
            return known + 1;
        }
        long end = Math.max(known, marks.reserved() - 1);
        SegmentRow row = found.row();
        for (Lost gap : database.read(
                connection -> Segment.gaps(connection, row.first(), end, Segments.broken(row.number())))) {
            segments.note(gap);
        }
        database.lossNoted();
        return end + 1;
    }

    private Appender attach(Connection connection, @Nullable Appender before) throws SQLException {
        if (database().rebuilt()) {
            noteLoss(connection);
        }
        long given = Math.max(next, Segment.number(connection, Tables.LAST) + 1);
        long heldId = Math.max(before == null ? 1 : before.nextHeld(), 1 + Segment.number(connection, LAST_HELD));
        Appender attached = new Appender(connection, settings, origins, given, heldId);
        OriginTable.load(connection, origins, settings.originEntries());
        attached.countHeld(before);
        next = given;
        appender = attached;
        return attached;
    }

    private void noteLoss(Connection connection) throws SQLException {
        SegmentRow row = segment.row();
        try {
            for (Lost gap : Segment.gaps(connection, row.first(), next - 1, Segments.broken(row.number()))) {
                segments.note(gap);
            }
        } catch (StoreUnavailable e) {
            throw new Stopped(e);
        }
        database().lossNoted();
    }
}
