package org.headgate.devices.internal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;

/** H2 in memory, written on the calling thread. */
final class MemoryDatabase implements Database {
    private final Connection connection;
    private boolean broken;

    MemoryDatabase() {
        try {
            connection = DriverManager.getConnection("jdbc:h2:mem:" + UUID.randomUUID());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void breakDown(boolean broken) {
        this.broken = broken;
    }

    @Override
    public void prepare(String component, List<String> steps) throws StoreUnavailable {
        try (Statement statement = connection.createStatement()) {
            for (String step : steps) {
                statement.execute(step);
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("broken", e.getMessage(), e);
        }
    }

    @Override
    public <T> CompletionStage<T> write(Work<T> work) {
        if (broken) {
            return CompletableFuture.failedFuture(new StoreUnavailable("disk_full", "full", new SQLException("full")));
        }
        try {
            return CompletableFuture.completedFuture(work.run(connection));
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public <T> T read(Work<T> work) throws StoreUnavailable {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw new StoreUnavailable("broken", e.getMessage(), e);
        }
    }

    @Override
    public Optional<StoreUnavailable> obstacle() {
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
