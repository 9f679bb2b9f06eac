package org.headgate.journal.internal;

import java.util.concurrent.locks.ReentrantLock;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The file of the segment that comes next, made on another thread while the one before it is still written, most held messages copied: the roll then takes
 * two syncs. The writer never waits for it: where it is being made, the roll is late.
 */
final class NextSegment {
    private final Segments segments;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Made made;

    NextSegment(Segments segments) {
        this.segments = segments;
    }

    /** Makes it where it is not there. Never on the writer's thread. */
    void make(ActiveSegment active) throws StoreUnavailable {
        lock.lock();
        try {
            if (made == null && active.isNextDue()) {
                made = made(active);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isMade() {
        return made != null;
    }

    /** False where it is being made right now; true begins what {@link #taken} ends. */
    boolean tryTake() {
        return lock.tryLock();
    }

    /** What was made ahead, as far as it fits, else a new file with nothing in it. Between {@link #tryTake} and {@link #taken}. */
    Made take(long number, Appender before) throws StoreUnavailable {
        Made ahead = made;
        made = null;
        if (ahead != null && ahead.fits(number, before)) {
            return ahead;
        }
        if (ahead != null) {
            ahead.database.close();
        }
        segments.discard(number);
        return new Made(number, segments.open(number), before, 0);
    }

    void taken() {
        lock.unlock();
    }

    /** Removes what was made for nothing. */
    void close() {
        lock.lock();
        try {
            Made unused = made;
            made = null;
            if (unused != null) {
                unused.database.close();
                segments.discard(unused.number);
            }
        } catch (StoreUnavailable e) {
            // a file that is not named is removed at the next start
        } finally {
            lock.unlock();
        }
    }

    private Made made(ActiveSegment active) throws StoreUnavailable {
        long number = active.segment().row().number() + 1;
        Database old = active.database();
        Made[] noting = new Made[1];
        segments.discard(number);
        Database fresh = segments.open(number);
        try {
            Marks.join(old.write(connection -> {
                Appender appender = active.appender(connection);
                appender.waiting().noteChanges();
                appender.quarantine().noteChanges();
                noting[0] = new Made(number, fresh, appender, appender.nextHeld());
                return 0;
            }));
            copy(old, fresh, Tables.WAITING, noting[0].heldBelow);
            copy(old, fresh, Tables.QUARANTINE, noting[0].heldBelow);
            return noting[0];
        } catch (StoreUnavailable | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    private void copy(Database old, Database fresh, String table, long below) throws StoreUnavailable {
        for (long from = 0; from < below; ) {
            long at = from;
            from = old.read(source -> {
                try {
                    return Marks.join(
                            fresh.write(target -> new HeldTable(table, 0, target).copyFrom(source, at, below)));
                } catch (StoreUnavailable e) {
                    throw new Commit.Stopped(e);
                }
            });
        }
    }

    /** @param heldBelow held messages below this id are in it, as they were when their changes began to be noted */
    record Made(long number, Database database, Appender noting, long heldBelow) {

        private boolean fits(long wanted, Appender before) {
            return number == wanted
                    && noting == before
                    && before.waiting().changesNoted()
                    && before.quarantine().changesNoted()
                    && database.obstacle().isEmpty()
                    && database.rebuilds() == 0;
        }
    }
}
