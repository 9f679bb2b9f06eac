package org.headgate.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.journal.internal.Samples.entry;
import static org.headgate.journal.internal.Samples.fill;
import static org.headgate.journal.internal.Samples.write;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.headgate.api.status.Report;
import org.headgate.store.internal.H2Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockTest {
    private static final long START = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    Path folder;

    private final AtomicLong wall = new AtomicLong(START);
    private final AtomicLong nanos = new AtomicLong(7);

    private void pass(long millis) {
        wall.addAndGet(millis);
        nanos.addAndGet(millis * 1_000_000);
    }

    private BelievedClock clock(long newest) {
        return new BelievedClock(wall::get, nanos::get, Duration.ofHours(100), newest);
    }

    @Test
    void now_timePasses_isTheWallClocks() {
        BelievedClock clock = clock(START - HOUR);
        for (int i = 0; i < 10; i++) {
            pass(24 * HOUR);
            assertThat(clock.now()).isEqualTo(wall.get());
        }
        assertThat(clock.ahead()).isZero();
    }

    @Test
    void now_jumpForward_isNotBelievedForADay() {
        BelievedClock clock = clock(0);
        wall.addAndGet(5 * 8760 * HOUR);
        assertThat(clock.now()).isEqualTo(START);
        assertThat(clock.ahead()).isEqualTo(5 * 8760 * HOUR);
        for (int hour = 0; hour < 23; hour++) {
            pass(HOUR);
            clock.now();
        }
        assertThat(clock.now()).isEqualTo(START + 23 * HOUR);
        pass(HOUR);
        assertThat(clock.now()).as("it has lasted").isEqualTo(wall.get());
    }

    @Test
    void now_jumpForwardAndBack_isAsIfNothingHadBeen() {
        BelievedClock clock = clock(0);
        wall.addAndGet(8760 * HOUR);
        clock.now();
        pass(HOUR);
        wall.addAndGet(-8760 * HOUR);
        assertThat(clock.now()).isEqualTo(START + HOUR);
        assertThat(clock.ahead()).isZero();
    }

    @Test
    void now_backByHoursAndForwardAgain_isBelieved() {
        BelievedClock clock = clock(0);
        wall.addAndGet(-10 * HOUR);
        assertThat(clock.now()).isEqualTo(START - 10 * HOUR);
        wall.addAndGet(10 * HOUR);
        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void start_farAheadOfWhatIsKept_isNotBelieved() {
        assertThat(clock(START - 50 * 8760 * HOUR).now()).isEqualTo(START - 50 * 8760 * HOUR);
    }

    @Test
    void retention_clockJumpsYearsAhead_sealedHistoryStaysAndTheStatusSaysWhy() throws Exception {
        Settings small = Settings.of(s -> s.segmentBytes = 300 << 10);
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = new H2Journal(store, folder, small, wall::get, nanos::get)) {
            journal.sealed(0);
            while (journal.segments().all().size() < 3) {
                fill(journal, 300);
            }
            journal.sealed(journal.next() - 1);
            wall.addAndGet(3 * 8760 * HOUR);
            chores(journal);
            assertThat(journal.first()).isEqualTo(1);
            assertThat(problems(journal)).contains("clock_ahead");

            wall.addAndGet(-3 * 8760 * HOUR);
            chores(journal);
            assertThat(problems(journal)).doesNotContain("clock_ahead");
            assertThat(journal.first()).isEqualTo(1);
        }
    }

    @Test
    void write_clockBackByHours_sequenceAndOriginsGoOn() throws Exception {
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = new H2Journal(store, folder, Settings.DEFAULT, wall::get, nanos::get)) {
            write(journal, entry(1));
            wall.addAndGet(-30 * HOUR);
            assertThat(write(journal, entry(2)).firstSequence()).isEqualTo(2);
        }
        wall.set(0);
        try (H2Store store = H2Store.open(folder);
                H2Journal journal = new H2Journal(store, folder, Settings.DEFAULT, wall::get, nanos::get)) {
            assertThat(write(journal, entry(3)).firstSequence()).isEqualTo(3);
            chores(journal);
            assertThat(journal.read(1, 10)).hasSize(3);
        }
    }

    private static void chores(H2Journal journal) {
        long done = journal.chores().rounds();
        journal.tick();
        Awaitility.await().until(() -> journal.chores().rounds() > done);
        assertThat(journal.chores().failure()).isNull();
    }

    private static Iterable<String> problems(H2Journal journal) {
        Report.Builder report = Report.builder();
        new JournalStatus(journal).report(report);
        return report.build().problems().stream().map(problem -> problem.code()).toList();
    }
}
