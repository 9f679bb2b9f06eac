package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.store.internal.H2DatabaseTest.count;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenFileTest {
    private static final int ROWS = 20_000;
    private static final List<String> STEPS =
            List.of("CREATE TABLE IF NOT EXISTS things_row(id BIGINT PRIMARY KEY, body VARBINARY(100) NOT NULL)");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void fill() throws StoreUnavailable {
        file = folder.resolve("bulk.mv.db");
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            Random random = new Random(1);
            for (int i = 0; i < ROWS / 1000; i++) {
                int block = i;
                database.write(connection -> {
                            try (var insert = connection.prepareStatement("INSERT INTO things_row VALUES (?, ?)")) {
                                for (int k = 0; k < 1000; k++) {
                                    byte[] body = new byte[50];
                                    random.nextBytes(body);
                                    insert.setLong(1, block * 1000L + k);
                                    insert.setBytes(2, body);
                                    insert.addBatch();
                                }
                                insert.executeBatch();
                            }
                            return 0;
                        })
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    @Test
    void open_headersGone_setAsideAndRebuilt() throws Exception {
        overwrite(0, 9000);
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);

            assertThat(count(database)).isZero();
            assertThat(store.broken()).hasSize(1);
            database.write(connection ->
                            connection.createStatement().executeUpdate("INSERT INTO things_row VALUES (7, X'01')"))
                    .toCompletableFuture()
                    .join();
        }
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            assertThat(count(database)).isEqualTo(1);
            assertThat(store.broken()).hasSize(1);
        }
    }

    @Test
    void read_pageBroken_rebuiltWithTheRowsThatCanBeRead() throws Exception {
        overwrite(Files.size(file) / 2, 3000);
        try (H2Store store = new H2Store(folder, Impatient.settings("file"))) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            assertThat(sum(database))
                    .as("the read finds it, waits and answers with what is left")
                    .isPositive();
            assertThat(store.broken()).hasSize(1);
            assertThat(database.obstacle()).isEmpty();

            assertThat(database.rebuilt()).isTrue();
            assertThat(count(database)).isBetween(ROWS / 2L, ROWS - 1L);
            assertThat(sum(database)).isPositive();
        }
    }

    @Test
    void read_pageOfACompactedFileBroken_costsItsRowsAlone() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            assertThat(sum(database)).isPositive();
            database.closeCompacted();
        }
        overwrite(Files.size(file) / 2, 3000);
        try (H2Store store = new H2Store(folder, Impatient.settings("file"))) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            assertThat(sum(database)).isPositive();

            assertThat(database.rebuilt()).isTrue();
            List<Long> missing =
                    new ArrayList<>(LongStream.range(0, ROWS).boxed().toList());
            missing.removeAll(new HashSet<>(ids(database)));
            assertThat(missing).hasSizeBetween(1, ROWS / 10);
            assertThat(missing.get(missing.size() - 1) - missing.get(0)).isEqualTo(missing.size() - 1);
        }
    }

    @Test
    void write_pageBroken_isRebuiltBeforeTheFailureIsTold() throws Exception {
        overwrite(Files.size(file) / 2, 3000);
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            var failed = database.write(
                    connection -> connection.createStatement().executeUpdate("UPDATE things_row SET body = X'00'"));
            assertThatThrownBy(() -> failed.toCompletableFuture().join()).hasCauseInstanceOf(StoreUnavailable.class);
            database.close();

            var again = store.open("bulk", Workload.APPEND);
            again.prepare("things", STEPS);
            assertThat(count(again)).isBetween(ROWS / 2L, ROWS - 1L);
        }
    }

    /** H2 alone opens such a file at an older state, as if nothing had happened. */
    @Test
    void open_newestStateGone_saidToBeRebuilt() throws Exception {
        Path damaged = folder.resolve("damaged");
        Files.createDirectories(damaged);
        try (H2Store store = H2Store.open(folder)) {
            var precious = store.precious();
            precious.prepare("things", STEPS);
            for (int row = 0; row < 30; row++) {
                String insert = "INSERT INTO things_row VALUES (" + row + ", X'00')";
                precious.write(connection -> connection.createStatement().executeUpdate(insert))
                        .toCompletableFuture()
                        .join();
            }
        }
        Path copy = damaged.resolve("precious.mv.db");
        Files.copy(folder.resolve("precious.mv.db"), copy);
        file = copy;
        long block;
        try (FileChannel bytes = FileChannel.open(copy)) {
            block = ChunkCheck.number(StoreHeader.read(bytes).text(), "block:");
        }
        overwrite(block * ChunkCheck.BLOCK, ChunkCheck.BLOCK);

        for (int restart = 0; restart < 2; restart++) {
            try (H2Store store = H2Store.open(damaged)) {
                store.precious().prepare("things", STEPS);
                assertThat(store.precious().rebuilt()).isTrue();
                assertThat(store.broken()).hasSize(1);
            }
        }
    }

    @Test
    void rebuilt_lossNotNoted_isRememberedAcrossRestarts() throws Exception {
        overwrite(0, 9000);
        for (int restart = 0; restart < 2; restart++) {
            try (H2Store store = H2Store.open(folder)) {
                assertThat(store.open("bulk", Workload.APPEND).rebuilt()).isTrue();
            }
        }
        try (H2Store store = H2Store.open(folder)) {
            store.open("bulk", Workload.APPEND).lossNoted();
        }
        try (H2Store store = H2Store.open(folder)) {
            assertThat(store.open("bulk", Workload.APPEND).rebuilt()).isFalse();
        }
    }

    @Test
    void open_rebuildWasCutOff_isDoneAgain() throws Exception {
        Files.move(file, folder.resolve("bulk.mv.db.broken-20260101T000000000"));
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            assertThat(count(database)).isEqualTo(ROWS);
            assertThat(database.rebuilt()).isTrue();
        }
    }

    @Test
    void open_emptyFile_isANewDatabase() throws Exception {
        Files.write(file, new byte[0]);
        try (H2Store store = H2Store.open(folder)) {
            var database = store.open("bulk", Workload.APPEND);
            database.prepare("things", STEPS);
            assertThat(count(database)).isZero();
        }
    }

    private static List<Long> ids(org.headgate.store.Database database) throws StoreUnavailable {
        return database.read(connection -> {
            List<Long> ids = new ArrayList<>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT id FROM things_row ORDER BY id")) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
            return ids;
        });
    }

    private static long sum(org.headgate.store.Database database) throws StoreUnavailable {
        return database.read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT SUM(LENGTH(body)) FROM things_row")) {
                row.next();
                return row.getLong(1);
            } catch (SQLException e) {
                throw e;
            }
        });
    }

    private void overwrite(long at, int length) throws Exception {
        byte[] noise = new byte[length];
        new Random(2).nextBytes(noise);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(noise);
        }
    }
}
