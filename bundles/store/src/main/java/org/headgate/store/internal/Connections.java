package org.headgate.store.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.h2.Driver;
import org.h2.api.ErrorCode;
import org.headgate.store.Database.Work;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;

/** The connections to one H2 database while it is open: one that writes, a few that read. */
final class Connections {
    static {
        GuardedPath.register();
    }

    private static final int REBUILT = 2;
    private static final int SNAPSHOT = 6;
    private static final int READER_WAIT_SECONDS = 30;

    private final String name;
    private final String url;
    private final Connection writer;
    private final PreparedStatement sync;
    private final PreparedStatement mark;
    private final PreparedStatement back;
    private final Semaphore permits;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    private Connections(String name, String url, int readers) throws SQLException {
        this.name = name;
        this.url = url;
        this.permits = new Semaphore(readers);
        this.writer = connect(url);
        this.writer.setAutoCommit(false);
        this.sync = writer.prepareStatement("CHECKPOINT SYNC");
        // JDBC's own savepoints have a name each, which is parsed each time.
        this.mark = writer.prepareStatement("SAVEPOINT work");
        this.back = writer.prepareStatement("ROLLBACK TO SAVEPOINT work");
    }

    static Connections open(String name, Path file, Workload workload, Settings settings) throws SQLException {
        long proved = provedVersion(file);
        Connections opened = new Connections(name, url(file, workload, settings), settings.readers());
        try (Statement statement = opened.writer.createStatement()) {
            opened.mustReach(proved, statement);
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS store_steps(component VARCHAR(100) PRIMARY KEY, steps INT NOT NULL)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS store_probe(id TINYINT PRIMARY KEY, probed_at BIGINT NOT NULL)");
            opened.commit();
            return opened;
        } catch (SQLException e) {
            opened.close(false);
            throw e;
        }
    }

    /** Of the chunk that the header names: it is synced before the header is written. -1 where there is none. */
    private static long provedVersion(Path file) throws SQLException {
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ)) {
            StoreHeader header = StoreHeader.read(bytes);
            return header == null ? -1 : header.version();
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), "90028", ErrorCode.IO_EXCEPTION_1, e);
        }
    }

    /** Where H2 does not find the newest states it takes an older one, and says nothing. */
    private void mustReach(long version, Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'info.CURRENT_VERSION'")) {
            if (row.next() && row.getLong(1) < version) {
                throw new SQLException(
                        "its end is gone: it is at version " + row.getLong(1) + ", and was at " + version,
                        "90030",
                        ErrorCode.FILE_CORRUPTED_1);
            }
        }
    }

    static Connection connect(String url) throws SQLException {
        Properties login = new Properties();
        login.put("user", "sa");
        login.put("password", "");
        return new Driver().connect(url, login);
    }

    /**
     * See docs/journal.md for what was measured. Without a write delay H2 writes in the committing thread: with one, its background writer may take a commit
     * over just before {@code CHECKPOINT SYNC}, which then finds nothing to do and syncs too early. With small pages what one commit changes fits into one
     * block of the file; H2 ignores that size where it compresses.
     */
    private static String url(Path file, Workload workload, Settings settings) {
        String path = file.toString();
        return "jdbc:h2:" + GuardedPath.SCHEME + ":" + settings.scheme() + ":"
                + path.substring(0, path.length() - ".mv.db".length())
                + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;PAGE_SIZE=512;LOCK_TIMEOUT=10000"
                + ";WRITE_DELAY=0;RETENTION_TIME=2000;CACHE_SIZE="
                + settings.cacheKib()
                + (workload == Workload.APPEND ? ";MAX_COMPACT_TIME=0;ANALYZE_AUTO=0" : ";MAX_COMPACT_TIME=200");
    }

    Connection writer() {
        return writer;
    }

    /** Remembers what was written until here. */
    void mark() throws SQLException {
        mark.execute();
    }

    /** Takes back what was written since {@link #mark}. */
    void back() throws SQLException {
        back.execute();
    }

    /** Commits and syncs: what was written is on disk. */
    void commit() throws SQLException {
        writer.commit();
        sync.execute();
    }

    /** Shows that the disk takes a write. */
    void probe() throws SQLException {
        try (PreparedStatement merge = writer.prepareStatement("MERGE INTO store_probe VALUES (1, ?)")) {
            merge.setLong(1, System.currentTimeMillis());
            merge.executeUpdate();
        }
        commit();
    }

    /** Whether the file was rebuilt and nobody has noted yet what is missing. */
    boolean rebuilt() throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM store_probe WHERE id = " + REBUILT)) {
            return row.next();
        }
    }

    void rebuilt(boolean open) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.executeUpdate(
                    open
                            ? "MERGE INTO store_probe VALUES (" + REBUILT + ", " + System.currentTimeMillis() + ")"
                            : "DELETE FROM store_probe WHERE id = " + REBUILT);
        }
    }

    <T> T read(Work<T> work) throws SQLException, StoreUnavailable {
        acquire();
        try {
            Connection connection = take();
            T result;
            try {
                result = work.run(connection);
                connection.rollback();
            } catch (SQLException | RuntimeException | Error e) {
                closeQuietly(connection);
                throw e;
            }
            giveBack(connection);
            return result;
        } finally {
            permits.release();
        }
    }

    /** Never throws: what cannot be closed any more is closed already. */
    void close(boolean compacted) {
        synchronized (idle) {
            closed = true;
            idle.forEach(Connections::closeQuietly);
            idle.clear();
        }
        if (compacted) {
            try (Statement statement = writer.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            } catch (SQLException e) {
                // the file stays as it is
            }
        }
        closeQuietly(writer);
    }

    private void acquire() throws StoreUnavailable {
        if (permits.tryAcquire()) {
            return;
        }
        try {
            if (permits.tryAcquire(READER_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted", "the wait to read " + name + " was interrupted; try again", e);
        }
        throw new StoreUnavailable(
                "readers_busy",
                "all connections that read " + name + " were busy for " + READER_WAIT_SECONDS
                        + " s; raise store.readers.max or ask for less");
    }

    private Connection take() throws SQLException {
        synchronized (idle) {
            Connection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
            if (closed) {
                throw new SQLException("closed", "90121", ErrorCode.DATABASE_CALLED_AT_SHUTDOWN);
            }
        }
        Connection connection = connect(url);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(SNAPSHOT);
        return connection;
    }

    private void giveBack(Connection connection) {
        synchronized (idle) {
            if (!closed) {
                idle.push(connection);
                return;
            }
        }
        closeQuietly(connection);
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // H2 throws here when the database was closed under the connection: nothing is left to release
        }
    }
}
