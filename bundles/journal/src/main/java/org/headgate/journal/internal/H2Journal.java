package org.headgate.journal.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalListener;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.journal.Written;
import org.headgate.journal.internal.Marks.SegmentRow;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal over segment databases. Needs no framework: {@code try (H2Journal journal = H2Journal.open(store, data))}. */
public final class H2Journal implements Journal, JournalWriter, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(H2Journal.class);
    private static final long ROLL_RETRY_NANOS = 30_000_000_000L;

    private final Settings settings;
    private final Marks marks;
    private final Segments segments;
    private final EntryQueue queue;
    private final Origins origins;
    private final Tail tail;
    private final Held held;
    private final Rollups rollups;
    private final Retention retention;
    private final Chores chores;
    private final List<JournalListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Segment active;
    private volatile long next;
    private volatile boolean closed;
    private volatile @Nullable Appender appender;
    private long rollNotBefore = System.nanoTime();
    private volatile boolean sweep;
    private volatile long commits;
    private volatile long contributions;

    H2Journal(Store store, Path data, Settings settings) throws StoreUnavailable {
        this.settings = settings;
        this.marks = new Marks(store.precious(), settings.markBlock());
        this.segments = new Segments(store, data, marks, settings.openSegments());
        this.queue = new EntryQueue(settings.queueBytes(), settings.linger().toNanos());
        this.origins = new Origins(settings.originEntries());
        this.active = start();
        this.tail = new Tail(settings.tailBytes(), next);
        this.held = new Held(this::activeDatabase);
        this.rollups = new Rollups(store, this, settings);
        this.retention = new Retention(segments, marks, settings);
        this.chores = new Chores(this, segments, retention, rollups);
        attachNow();
    }

    /** Opens the journal below the folder with the default settings; {@code data} is the store's folder. */
    public static H2Journal open(Store store, Path data) throws StoreUnavailable {
        return new H2Journal(store, data, Settings.DEFAULT);
    }

    /** Told once a commit, as a whiteboard listener is. */
    public void addListener(JournalListener listener) {
        listeners.add(listener);
    }

    public void removeListener(JournalListener listener) {
        listeners.remove(listener);
    }

    /** The held messages of this journal. */
    public org.headgate.api.journal.HeldMessages held() {
        return held;
    }

    @Override
    public long first() {
        Segment oldest = segments.oldest();
        return oldest == null ? next : Math.min(next, oldest.row().first());
    }

    @Override
    public long next() {
        return next;
    }

    @Override
    public List<Contribution> read(long from, int max) throws JournalUnavailable {
        List<Contribution> hot = tail.read(from, max);
        if (hot != null) {
            return hot;
        }
        try {
            return segments.read(from, next, max);
        } catch (StoreUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public @Nullable List<Contribution> tail(long from, int max) {
        return tail.read(from, max);
    }

    @Override
    public List<Lost> lost() {
        return marks.lost();
    }

    @Override
    public void sealed(long throughSequence) {
        marks.seal(Math.min(throughSequence, next - 1));
        if (retention.full()) {
            chores.run();
        }
    }

    @Override
    public List<Rollup> rollups(String device, String quantity, long from, long to) throws JournalUnavailable {
        return rollups.read(device, quantity, from, to);
    }

    @Override
    public CompletionStage<Written> write(JournalEntry entry) {
        JournalUnavailable reason = hindrance();
        if (reason != null) {
            return CompletableFuture.failedStage(reason);
        }
        Pending pending = new Pending(entry);
        switch (queue.offer(pending)) {
            case REFUSED -> {
                return CompletableFuture.failedStage(queueFull());
            }
            case FIRST -> callWriter();
            case QUEUED -> {}
        }
        return pending.stage;
    }

    @Override
    public Optional<JournalUnavailable> obstacle() {
        JournalUnavailable reason = hindrance();
        return Optional.ofNullable(reason == null && queue.full() ? queueFull() : reason);
    }

    /** Commits what is queued, then closes the segments; the store stays open. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        chores.close();
        closed = true;
        activeDatabase().close();
        segments.close();
        rollups.close();
        queue.drain().forEach(pending -> pending.fail(unavailable(closedReason())));
    }

    Segments segments() {
        return segments;
    }

    Marks marks() {
        return marks;
    }

    EntryQueue queue() {
        return queue;
    }

    Origins origins() {
        return origins;
    }

    Retention retention() {
        return retention;
    }

    Rollups rollups() {
        return rollups;
    }

    Chores chores() {
        return chores;
    }

    Settings settings() {
        return settings;
    }

    @Nullable
    Appender appender() {
        return appender;
    }

    long tailBytes() {
        return tail.bytes();
    }

    long commits() {
        return commits;
    }

    long contributions() {
        return contributions;
    }

    Segment active() {
        return active;
    }

    Database activeDatabase() {
        return active.opened();
    }

    static JournalUnavailable unavailable(Throwable thrown) {
        if (thrown instanceof JournalUnavailable known) {
            return known;
        }
        if (thrown instanceof Stopped stopped) {
            return unavailable(stopped.reason);
        }
        if (thrown instanceof StoreUnavailable reason) {
            String code = reason.code().equals("closed") ? "journal_closed" : reason.code();
            return new JournalUnavailable(code, String.valueOf(reason.getMessage()), reason);
        }
        return new JournalUnavailable("write_failed", "the entry cannot be written: " + thrown.getMessage(), thrown);
    }

    /** To be called every few seconds: tidies up on the journal's own thread. */
    public void tick() {
        chores.run();
    }

    /** Has the writer look after the segment even where nothing is to be written. */
    void nudge(boolean sweepHeld) {
        if (sweepHeld) {
            sweep = true;
        }
        if (queue.schedule()) {
            callWriter();
        }
    }

    /** Whether the active segment is so old that it is to be closed. */
    boolean segmentIsOld() {
        SegmentRow row = active.row();
        return next > row.first()
                && System.currentTimeMillis() - row.openedAt()
                        >= settings.segment().toMillis();
    }

    private void callWriter() {
        Commit commit = new Commit(this);
        activeDatabase().write(commit::run).whenComplete((done, failure) -> commit.done(failure));
    }

    /** Writes one entry in a commit of its own: after a failure of the group that it was in. */
    private void writeAlone(Pending pending) {
        Commit commit = new Commit(this, pending);
        activeDatabase().write(commit::run).whenComplete((done, failure) -> commit.done(failure));
    }

    private void published(Commit commit) {
        tail.add(commit.appended, commit.next);
        next = commit.next;
        commits++;
        contributions += commit.appended.size();
        queue.committed();
        active.bytes(segments.size(active.row().number()));
        if (retention.look()) {
            chores.run();
        }
        if (commit.entries.isEmpty()) {
            return;
        }
        for (JournalListener listener : listeners) {
            try {
                listener.committed(next);
            } catch (RuntimeException e) {
                LOG.warn("a listener of the journal failed", e);
            }
        }
    }

    private @Nullable JournalUnavailable hindrance() {
        if (closed) {
            return unavailable(closedReason());
        }
        if (retention.full()) {
            return retention.reason();
        }
        Optional<StoreUnavailable> obstacle = activeDatabase().obstacle();
        return obstacle.isPresent() ? unavailable(obstacle.get()) : null;
    }

    private JournalUnavailable queueFull() {
        return new JournalUnavailable(
                "queue_full",
                queue.bytes() + " bytes wait for the writer of the journal, " + settings.queueBytes()
                        + " is the limit; try again");
    }

    private static StoreUnavailable closedReason() {
        return new StoreUnavailable("closed", "the journal is closed; start the gateway");
    }

    private Segment start() throws StoreUnavailable {
        SegmentRow row = segments.load();
        if (row == null) {
            next = Math.max(1, marks.reserved());
            for (Segment segment : segments.all()) {
                next = Math.max(next, segment.row().last() + 1);
            }
            row = new SegmentRow(segments.newest() + 1, next, SegmentRow.OPEN, System.currentTimeMillis(), 0, false);
            return makeFirst(row);
        }
        Segment segment = new Segment(row, segments.open(row.number()), segments.size(row.number()));
        segments.add(segment);
        next = inspect(segment);
        return segment;
    }

    private Segment makeFirst(SegmentRow row) throws StoreUnavailable {
        Database database = segments.open(row.number());
        marks.save(row);
        Segment segment = new Segment(row, database, segments.size(row.number()));
        segments.add(segment);
        return segment;
    }

    /** What the active segment holds; notes what it should hold and does not. The next sequence. */
    private long inspect(Segment segment) throws StoreUnavailable {
        SegmentRow row = segment.row();
        long last = segment.opened()
                .read(connection ->
                        Segment.number(connection, "SELECT COALESCE(MAX(sequence), 0) FROM journal_contribution"));
        long known = Math.max(last, row.first() - 1);
        if (!segment.rebuilt() && marks.sealed() <= known) {
            return known + 1;
        }
        long end = Math.max(known, marks.reserved() - 1);
        for (Lost gap : segment.opened()
                .read(connection -> Segment.gaps(connection, row.first(), end, Segments.broken(row.number())))) {
            segments.note(gap);
        }
        return end + 1;
    }

    private void attachNow() throws StoreUnavailable {
        Marks.join(activeDatabase().write(connection -> {
            attach(connection);
            return 0;
        }));
    }

    /** On the writer's thread: takes up a connection that is new because the journal, or H2, was opened again. */
    private Appender attach(Connection connection) throws SQLException {
        Appender before = appender;
        long last = Segment.number(connection, "SELECT COALESCE(MAX(sequence), 0) FROM journal_contribution");
        if (before != null) {
            noteRebuilt(connection, next - 1);
        }
        long given = Math.max(next, last + 1);
        long heldId = Math.max(
                before == null ? 1 : before.nextHeld(),
                1
                        + Segment.number(
                                connection,
                                "SELECT GREATEST((SELECT COALESCE(MAX(id), 0) FROM journal_waiting),"
                                        + " (SELECT COALESCE(MAX(id), 0) FROM journal_quarantine))"));
        Appender attached = new Appender(connection, settings, origins, given, heldId);
        OriginTable.load(connection, origins, settings.originEntries());
        if (given > next) {
            tail.reset(given);
            next = given;
        }
        succeed(before, attached);
        return attached;
    }

    private void noteRebuilt(Connection connection, long last) throws SQLException {
        if (!active.rebuilt()) {
            return;
        }
        SegmentRow row = active.row();
        try {
            for (Lost gap : Segment.gaps(connection, row.first(), last, Segments.broken(row.number()))) {
                segments.note(gap);
            }
        } catch (StoreUnavailable e) {
            throw new Stopped(e);
        }
    }

    private void succeed(@Nullable Appender before, Appender attached) {
        if (before != null) {
            attached.waiting().continueFrom(before.waiting());
            attached.quarantine().continueFrom(before.quarantine());
        }
        appender = attached;
    }

    private boolean rollDue() {
        SegmentRow row = active.row();
        if (next == row.first() || System.nanoTime() - rollNotBefore < 0) {
            return false;
        }
        return active.bytes() >= active.rollAt(settings.segmentBytes()) || segmentIsOld();
    }

    /** On the old segment's writer, between two commits. The new segment counts from the moment at which the catalogue names it. */
    private void roll(Connection old, Appender before) throws StoreUnavailable {
        Segment ending = active;
        SegmentRow row = ending.row();
        long number = row.number() + 1;
        long now = System.currentTimeMillis();
        segments.discard(number);
        Database fresh = segments.open(number);
        try {
            Appender after = Marks.join(fresh.write(connection -> {
                Appender begun = new Appender(connection, settings, origins, before.next(), before.nextHeld());
                begun.waiting().copyFrom(old);
                begun.quarantine().copyFrom(old);
                OriginTable.carry(connection, origins);
                return begun;
            }));
            SegmentRow opened = new SegmentRow(number, before.next(), SegmentRow.OPEN, now, 0, false);
            SegmentRow ended = new SegmentRow(row.number(), row.first(), before.next() - 1, row.openedAt(), now, false);
            marks.roll(ended, opened);
            Segment following = new Segment(opened, fresh, segments.size(number));
            ending.row(ended);
            segments.add(following);
            origins.carried();
            active = following;
            succeed(before, after);
        } catch (StoreUnavailable e) {
            fresh.close();
            throw e;
        }
    }

    /** Work of the journal that stops for want of the store. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient StoreUnavailable reason;

        Stopped(StoreUnavailable reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** One group of entries on its way to disk. */
    private static final class Commit {
        private final H2Journal journal;
        private final @Nullable Pending alone;
        private List<Pending> entries = List.of();
        private List<Contribution> appended = List.of();
        private long next;
        private boolean rolled;

        Commit(H2Journal journal) {
            this(journal, null);
        }

        Commit(H2Journal journal, @Nullable Pending alone) {
            this.journal = journal;
            this.alone = alone;
        }

        /** On the writer's thread, inside its transaction. */
        int run(Connection connection) throws SQLException {
            Appender appender = journal.appender;
            if (appender == null || appender.connection() != connection) {
                appender = journal.attach(connection);
            }
            if (alone == null && journal.rollDue() && roll(connection, appender)) {
                return 0;
            }
            entries = alone == null ? journal.queue.take() : List.of(alone);
            appender.begin();
            try {
                write(appender);
            } catch (SQLException | RuntimeException e) {
                appender.undo();
                throw e;
            }
            return entries.size();
        }

        /** On the writer's thread, after the sync. */
        void done(@Nullable Throwable failure) {
            if (failure != null) {
                fail(failure);
            } else if (rolled) {
                journal.callWriter();
                journal.chores.run();
            } else {
                journal.published(this);
                entries.forEach(Pending::complete);
            }
        }

        private boolean roll(Connection connection, Appender appender) {
            try {
                journal.roll(connection, appender);
                rolled = true;
            } catch (StoreUnavailable e) {
                journal.rollNotBefore = System.nanoTime() + ROLL_RETRY_NANOS;
                LOG.warn("the segment goes on, for the next one cannot be made: {}", e.getMessage());
            }
            return rolled;
        }

        private void write(Appender appender) throws SQLException {
            int sequences = 0;
            for (Pending pending : entries) {
                sequences += pending.sequences();
            }
            try {
                journal.marks.reserve(appender.next() + sequences);
            } catch (StoreUnavailable e) {
                throw new Stopped(e);
            }
            for (Pending pending : entries) {
                appender.append(pending);
            }
            appender.flush();
            if (journal.sweep) {
                journal.sweep = false;
                expireHeld(appender);
            }
            appended = appender.appended();
            next = appender.next();
        }

        private void expireHeld(Appender appender) throws SQLException {
            long now = System.currentTimeMillis();
            Settings settings = journal.settings;
            appender.waiting()
                    .expire(appender.connection(), now - settings.waiting().toMillis());
            appender.quarantine()
                    .expire(appender.connection(), now - settings.quarantine().toMillis());
        }

        private void fail(Throwable thrown) {
            boolean entryFault = !(thrown instanceof StoreUnavailable) && !(thrown instanceof Stopped);
            if (alone == null && entries.isEmpty()) {
                entries = journal.queue.drain();
            }
            if (entryFault && entries.size() > 1) {
                new ArrayList<>(entries).forEach(journal::writeAlone);
                return;
            }
            JournalUnavailable reason = unavailable(thrown);
            entries.forEach(pending -> pending.fail(reason));
        }
    }
}
