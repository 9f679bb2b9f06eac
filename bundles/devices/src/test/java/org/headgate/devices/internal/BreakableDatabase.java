package org.headgate.devices.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.internal.H2Store;
import org.jspecify.annotations.Nullable;

/** The store's own database, that can be told to refuse writes. A write has ended when the call returns. */
final class BreakableDatabase implements AutoCloseable {
    private final H2Store store;
    private boolean broken;

    BreakableDatabase(Path folder) throws StoreUnavailable {
        store = H2Store.open(folder);
    }

    void breakDown(boolean broken) {
        this.broken = broken;
    }

    Database database() {
        return (Database)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Database.class}, this::invoke);
    }

    @Override
    public void close() {
        store.close();
    }

    private @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        boolean writes = method.getName().equals("write");
        if (writes && broken) {
            return CompletableFuture.failedFuture(new StoreUnavailable("disk_full", "full", new SQLException("full")));
        }
        try {
            Object result = method.invoke(store.precious(), arguments);
            if (writes && result instanceof CompletableFuture<?> written) {
                written.handle((value, failure) -> true).join();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
