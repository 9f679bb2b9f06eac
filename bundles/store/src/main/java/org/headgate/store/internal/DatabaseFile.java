package org.headgate.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of one database: how it is opened, and how it is set aside and rebuilt when it is broken. For one thread at a time. */
final class DatabaseFile {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);
    private static final long LOOK_NANOS = 500_000_000L;

    private final String name;
    private final DataFolder folder;
    private final Path path;
    private final Workload workload;
    private final Settings settings;
    private final Runnable onRebuilt;
    private final Map<String, Preparation> prepared = new LinkedHashMap<>();
    private @Nullable Salvage salvage;
    private volatile boolean rebuilt;
    private volatile int rebuilds;
    private long lookedAt = System.nanoTime() - LOOK_NANOS;

    DatabaseFile(String name, DataFolder folder, Workload workload, Settings settings, Runnable onRebuilt)
            throws StoreUnavailable {
        this.name = name;
        this.folder = folder;
        this.path = folder.make(name);
        this.workload = workload;
        this.settings = settings;
        this.onRebuilt = onRebuilt;
        Salvage.delete(salvageFolder());
    }

    String name() {
        return name;
    }

    int rebuilds() {
        return rebuilds;
    }

    boolean rebuilt() {
        return rebuilt;
    }

    void lossNoted() {
        rebuilt = false;
    }

    /** Rebuilds it where it is broken, or where a rebuild was cut off. */
    Connections open() throws StoreUnavailable {
        try {
            Path broken = Files.size(path) == 0 ? folder.newestBroken(path) : null;
            if (broken != null) {
                makeFresh();
                return replace(broken);
            }
            Connections opened = Connections.open(name, path, workload, settings);
            rebuilt = opened.rebuilt();
            return opened;
        } catch (IOException e) {
            throw Faults.unavailable(name, e);
        } catch (SQLException e) {
            if (!Faults.corruptAtOpen(e)) {
                throw Faults.unavailable(name, e);
            }
            return rebuild(Faults.broken(name, e));
        } catch (AssertionError | StackOverflowError e) {
            return rebuild(Faults.unavailable(name, e));
        }
    }

    /** Sets it aside and begins anew; the rows come back with what is prepared. */
    Connections rebuild(StoreUnavailable reason) throws StoreUnavailable {
        try {
            makeFresh();
            Path broken = folder.setAside(path);
            LOG.error("{}: {}; set aside as {}", reason.code(), reason.getMessage(), broken.getFileName());
            return replace(broken);
        } catch (IOException | SQLException e) {
            throw Faults.unavailable(name, e);
        }
    }

    void prepare(Connections connections, Preparation preparation) throws SQLException {
        preparation.apply(connections.writer());
        if (salvage != null) {
            salvage.restore(connections.writer(), preparation.component());
            LOG.warn("{}: {} rows came back so far, now of {}", name, salvage.rows(), preparation.component());
        }
        prepared.put(preparation.component(), preparation);
    }

    void prepareAgain(Connections connections) throws SQLException {
        for (Preparation preparation : List.copyOf(prepared.values())) {
            prepare(connections, preparation);
        }
        connections.commit();
    }

    /** As {@link #room}, but looks only now and then. */
    @Nullable
    StoreUnavailable roomLately() {
        long now = System.nanoTime();
        if (now - lookedAt < LOOK_NANOS) {
            return null;
        }
        lookedAt = now;
        return room();
    }

    /** Why there is no room to write, or null. */
    @Nullable
    StoreUnavailable room() {
        try {
            long free = Files.getFileStore(path.getParent()).getUsableSpace();
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

    void release() {
        if (salvage != null) {
            salvage.close();
        }
        try {
            DataFolder.makePrivate(path);
            DataFolder.sync(path.getParent());
        } catch (IOException e) {
            LOG.warn("the rights of {} cannot be set, or its folder cannot be synced: {}", path, e.getMessage());
        }
    }

    /** Made beside it, so that there is no moment at which a crash would leave a file that does not tell that it was rebuilt. */
    private void makeFresh() throws IOException, SQLException {
        Files.deleteIfExists(freshPath());
        Connections fresh = Connections.open(name, freshPath(), workload, settings);
        try {
            fresh.rebuilt(true);
            fresh.commit();
        } finally {
            fresh.close(false);
        }
    }

    private Connections replace(Path broken) throws IOException, SQLException {
        Files.move(freshPath(), path, StandardCopyOption.REPLACE_EXISTING);
        DataFolder.makePrivate(path);
        DataFolder.sync(path.getParent());
        rebuilt = true;
        rebuilds = rebuilds + 1;
        onRebuilt.run();
        if (salvage != null) {
            salvage.close();
            salvage = null;
        }
        try {
            salvage = Salvage.of(broken, salvageFolder());
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.error("nothing can be read of {}: {}", broken.getFileName(), e.getMessage());
        }
        return Connections.open(name, path, workload, settings);
    }

    private Path freshPath() {
        return folder.file(name + ".new");
    }

    private Path salvageFolder() {
        return path.resolveSibling(path.getFileName() + ".salvage");
    }
}
