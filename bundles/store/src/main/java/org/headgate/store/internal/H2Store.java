package org.headgate.store.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.store.Database;
import org.headgate.store.Mark;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;

/** The databases of one data folder. Needs no framework: {@code try (H2Store store = H2Store.open(folder))}. */
public final class H2Store implements Store, AutoCloseable {
    private static final String PRECIOUS = "precious";

    private final DataFolder folder;
    private final Settings settings;
    private final Map<String, H2Database> open = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final H2Database precious;
    private volatile List<Path> broken;

    H2Store(Path data, Settings settings) throws StoreUnavailable {
        this.folder = new DataFolder(data);
        this.settings = settings;
        this.broken = folder.broken();
        this.precious = (H2Database) open(PRECIOUS);
    }

    /** Opens what is below the folder with the default settings; makes it where it is missing. */
    public static H2Store open(Path data) throws StoreUnavailable {
        return new H2Store(data, Settings.DEFAULT);
    }

    /** As {@link #open(Path)} over one of H2's file systems and with a short wait before a second try: for tests of a failing disk. */
    public static H2Store open(Path data, String scheme, Duration probe) throws StoreUnavailable {
        Settings usual = Settings.DEFAULT;
        return new H2Store(
                data,
                new Settings(
                        scheme, usual.queueEntries(), usual.readers(), usual.linger(), usual.cacheKib(), 0, probe));
    }

    @Override
    public Database precious() {
        return precious;
    }

    @Override
    public Database open(String name) throws StoreUnavailable {
        return open(name, Workload.MIXED);
    }

    @Override
    public Database open(String name, Workload workload) throws StoreUnavailable {
        synchronized (open) {
            if (!names.add(name)) {
                throw new IllegalStateException(name + " is open already");
            }
        }
        H2Database database = null;
        try {
            database = new H2Database(
                    name, folder, workload, settings, () -> broken = folder.broken(), () -> forget(name));
            return database;
        } finally {
            synchronized (open) {
                if (database == null) {
                    names.remove(name);
                } else {
                    open.put(name, database);
                }
            }
        }
    }

    @Override
    public Mark mark(String name) {
        return new MarkFile(folder, name);
    }

    @Override
    public void close() {
        databases().stream().filter(database -> database != precious).forEach(Database::close);
        precious.close();
    }

    List<H2Database> databases() {
        synchronized (open) {
            return new ArrayList<>(open.values());
        }
    }

    /** Files that were set aside. */
    List<Path> broken() {
        return broken;
    }

    private void forget(String name) {
        synchronized (open) {
            open.remove(name);
            names.remove(name);
        }
    }
}
