package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.message.DbException;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2DatabaseTest {
    private static final List<String> STEPS =
            List.of("CREATE TABLE IF NOT EXISTS things_row(id BIGINT PRIMARY KEY, name VARCHAR(100) NOT NULL)");

    @TempDir
    Path folder;

    @Test
    void write_severalQueued_oneCommitForAll() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            H2Database database = (H2Database) store.open("things", Workload.APPEND);
            database.prepare("things", STEPS);
            long before = database.group().commits();
            CountDownLatch gate = new CountDownLatch(1);
            List<CompletableFuture<Integer>> stages = new ArrayList<>();
            CompletableFuture<Integer> first = database.write(connection -> {
                        await(gate);
                        return insert(connection, 0);
                    })
                    .toCompletableFuture();
            for (int i = 1; i <= 50; i++) {
                int id = i;
                stages.add(database.write(connection -> insert(connection, id)).toCompletableFuture());
            }
            gate.countDown();
            first.join();
            stages.forEach(CompletableFuture::join);

            assertThat(database.group().commits() - before).isLessThanOrEqualTo(2);
            assertThat(count(database)).isEqualTo(51);
            database.close();
        }
    }

    @Test
    void read_stumblesOverATableInTheMaking_isRepeatedAndTheFileIsNotTakenForBroken() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            Database database = store.precious();
            database.prepare("things", STEPS);
            AtomicInteger tries = new AtomicInteger();

            assertThat(database.<Integer>read(connection -> {
                        if (tries.incrementAndGet() < 3) {
                            throw DbException.toSQLException(new ConcurrentModificationException());
                        }
                        return 7;
                    }))
                    .isEqualTo(7);

            assertThat(database.rebuilds()).isZero();
            assertThat(database.obstacle()).isEmpty();
        }
    }

    @Test
    void read_whileTablesAreMade_findsTheFileWhole() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            Database database = store.precious();
            database.prepare("things", STEPS);
            AtomicBoolean making = new AtomicBoolean(true);
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(CompletableFuture.runAsync(() -> {
                    while (making.get()) {
                        assertThat(read(database)).isZero();
                    }
                }));
            }
            try {
                for (int i = 0; i < 100; i++) {
                    database.prepare(
                            "made" + i, List.of("CREATE TABLE IF NOT EXISTS made" + i + "_row(id BIGINT PRIMARY KEY)"));
                }
            } finally {
                making.set(false);
            }
            readers.forEach(CompletableFuture::join);

            assertThat(database.rebuilds()).isZero();
        }
    }

    private static long read(Database database) {
        try {
            return count(database);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void write_oneOfAGroupFails_onlyThatIsRolledBack() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            Database database = store.precious();
            database.prepare("things", STEPS);
            CountDownLatch gate = new CountDownLatch(1);
            var blocker = database.write(connection -> {
                await(gate);
                return insert(connection, 1);
            });
            var good = database.write(connection -> insert(connection, 2));
            var bad = database.write(connection -> {
                insert(connection, 3);
                return insert(connection, 2);
            });
            var after = database.write(connection -> insert(connection, 4));
            gate.countDown();

            blocker.toCompletableFuture().join();
            good.toCompletableFuture().join();
            after.toCompletableFuture().join();
            assertThatThrownBy(() -> bad.toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SQLException.class);
            assertThat(count(database)).isEqualTo(3);
            assertThat(database.obstacle()).isEmpty();
        }
    }

    @Test
    void write_withCallback_calledBeforeTheNextWork() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            Database database = store.open("things", Workload.APPEND);
            AtomicInteger done = new AtomicInteger();
            List<CompletableFuture<Integer>> seen = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                CompletableFuture<Integer> ran = new CompletableFuture<>();
                seen.add(ran);
                database.write(connection -> ran.complete(done.get()), (value, failure) -> done.incrementAndGet());
                ran.join();
            }
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.get(i)).isCompletedWithValue(i);
            }
        }
    }

    @Test
    void read_threadInterrupted_writingGoesOn() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            Database database = store.open("things", Workload.APPEND);
            database.prepare("things", STEPS);
            database.write(connection -> {
                        for (int i = 0; i < 20_000; i++) {
                            insert(connection, i);
                        }
                        return 0;
                    })
                    .toCompletableFuture()
                    .join();
            database.close();

            Database reopened = store.open("things", Workload.APPEND);
            Connection writer = reopened.write(connection -> connection)
                    .toCompletableFuture()
                    .join();
            long read = reopened.read(connection -> {
                Thread.currentThread().interrupt();
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT SUM(LENGTH(name)) FROM things_row")) {
                    row.next();
                    return row.getLong(1);
                }
            });
            assertThat(read).isPositive();
            Connection still = reopened.write(connection -> {
                        insert(connection, 20_000);
                        return connection;
                    })
                    .toCompletableFuture()
                    .join();
            assertThat(still).as("the file was not closed under the writer").isSameAs(writer);
        }
    }

    @Test
    void write_queueFull_refusedWithCode() throws Exception {
        Settings narrow = new Settings("file", 2, 1, Settings.DEFAULT.linger(), 256, 0, Settings.DEFAULT.probe());
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        try (H2Store store = new H2Store(folder, narrow)) {
            Database database = store.precious();
            database.write(connection -> {
                running.countDown();
                return await(gate);
            });
            running.await();
            database.write(connection -> 1);
            database.write(connection -> 2);
            var refused = database.write(connection -> 3).toCompletableFuture();

            assertThatThrownBy(refused::join).hasCauseInstanceOf(StoreUnavailable.class);
            assertThat(((H2Database) database).group().refused()).isEqualTo(1);
            gate.countDown();
        }
    }

    @Test
    void close_queuedWrites_areCommittedFirst() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            store.precious().prepare("things", STEPS);
            for (int i = 0; i < 20; i++) {
                int id = i;
                store.precious().write(connection -> insert(connection, id));
            }
        }
        try (H2Store store = H2Store.open(folder)) {
            store.precious().prepare("things", STEPS);
            assertThat(count(store.precious())).isEqualTo(20);
        }
    }

    @Test
    void write_afterClose_failsWithClosed() throws Exception {
        H2Store store = H2Store.open(folder);
        Database database = store.precious();
        store.close();

        assertThatThrownBy(() ->
                        database.write(connection -> 1).toCompletableFuture().join())
                .hasCauseInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> database.read(connection -> 1)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void prepare_newSteps_onlyTheNewRun() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            store.precious().prepare("things", STEPS);
            store.precious().prepare("things", STEPS);
            store.precious()
                    .prepare(
                            "things",
                            List.of(STEPS.get(0), "ALTER TABLE things_row ADD COLUMN IF NOT EXISTS weight INT"));
            store.precious().<Integer>read(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.executeQuery("SELECT weight FROM things_row");
                }
                return 0;
            });
        }
    }

    @Test
    void prepare_tableMadeJustBeforeACrash_isTakenAsMade() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            String step = "CREATE TABLE things_row(id BIGINT PRIMARY KEY, name VARCHAR(100) NOT NULL)";
            store.precious().write(connection -> connection.createStatement().execute(step));
            store.precious().prepare("things", List.of(step));
            store.precious()
                    .write(connection -> insert(connection, 1))
                    .toCompletableFuture()
                    .join();
            assertThat(count(store.precious())).isEqualTo(1);
        }
    }

    @Test
    void prepare_wrongSql_failsAndDatabaseGoesOn() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            assertThatThrownBy(() -> store.precious().prepare("things", List.of("CREATE TABEL x")))
                    .isInstanceOf(StoreUnavailable.class);
            store.precious().prepare("things", STEPS);
            assertThat(count(store.precious())).isZero();
        }
    }

    @Test
    void open_folderAndFiles_areForTheOwnerOnly() throws Exception {
        Path data = folder.resolve("data");
        try (H2Store store = H2Store.open(data)) {
            store.open("journal/7", Workload.APPEND).closeCompacted();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("journal"))))
                .isEqualTo("rwx------");
        for (String file : List.of("precious.mv.db", "journal/7.mv.db")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void open_sameNameTwice_refused() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            store.open("other");
            assertThatThrownBy(() -> store.open("other")).isInstanceOf(IllegalStateException.class);
        }
    }

    static int insert(Connection connection, int id) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO things_row VALUES (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, "thing " + id);
            return insert.executeUpdate();
        }
    }

    static long count(Database database) throws StoreUnavailable {
        return database.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM things_row")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private static int await(CountDownLatch gate) {
        try {
            gate.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
