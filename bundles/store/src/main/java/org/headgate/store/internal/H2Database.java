package org.headgate.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One H2 file: opened, written by one thread, reopened when H2 had to close it, rebuilt when it is broken. */
final class H2Database implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(H2Database.class);
    private static final int BACK_OFF = 32;

    private final String name;
    private final DataFolder folder;
    private final Path file;
    private final Workload workload;
    private final Settings settings;
    private final Runnable onRebuilt;
    private final Runnable onClosed;
    private final GroupCommit group;
    private final Map<String, Preparation> prepared = new LinkedHashMap<>();
    private volatile Connections connections;
    private volatile @Nullable StoreUnavailable obstacle;
    private @Nullable Salvage salvage;
    private @Nullable Thread writer;
    private boolean closed;
    private volatile boolean compact;
    private volatile int rebuilds;
    private long lastLook;

    H2Database(
            String name, DataFolder folder, Workload workload, Settings settings, Runnable onRebuilt, Runnable onClosed)
            throws StoreUnavailable {
        this.name = name;
        this.folder = folder;
        this.file = folder.make(name);
        this.workload = workload;
        this.settings = settings;
        this.onRebuilt = onRebuilt;
        this.onClosed = onClosed;
        this.group = new GroupCommit(
                name,
                settings.queueEntries(),
                workload == Workload.APPEND ? 0 : settings.linger().toNanos());
        Salvage.delete(salvageFolder());
        this.connections = open();
    }

    @Override
    public void prepare(String component, List<String> steps) throws StoreUnavailable {
        Preparation preparation = new Preparation(component, steps);
        CompletableFuture<Void> done = this.<Void>write(connection -> {
                    prepare(preparation);
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
        StoreUnavailable reason = obstacle;
        if (reason != null) {
            return CompletableFuture.failedStage(reason);
        }
        startWriter();
        return group.add(work);
    }

    @Override
    public <T> T read(Work<T> work) throws StoreUnavailable {
        Connections used = connections;
        try {
            return used.read(work);
        } catch (SQLException | RuntimeException e) {
            if (Faults.breaksDatabase(e)) {
                return readAgain(work, used, Faults.unavailable(name, e));
            }
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw Faults.unavailable(name, e);
        }
    }

    @Override
    public Optional<StoreUnavailable> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    @Override
    public int rebuilds() {
        return rebuilds;
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

    private <T> T readAgain(Work<T> work, Connections used, StoreUnavailable reason) throws StoreUnavailable {
        if (used != connections) {
            return read(work);
        }
        if (obstacle == null && !group.closing()) {
            hinder(reason);
            startWriter();
        }
        throw reason;
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
                List<GroupCommit.Task<?>> works = group.next();
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
            group.fail(new StoreUnavailable("closed", name + " is closed; start the gateway"));
            release();
        }
    }

    private void write(List<GroupCommit.Task<?>> works) {
        try {
            StoreUnavailable full = noRoom();
            if (full != null) {
                throw full;
            }
            group.commit(works, connections);
        } catch (StoreUnavailable reason) {
            hinder(reason);
            works.forEach(task -> task.fail(reason));
            group.fail(reason);
        }
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
        long wait = settings.probe().toMillis();
        long longest = wait * BACK_OFF;
        while (!group.pause(wait)) {
            wait = Math.min(2 * wait, longest);
            StoreUnavailable full = look();
            if (full != null) {
                obstacle = full;
                continue;
            }
            try {
                heal(reason);
                obstacle = null;
                LOG.info("{} can be written again", name);
                return true;
            } catch (SQLException | StoreUnavailable e) {
                reason = Faults.unavailable(name, e);
                obstacle = reason;
            }
        }
        return false;
    }

    private void heal(StoreUnavailable reason) throws SQLException, StoreUnavailable {
        boolean broken = reason.code().equals("file_corrupt");
        if (!broken && alive()) {
            return;
        }
        connections.close(false);
        connections = broken ? rebuild(reason) : open();
        connections.probe();
        restorePrepared();
    }

    private boolean alive() {
        try {
            connections.probe();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private Connections open() throws StoreUnavailable {
        try {
            return Connections.open(name, file, workload, settings);
        } catch (SQLException e) {
            if (!Faults.corrupt(e)) {
                throw Faults.unavailable(name, e);
            }
            return rebuild(Faults.unavailable(name, e));
        }
    }

    private Connections rebuild(StoreUnavailable reason) throws StoreUnavailable {
        try {
            Path broken = folder.setAside(file);
            LOG.error("{}: {}; set aside as {}", reason.code(), reason.getMessage(), broken.getFileName());
            try {
                salvage = Salvage.of(broken, salvageFolder());
            } catch (IOException | SQLException | RuntimeException e) {
                LOG.error("nothing can be read of {}: {}", broken.getFileName(), e.getMessage());
            }
            Connections fresh = Connections.open(name, file, workload, settings);
            rebuilds = rebuilds + 1;
            onRebuilt.run();
            return fresh;
        } catch (IOException | SQLException e) {
            throw Faults.unavailable(name, e);
        }
    }

    private Path salvageFolder() {
        return file.resolveSibling(file.getFileName() + ".salvage");
    }

    private void restorePrepared() throws SQLException {
        List<Preparation> all;
        synchronized (prepared) {
            all = List.copyOf(prepared.values());
        }
        for (Preparation preparation : all) {
            prepare(preparation);
        }
        connections.commit();
    }

    private void prepare(Preparation preparation) throws SQLException {
        preparation.apply(connections.writer());
        synchronized (prepared) {
            if (salvage != null) {
                salvage.restore(connections.writer(), preparation.component());
                LOG.warn("{}: {} rows came back so far, now of {}", name, salvage.rows(), preparation.component());
            }
            prepared.put(preparation.component(), preparation);
        }
    }

    private @Nullable StoreUnavailable noRoom() {
        long now = System.nanoTime();
        if (now - lastLook < 500_000_000L && lastLook != 0) {
            return null;
        }
        lastLook = now;
        return look();
    }

    private @Nullable StoreUnavailable look() {
        try {
            long free = Files.getFileStore(file.getParent()).getUsableSpace();
            if (free >= settings.reserveBytes()) {
                return null;
            }
            return new StoreUnavailable(
                    "disk_full",
                    free / 1048576 + " MiB are free for " + name + ", and " + settings.reserveBytes() / 1048576
                            + " MiB stay in reserve; free space below " + folder.root());
        } catch (IOException e) {
            return Faults.unavailable(name, e);
        }
    }

    private void release() {
        connections.close(compact);
        if (salvage != null) {
            salvage.close();
        }
        try {
            DataFolder.makePrivate(file);
        } catch (IOException e) {
            LOG.warn("the rights of {} cannot be set: {}", file, e.getMessage());
        }
    }
}
