package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.store.internal.H2DatabaseTest.count;
import static org.headgate.store.internal.H2DatabaseTest.insert;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.h2.api.ErrorCode;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.store.Workload;
import org.headgate.store.testkit.FailingDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskFullTest {
    private static final List<String> STEPS =
            List.of("CREATE TABLE IF NOT EXISTS things_row(id BIGINT PRIMARY KEY, name VARCHAR(100))");

    @TempDir
    Path folder;

    @BeforeEach
    void register() {
        FailingDisk.register();
    }

    @AfterEach
    void room() {
        FailingDisk.FULL.set(false);
        FailingDisk.SYNC_FAILS.set(false);
    }

    @ParameterizedTest
    @EnumSource
    void write_syncFails_fileIsReadAnew(Workload workload) throws Exception {
        try (H2Store store = new H2Store(folder, Impatient.settings("failing"))) {
            Database database = store.open("things", workload);
            database.prepare("things", STEPS);
            Connection before = database.write(connection -> connection)
                    .toCompletableFuture()
                    .join();

            FailingDisk.SYNC_FAILS.set(true);
            assertThatThrownBy(() -> database.write(connection -> insert(connection, 1))
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(StoreUnavailable.class);
            FailingDisk.SYNC_FAILS.set(false);
            Awaitility.await().until(() -> database.obstacle().isEmpty());

            Connection after = database.write(connection -> connection)
                    .toCompletableFuture()
                    .join();
            assertThat(after)
                    .as("what was prepared on the old one may say what is not on disk")
                    .isNotSameAs(before);
        }
    }

    @Test
    void write_databaseBreaksInTheMiddle_nothingOfItIsKept() throws Exception {
        try (H2Store store = new H2Store(folder, Impatient.settings("file"))) {
            Database database = store.precious();
            database.prepare("things", STEPS);
            var failed = database.write(connection -> {
                insert(connection, 1);
                throw new SQLException("out of memory", "HY000", ErrorCode.OUT_OF_MEMORY);
            });
            assertThatThrownBy(() -> failed.toCompletableFuture().join()).hasCauseInstanceOf(StoreUnavailable.class);
            Awaitility.await().until(() -> database.obstacle().isEmpty());
            assertThat(count(database)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_diskFull_failsAndGoesOnWhenThereIsRoom(Workload workload) throws Exception {
        try (H2Store store = new H2Store(folder, Impatient.settings("failing"))) {
            Database database = store.open("things", workload);
            database.prepare("things", STEPS);
            database.write(connection -> insert(connection, 1))
                    .toCompletableFuture()
                    .join();

            FailingDisk.FULL.set(true);
            assertThatThrownBy(() -> database.write(connection -> insert(connection, 2))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOfSatisfying(
                            CompletionException.class,
                            e -> assertThat(e.getCause())
                                    .isInstanceOfSatisfying(
                                            StoreUnavailable.class,
                                            reason -> assertThat(reason.code()).isEqualTo("disk_full")));
            assertThat(database.obstacle()).isPresent();
            assertThatThrownBy(() -> database.write(connection -> insert(connection, 2))
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(StoreUnavailable.class);

            FailingDisk.FULL.set(false);
            Awaitility.await().until(() -> database.obstacle().isEmpty());
            database.write(connection -> insert(connection, 3))
                    .toCompletableFuture()
                    .join();
            assertThat(count(database)).isEqualTo(2);
            assertThat(store.broken()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_reserveReached_refusedButReadable(Workload workload) throws Exception {
        Settings greedy =
                new Settings("file", 16, 2, Settings.DEFAULT.linger(), 256, Long.MAX_VALUE, Settings.DEFAULT.probe());
        try (H2Store store = new H2Store(folder, greedy)) {
            Database database = store.open("things", workload);
            assertThatThrownBy(() -> database.write(connection -> 1)
                            .toCompletableFuture()
                            .join())
                    .hasMessageContaining("stay in reserve");
            int one = database.read(connection -> 1);
            assertThat(one).isEqualTo(1);
        }
    }
}
