package org.headgate.devices.internal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.internal.H2Store;

/** The store's own database, that can be told to refuse writes. A write has ended when the call returns. */
final class BreakableDatabase implements Database {
    private final H2Store store;
    private boolean broken;

    BreakableDatabase(Path folder) throws StoreUnavailable {
        store = H2Store.open(folder);
    }

    void breakDown(boolean broken) {
        this.broken = broken;
    }

    @Override
    public void prepare(String component, List<String> steps) throws StoreUnavailable {
        store.precious().prepare(component, steps);
    }

    @Override
    public <T> CompletionStage<T> write(Work<T> work) {
        if (broken) {
            return CompletableFuture.failedFuture(new StoreUnavailable("disk_full", "full", new SQLException("full")));
        }
        CompletableFuture<T> written = store.precious().write(work).toCompletableFuture();
        written.handle((result, failure) -> true).join();
        return written;
    }

    @Override
    public <T> T read(Work<T> work) throws StoreUnavailable {
        return store.precious().read(work);
    }

    @Override
    public Optional<StoreUnavailable> obstacle() {
        return store.precious().obstacle();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public void closeCompacted() {
        store.close();
    }
}
