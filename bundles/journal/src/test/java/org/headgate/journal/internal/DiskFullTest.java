package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.fill;
import static org.headgate.journal.internal.Samples.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Origin;
import org.headgate.store.internal.H2Store;
import org.headgate.store.testkit.FailingDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
    @TempDir
    Path folder;

    @AfterEach
    void room() {
        FailingDisk.FULL.set(false);
        FailingDisk.SYNC_FAILS.set(false);
    }

    @Test
    void write_syncFails_noGapAndNoFalseDuplicate() throws Exception {
        FailingDisk.register();
        try (H2Store store = H2Store.open(folder, "failing", Duration.ofMillis(20));
                H2Journal journal = H2Journal.open(store, folder)) {
            fill(journal, 100);
            FailingDisk.SYNC_FAILS.set(true);
            Origin origin = new Origin(7, 600, true);
            Throwable thrown = Assertions.catchThrowable(() -> write(journal, entry(1, origin)));
            assertThat(thrown).isInstanceOf(CompletionException.class);
            FailingDisk.SYNC_FAILS.set(false);
            Awaitility.await().until(() -> journal.obstacle().isEmpty());

            write(journal, entry(1, origin));
            write(journal, entry(2));
            long next = journal.next();
            assertThat(journal.read(1, 1000)).hasSize((int) next - 1);
            for (long from = 1; from < next; from++) {
                var hot = journal.tail(from, 1);
                if (hot != null) {
                    assertThat(hot.get(0).sequence()).isEqualTo(from);
                }
            }
            assertThat(next).isEqualTo(103);
        }
    }

    @Test
    void write_diskFull_failsWithItsCodeAndGoesOnAfterwards() throws Exception {
        FailingDisk.register();
        try (H2Store store = H2Store.open(folder, "failing", Duration.ofMillis(20));
                H2Journal journal = H2Journal.open(store, folder)) {
            fill(journal, 100);
            FailingDisk.FULL.set(true);
            Throwable thrown = Assertions.catchThrowable(() -> write(journal, entry(1)));
            assertThat(thrown)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            JournalUnavailable.class,
                            reason -> assertThat(reason.code()).isEqualTo("disk_full"));
            Awaitility.await().until(() -> journal.obstacle().isPresent());
            assertThat(journal.tail(1, 200)).hasSize(100);

            FailingDisk.FULL.set(false);
            Awaitility.await().until(() -> journal.obstacle().isEmpty());
            long next = journal.next();
            assertThat(write(journal, entry(2)).firstSequence()).isEqualTo(next);
            assertThat(journal.read(1, 1000).size()).isEqualTo(next);
            assertThat(journal.lost()).isEmpty();
        }
    }
}
