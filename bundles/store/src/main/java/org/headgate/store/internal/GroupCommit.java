package org.headgate.store.internal;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private final ArrayDeque<Task<?>> queue = new ArrayDeque<>();
    private boolean closing;
    private boolean woken;
    private long lastCommit;
    private volatile long refused;
    private volatile long commits;
    private volatile long works;

    GroupCommit(String name, int limit, long lingerNanos) {
        this.name = name;
        this.limit = limit;
        this.lingerNanos = lingerNanos;
        this.lastCommit = System.nanoTime() - lingerNanos;
    }

    /** Null, or why it was not taken. */
    synchronized @Nullable StoreUnavailable add(Task<?> task) {
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
        notifyAll();
        return null;
    }

    /** Waits for work; empty once it is closed and all is done, or when woken. */
    synchronized List<Task<?>> next() throws InterruptedException {
        while (queue.isEmpty() && !closing && !woken) {
            wait();
        }
        woken = false;
        long now = System.nanoTime();
        if (now - lastCommit < lingerNanos) {
            linger(now + lingerNanos);
        }
        return drain();
    }

    /** Fails all that waits. */
    void fail(StoreUnavailable reason) {
        List<Task<?>> group;
        synchronized (this) {
            group = drain();
        }
        group.forEach(task -> task.fail(reason));
    }

    synchronized void close() {
        closing = true;
        notifyAll();
    }

    /** For at most so long, or until closed. True where it was closed. */
    synchronized boolean pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = until - System.nanoTime(); left > 0 && !closing; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        return closing;
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
        synchronized (this) {
            lastCommit = System.nanoTime();
        }
        group.forEach(Task::complete);
    }

    synchronized boolean closing() {
        return closing;
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    synchronized int waiting() {
        return queue.size();
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

    private void linger(long until) throws InterruptedException {
        for (long left = until - System.nanoTime();
                left > 0 && queue.size() < ENOUGH && !closing;
                left = until - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
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
