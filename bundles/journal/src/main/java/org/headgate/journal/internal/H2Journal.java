package org.headgate.journal.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.JournalListener;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.journal.Written;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal over segment databases. Needs no framework: {@code try (H2Journal journal = H2Journal.open(store, data))}. */
public final class H2Journal implements Journal, JournalWriter, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(H2Journal.class);

    /** While what is to be rolled up is still in the tail. */
    private static final int ROLL_UP_EVERY = 4_096;

    private final Settings settings;
    private final Marks marks;
    private final BelievedClock clock;
    private final Segments segments;
    private final EntryQueue queue;
    private final ActiveSegment active;
    private final Tail tail;
    private final Held held;
    private final Rollups rollups;
    private final Retention retention;
    private final Chores chores;
    private final List<JournalListener> listeners = new CopyOnWriteArrayList<>();
    private volatile long next;
    private volatile boolean closed;
    private volatile long commits;
    private volatile long contributions;

    H2Journal(Store store, Path data, Settings settings) throws StoreUnavailable {
        this(store, data, settings, System::currentTimeMillis, System::nanoTime);
    }

    /** @param wall milliseconds since the epoch, by which things grow old @param nanos a monotonic clock */
    H2Journal(Store store, Path data, Settings settings, LongSupplier wall, LongSupplier nanos)
            throws StoreUnavailable {
        this.settings = settings;
        this.marks = new Marks(store, settings.markBlock());
        this.segments = new Segments(store, data, marks, settings.openSegments());
        this.queue = new EntryQueue(settings.queueBytes(), settings.linger().toNanos());
        this.clock = new BelievedClock(wall, nanos, settings.shortestRetention(), marks.newestTime());
        this.active = begin();
        this.next = active.next();
        this.tail = new Tail(settings.tailBytes(), next);
        this.held = new Held(active::database);
        this.rollups = new Rollups(store, this, settings, clock);
        this.retention = new Retention(segments, marks, settings, clock);
        this.chores = new Chores(this, segments, retention, rollups);
    }

    private ActiveSegment begin() throws StoreUnavailable {
        try {
            return new ActiveSegment(settings, clock, marks, segments);
        } catch (StoreUnavailable | RuntimeException e) {
            segments.close();
            throw e;
        }
    }

    /** Opens the journal below the folder with the default settings; {@code data} is the store's folder. */
    public static H2Journal open(Store store, Path data) throws StoreUnavailable {
        return new H2Journal(store, data, Settings.DEFAULT);
    }

    /** As {@link #open(Store, Path)} with another linger and hard cap: for measurements. */
    public static H2Journal open(Store store, Path data, Duration linger, long retentionBytes) throws StoreUnavailable {
        return new H2Journal(store, data, Settings.of(s -> {
            s.linger = linger;
            s.retentionBytes = retentionBytes;
        }));
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
        active.database().close();
        active.close();
        segments.close();
        rollups.close();
        queue.drain().forEach(pending -> pending.fail(unavailable(closedReason())));
        marks.giveBack(active.next());
    }

    Segments segments() {
        return segments;
    }

    BelievedClock clock() {
        return clock;
    }

    Marks marks() {
        return marks;
    }

    EntryQueue queue() {
        return queue;
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

    long tailBytes() {
        return tail.bytes();
    }

    long commits() {
        return commits;
    }

    long contributions() {
        return contributions;
    }

    ActiveSegment active() {
        return active;
    }

    static JournalUnavailable unavailable(Throwable thrown) {
        if (thrown instanceof JournalUnavailable known) {
            return known;
        }
        if (thrown instanceof Commit.Stopped stopped) {
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
            active.sweep();
        }
        if (queue.schedule()) {
            callWriter();
        }
    }

    void callWriter() {
        Commit commit = new Commit(this);
        active.database().write(commit::run, (done, failure) -> commit.done(failure));
    }

    /** On the writer's thread, before the stages of the commit complete. */
    void published(Commit commit) {
        tail.add(commit.appended(), commit.next());
        next = commit.next();
        active.next(next);
        commits++;
        contributions += commit.appended().size();
        queue.committed();
        boolean rollUp = next - rollups.through() > ROLL_UP_EVERY && chores.failure() == null;
        if (retention.look() || rollUp || active.isNextDue() && !active.isNextMade()) {
            chores.run();
        }
        if (commit.isEmpty()) {
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
        Optional<StoreUnavailable> obstacle = active.database().obstacle().or(marks::obstacle);
        return obstacle.map(H2Journal::unavailable).orElse(null);
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
}
