package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** One group of entries on its way to disk. For the writer's thread, but where the writer refuses at once. */
final class Commit {
    private final H2Journal journal;
    private List<Pending> entries = List.of();
    private List<Contribution> appended = List.of();
    private long next;
    private boolean rolled;

    Commit(H2Journal journal) {
        this.journal = journal;
    }

    List<Contribution> appended() {
        return appended;
    }

    /** The next sequence after it. */
    long next() {
        return next;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Inside the writer's transaction. */
    int run(Connection connection) throws SQLException {
        ActiveSegment active = journal.active();
        Appender appender = active.appender(connection);
        if (active.isRollDue() && active.roll(connection)) {
            rolled = true;
            return 0;
        }
        entries = journal.queue().take();
        reserve(appender);
        Savepoint before = connection.setSavepoint();
        try {
            appended = together(appender);
        } catch (SQLException | RuntimeException e) {
            appender.undo();
            connection.rollback(before);
            appended = oneByOne(connection, appender);
        }
        active.sweepIfAsked(connection);
        next = appender.next();
        return entries.size();
    }

    /** After the sync, before the next commit. */
    void done(@Nullable Throwable failure) {
        if (failure != null) {
            fail(H2Journal.unavailable(failure));
        } else if (rolled) {
            journal.callWriter();
            journal.chores().run();
        } else {
            journal.published(this);
            entries.forEach(Pending::complete);
        }
    }

    private void reserve(Appender appender) {
        int sequences = 0;
        for (Pending pending : entries) {
            sequences += pending.sequences();
        }
        try {
            journal.marks().reserve(appender.next(), appender.next() + sequences);
        } catch (StoreUnavailable e) {
            throw new Stopped(e);
        }
    }

    private List<Contribution> together(Appender appender) throws SQLException {
        appender.begin();
        for (Pending pending : entries) {
            appender.append(pending);
        }
        appender.flush();
        return appender.appended();
    }

    /** In the same order and the same transaction: only what cannot be written is left out. */
    private List<Contribution> oneByOne(Connection connection, Appender appender) throws SQLException {
        List<Contribution> kept = new ArrayList<>();
        for (Pending pending : entries) {
            Savepoint before = connection.setSavepoint();
            appender.begin();
            try {
                appender.append(pending);
                appender.flush();
                kept.addAll(appender.appended());
            } catch (SQLException | RuntimeException e) {
                appender.undo();
                connection.rollback(before);
                pending.refuse(H2Journal.unavailable(e));
            }
        }
        return kept;
    }

    private void fail(JournalUnavailable reason) {
        if (entries.isEmpty()) {
            entries = journal.queue().drain();
        }
        entries.forEach(pending -> pending.fail(reason));
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
}
