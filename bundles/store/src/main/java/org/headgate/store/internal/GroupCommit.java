package org.headgate.store.internal;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.api.ErrorCode;
import org.headgate.store.Database.Work;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** What waits for the writer of one database, and how a group of it is committed. */
final class GroupCommit {
    private static final int ENOUGH = 64;

    private final String name;
    private final int limit;
    private final long lingerNanos;
    /** Not the monitor: its waits are of whole milliseconds. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Task<?>> queue = new ArrayDeque<>();
    private boolean closing;
    private boolean woken;
    /** Whether the writer has nothing to do: only then is it woken for a single work. */
    private boolean idle;

    private long began;
    private volatile long refused;
    private volatile long commits;
    private volatile long works;

    GroupCommit(String name, int limit, long lingerNanos) {
        this.name = name;
        this.limit = limit;
        this.lingerNanos = lingerNanos;
        this.began = System.nanoTime() - lingerNanos;
    }

    /** Null, or why it was not taken. */
    @Nullable
    StoreUnavailable add(Task<?> task) {
        lock.lock();
        try {
            if (closing) {
                return new StoreUnavailable("closed", name + " is closed; start the gateway");
            }
            if (queue.size() >= limit) {
                refused++;
                return new StoreUnavailable(
                        "queue_full",
                        limit + " writes wait for " + name
                                + ", which is the limit; try again, or raise store.queue.entries");
            }
            queue.add(task);
            if (idle || queue.size() == ENOUGH) {
                changed.signalAll();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for work; empty once it is closed and all is done, or when woken. Groups begin at least the linger apart, unless enough waits: what comes after a pause does not wait. */
    List<Task<?>> next() throws InterruptedException {
        lock.lock();
        try {
            idle = true;
            while (queue.isEmpty() && !closing && !woken) {
                changed.await();
            }
            idle = false;
            woken = false;
            long left = began + lingerNanos - System.nanoTime();
            while (left > 0 && queue.size() < ENOUGH && !closing) {
                left = changed.awaitNanos(left);
            }
            began = System.nanoTime();
            return drain();
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    /** Fails all that waits. */
    void fail(StoreUnavailable reason) {
        List<Task<?>> group;
        lock.lock();
        try {
            group = drain();
        } finally {
            lock.unlock();
        }
        group.forEach(task -> task.fail(reason));
    }

    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For at most so long, or until closed. True where it was closed. */
    boolean pause(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Runs, commits, syncs, completes; where the database is broken, says why, and the group is the caller's to fail. */
    void commit(List<Task<?>> group, Connections connections) throws StoreUnavailable {
        try {
            for (Task<?> task : group) {
                task.run(connections, group.size() == 1);
            }
            connections.commit();
        } catch (SQLException | RuntimeException | Error e) {
            throw Faults.unavailable(name, e);
        }
        commits++;
        works += group.size();
        group.forEach(Task::complete);
    }

    boolean closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    long refused() {
        return refused;
    }

    long commits() {
        return commits;
    }

    long works() {
        return works;
    }

    private List<Task<?>> drain() {
        List<Task<?>> group = new ArrayList<>(queue);
        queue.clear();
        return group;
    }

    /** One work and its stage. */
    static final class Task<T> {
        private final Work<T> work;
        private final CompletableFuture<T> stage = new CompletableFuture<>();
        private @Nullable T value;
        private @Nullable Exception failure;

        Task(Work<T> work) {
            this.work = work;
        }

        CompletableFuture<T> stage() {
            return stage;
        }

        /** Rolls back what it did where it fails; throws only where the database is broken. */
        private void run(Connections connections, boolean alone) throws SQLException {
            if (!alone) {
                connections.mark();
            }
            try {
                value = work.run(connections.writer());
            } catch (SQLException | RuntimeException e) {
                if (Faults.breaksDatabase(e)) {
                    throw e;
                }
                failure = e;
                undo(connections, alone);
            }
        }

        void fail(StoreUnavailable reason) {
            stage.completeExceptionally(reason);
        }

        private static void undo(Connections connections, boolean alone) throws SQLException {
            if (!alone) {
                try {
                    connections.back();
                    return;
                } catch (SQLException e) {
                    if (e.getErrorCode() != ErrorCode.SAVEPOINT_IS_INVALID_1) {
                        throw e;
                    }
                }
            }
            connections.writer().rollback();
        }

        private void complete() {
            if (failure == null) {
                stage.complete(value);
            } else {
                stage.completeExceptionally(failure);
            }
        }
    }
}
