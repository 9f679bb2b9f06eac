package org.headgate.profiles.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;

/** For what never comes to the disk. */
final class NoDatabase implements Database {

    @Override
    public void prepare(String component, List<String> steps) {}

    @Override
    public <T> CompletionStage<T> write(Work<T> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> void write(Work<T> work, BiConsumer<? super T, ? super Throwable> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T read(Work<T> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoreUnavailable> obstacle() {
        return Optional.empty();
    }

    @Override
    public int rebuilds() {
        return 0;
    }

    @Override
    public boolean rebuilt() {
        return false;
    }

    @Override
    public void lossNoted() {}

    @Override
    public void close() {}

    @Override
    public void closeCompacted() {}
}
