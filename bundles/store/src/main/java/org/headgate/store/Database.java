package org.headgate.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** One H2 database: one writer thread with group commit, readers on connections of their own. Safe for any thread. */
@ProviderType
public interface Database extends AutoCloseable {

    /**
     * Brings a component's tables up to date: runs the steps not yet run, in order. Steps are never changed, only added, and each may be run again after a
     * crash: {@code CREATE TABLE IF NOT EXISTS}. Blocks; never on the writer's thread.
     *
     * @param component owns the tables; their names begin with it
     */
    void prepare(String component, List<String> steps) throws StoreUnavailable;

    /**
     * Queues work for the writer. What is queued together is committed together and synced once ({@code CHECKPOINT SYNC}). The stage completes on the writer's
     * thread after the sync. Work that throws is rolled back alone, and its stage fails with that exception; where the database cannot be written, with
     * {@link StoreUnavailable}.
     *
     * <p>The connection is the same from call to call until the database had to be reopened: statements prepared on it may be kept as long as it is.
     */
    <T> CompletionStage<T> write(Work<T> work);

    /**
     * As {@link #write(Work)}; {@code done} takes the value or the failure on the writer's thread, after the sync and before any later work begins. Where the work is
     * refused at once, on this thread. It must not throw.
     */
    <T> void write(Work<T> work, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> done);

    /**
     * Runs work that only reads, on this thread and a connection of its own, in one transaction that sees one state. Where the file turns out to be broken, it runs
     * once more on what could be rebuilt.
     */
    <T> T read(Work<T> work) throws StoreUnavailable;

    /** Why it cannot be written now; empty where it can. */
    Optional<StoreUnavailable> obstacle();

    /** How often the file was found broken and was rebuilt since it was opened, that time included. */
    int rebuilds();

    /** Whether the file was found broken and rebuilt since {@link #lossNoted} was last called; remembered across restarts. */
    boolean rebuilt();

    /** Whoever owns the tables has noted durably what is missing. */
    void lossNoted();

    /** Commits what is queued, then closes. Blocks; never on the writer's thread. */
    @Override
    void close();

    /** As {@link #close()}, and rewrites the file as small as it gets. */
    void closeCompacted();

    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
