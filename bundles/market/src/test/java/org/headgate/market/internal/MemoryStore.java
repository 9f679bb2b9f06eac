package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;

/** An H2 database in memory that lives until it is closed, with one writer thread. */
final class MemoryStore implements Store, Database {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final Connection connection;

    MemoryStore() throws SQLException {
        connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
    }

    @Override
    public Database precious() {
        return this;
    }

    @Override
    public Database open(String name) {
        return this;
    }

    @Override
    public void prepare(String component, List<String> steps) throws StoreUnavailable {
        try (Connection c = DriverManager.getConnection(url);
                java.sql.Statement statement = c.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS steps(component VARCHAR(40), done INT)");
            java.sql.ResultSet rows =
                    statement.executeQuery("SELECT COUNT(*) FROM steps WHERE component = '" + component + "'");
            rows.next();
            for (int i = rows.getInt(1); i < steps.size(); i++) {
                statement.execute(steps.get(i));
                statement.execute("INSERT INTO steps VALUES('" + component + "', " + i + ")");
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("file_corrupt", e.getMessage(), e);
        }
    }

    @Override
    public <T> CompletionStage<T> write(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        writer.execute(() -> {
            T result;
            try {
                result = work.run(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException f) {
                    e.addSuppressed(f);
                }
                done.completeExceptionally(e);
                return;
            }
            done.complete(result);
        });
        return done;
    }

    @Override
    public <T> T read(Work<T> work) throws StoreUnavailable {
        try (Connection c = DriverManager.getConnection(url)) {
            return work.run(c);
        } catch (SQLException e) {
            throw new StoreUnavailable("file_corrupt", e.getMessage(), e);
        }
    }

    @Override
    public Optional<StoreUnavailable> obstacle() {
        return Optional.empty();
    }

    @Override
    public void close() {
        writer.shutdown();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
