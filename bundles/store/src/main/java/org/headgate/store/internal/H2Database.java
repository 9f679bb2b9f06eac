package org.headgate.store.internal;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.headgate.store.internal.GroupCommit.Task;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One H2 file: written by one thread, reopened when H2 had to close it, rebuilt when it is broken. */
final class H2Database implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(H2Database.class);
    private static final int BACK_OFF = 32;
    private static final long REBUILD_SECONDS = 120;
    private static final int MOST_STUMBLES = 10;

    private final String name;
    private final DatabaseFile file;
    private final Settings settings;
    private final Runnable onClosed;
    private final GroupCommit group;
    private volatile Connections connections;
    private volatile @Nullable StoreUnavailable obstacle;
    private volatile CompletableFuture<Void> mended = new CompletableFuture<>();
    private @Nullable Thread writer;
    private boolean doubtful;
    private boolean closed;
    private volatile boolean compact;

    H2Database(
            String name, DataFolder folder, Workload workload, Settings settings, Runnable onRebuilt, Runnable onClosed)
            throws StoreUnavailable {
        this.name = name;
        this.settings = settings;
        this.onClosed = onClosed;
        this.group = new GroupCommit(
                name,
                settings.queueEntries(),
                workload == Workload.APPEND ? 0 : settings.linger().toNanos());
        this.file = new DatabaseFile(name, folder, workload, settings, onRebuilt);
        this.connections = file.open();
    }

    @Override
    public void prepare(String component, List<String> steps) throws StoreUnavailable {
        Preparation preparation = new Preparation(component, steps);
        CompletableFuture<Void> done = this.<Void>write(connection -> {
                    file.prepare(connections, preparation);
                    return null;
                })
                .toCompletableFuture();
        try {
            done.join();
        } catch (CompletionException e) {
            throw Faults.unavailable(name, e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public <T> CompletionStage<T> write(Work<T> work) {
        Task<T> task = new Task<>(work);
        submit(task);
        return task.stage();
    }

    @Override
    public <T> void write(Work<T> work, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> done) {
        Task<T> task = new Task<>(work);
        task.stage().whenComplete(done);
        submit(task);
    }

    @Override
    public <T> T read(Work<T> work) throws StoreUnavailable {
        for (int tries = 1; true; tries++) {
            try {
                return read(work, true);
            } catch (StoreUnavailable e) {
                if (!Faults.stumbled(e) || tries == MOST_STUMBLES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Optional<StoreUnavailable> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    @Override
    public int rebuilds() {
        return file.rebuilds();
    }

    @Override
    public boolean rebuilt() {
        return file.rebuilt();
    }

    @Override
    public void lossNoted() {
        if (file.rebuilt()) {
            file.lossNoted();
            write(connection -> {
                connections.rebuilt(false);
                return null;
            });
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = writer;
        }
        group.close();
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (running == null) {
            release();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        onClosed.run();
    }

    @Override
    public void closeCompacted() {
        compact = true;
        close();
    }

    String name() {
        return name;
    }

    GroupCommit group() {
        return group;
    }

    private void submit(Task<?> task) {
        StoreUnavailable reason = obstacle;
        if (reason == null) {
            startWriter();
            reason = group.add(task);
        }
        if (reason != null) {
            task.fail(reason);
        }
    }

    private <T> T read(Work<T> work, boolean again) throws StoreUnavailable {
        Connections used = connections;
        CompletableFuture<Void> soon = mended;
        try {
            return used.read(work);
        } catch (AssertionError | StackOverflowError e) {
            StoreUnavailable reason = Faults.unavailable(name, e);
            if (again && (used != connections || isMended(reason, soon))) {
                return read(work, false);
            }
            throw reason;
        } catch (SQLException | RuntimeException e) {
            if (Faults.breaksDatabase(e)) {
                StoreUnavailable reason = Faults.unavailable(name, e);
                if (again && (used != connections || isMended(reason, soon))) {
                    return read(work, false);
                }
                throw reason;
            }
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw Faults.unavailable(name, e);
        }
    }

    /** Has the writer look after what a reader found; waits for it where the file has to be rebuilt. */
    private boolean isMended(StoreUnavailable reason, CompletableFuture<Void> soon) {
        if (group.closing()) {
            return false;
        }
        if (obstacle == null) {
            hinder(reason);
            startWriter();
        }
        if (!Faults.corrupt(reason)) {
            return false;
        }
        try {
            soon.copy().orTimeout(REBUILD_SECONDS, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private synchronized void startWriter() {
        if (writer == null && !closed) {
            writer = new Thread(this::run, "store-" + name);
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void run() {
        try {
            while (true) {
                StoreUnavailable reason = obstacle;
                if (reason != null && !reopen(reason)) {
                    break;
                }
                List<Task<?>> works = group.next();
                if (!works.isEmpty()) {
                    write(works);
                } else if (obstacle == null && group.closing()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            hinder(new StoreUnavailable("closed", "the writer of " + name + " was interrupted; start the gateway", e));
            group.close();
        } finally {
            StoreUnavailable over = new StoreUnavailable("closed", name + " is closed; start the gateway");
            group.fail(over);
            mended.completeExceptionally(over);
            release();
        }
    }

    private void write(List<Task<?>> works) {
        StoreUnavailable reason = file.roomLately();
        if (reason == null) {
            try {
                group.commit(works, connections);
                return;
            } catch (StoreUnavailable e) {
                doubtful = true;
                reason = e;
            }
        }
        hinder(reason);
        if (Faults.corrupt(reason)) {
            mend(reason);
        }
        for (Task<?> task : works) {
            task.fail(reason);
        }
        group.fail(reason);
    }

    private void hinder(StoreUnavailable reason) {
        if (obstacle == null) {
            LOG.warn("{}: {}", reason.code(), reason.getMessage());
        }
        obstacle = reason;
        group.wake();
    }

    /** Tries until it can be written again; false where it was closed meanwhile. */
    private boolean reopen(StoreUnavailable first) throws InterruptedException {
        StoreUnavailable reason = first;
        long shortest = settings.probe().toMillis();
        long wait = Faults.corrupt(reason) ? 0 : shortest;
        while (!group.pause(wait)) {
            wait = Math.min(Math.max(2 * wait, shortest), shortest * BACK_OFF);
            StoreUnavailable full = file.room();
            if (full != null) {
                obstacle = full;
                continue;
            }
            StoreUnavailable still = mend(reason);
            if (still == null) {
                return true;
            }
            reason = still;
        }
        return false;
    }

    /** Null where it can be written again, else what is in the way now. */
    private @Nullable StoreUnavailable mend(StoreUnavailable reason) {
        try {
            heal(reason);
        } catch (SQLException | RuntimeException | StoreUnavailable e) {
            StoreUnavailable still = Faults.unavailable(name, e);
            obstacle = still;
            return still;
        }
        doubtful = false;
        obstacle = null;
        CompletableFuture<Void> waiting = mended;
        mended = new CompletableFuture<>();
        waiting.complete(null);
        LOG.info("{} can be written again", name);
        return null;
    }

    /** After a commit that failed, what H2 holds in memory and what is on disk may differ: only a file that is read anew can be trusted. */
    private void heal(StoreUnavailable reason) throws SQLException, StoreUnavailable {
        boolean broken = Faults.corrupt(reason);
        if (!broken && !doubtful && alive()) {
            return;
        }
        connections.close(false);
        connections = broken ? file.rebuild(reason) : file.open();
        connections.probe();
        file.prepareAgain(connections);
    }

    private boolean alive() {
        try {
            connections.probe();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void release() {
        connections.close(compact);
        file.release();
    }
}
