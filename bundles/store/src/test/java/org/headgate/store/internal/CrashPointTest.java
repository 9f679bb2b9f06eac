package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.headgate.store.Database;
import org.headgate.store.Workload;
import org.headgate.store.testkit.RecordedDisk;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends, or the power goes, after any single write or sync; what was acknowledged until then is there. */
class CrashPointTest {
    private static final Settings RECORDED = Impatient.settings("recorded");
    private static final int ROWS = 5;
    private static final int CUTS = 15;
    private static final List<String> STEPS = List.of(
            "CREATE TABLE IF NOT EXISTS rows_row(id BIGINT PRIMARY KEY)",
            "CREATE TABLE IF NOT EXISTS rows_changed(id BIGINT PRIMARY KEY, written BIGINT NOT NULL)");

    @TempDir
    Path folder;

    /** With pauses it is long enough for H2 to take space again: then a chunk is not where the one before it said it would be. */
    @ParameterizedTest
    @CsvSource({"MIXED, 60, 0", "APPEND, 60, 0", "APPEND, 120, 20"})
    void end_afterAnyWrite_leavesAllThatWasAcknowledged(Workload workload, int commits, int pause) throws Exception {
        RecordedDisk.register();
        TreeMap<Integer, Long> acknowledged = new TreeMap<>(Map.of(0, 0L));
        Connections live = Connections.open("live", folder.resolve("live.mv.db"), workload, RECORDED);
        write(live, commits, Duration.ofMillis(pause), acknowledged);
        List<RecordedDisk.Event> events = RecordedDisk.events();
        live.close(false);

        for (int count = 1; count <= events.size(); count++) {
            if (events.get(count - 1).isSync()) {
                continue;
            }
            long expected = acknowledged.floorEntry(count).getValue();
            assertThat(rows(events, count, workload))
                    .as("rows after event %d of %d", count, events.size())
                    .isGreaterThanOrEqualTo(expected);
        }
        Random instants = new Random(Long.getLong("power.seed", 1));
        for (int cut = 0; cut < CUTS; cut++) {
            int end = 1 + instants.nextInt(events.size());
            long seed = instants.nextLong();
            Path cutOff = Files.createTempDirectory(folder, "cut");
            RecordedDisk.image(events, end, folder, cutOff, new Random(seed));
            String what = "power cut at event " + end + " of " + events.size() + ", seed " + seed;
            assertRows(cutOff, workload, acknowledged.floorEntry(end).getValue(), what);
        }
    }

    /** As the gateway opens it, which must not have to rebuild it. */
    private static void assertRows(Path target, Workload workload, long expected, String what) throws Exception {
        try (H2Store store = new H2Store(target, Impatient.settings("file"))) {
            Database database = store.open("live", workload);
            database.prepare("rows", STEPS);
            assertThat(database.rebuilt() && expected > 0).as(what).isFalse();
            assertThat(database.read(CrashPointTest::count)).as(what).isGreaterThanOrEqualTo(expected);
        }
    }

    private static void write(Connections live, int commits, Duration pause, Map<Integer, Long> acknowledged)
            throws SQLException {
        try (Statement statement = live.writer().createStatement()) {
            for (String step : STEPS) {
                statement.execute(step);
            }
            live.commit();
        }
        long row = 0;
        try (PreparedStatement insert = live.writer().prepareStatement("INSERT INTO rows_row VALUES (?)");
                PreparedStatement merge = live.writer().prepareStatement("MERGE INTO rows_changed VALUES (?, ?)")) {
            for (int commit = 0; commit < commits; commit++) {
                for (int i = 0; i < ROWS; i++) {
                    row++;
                    insert.setLong(1, row);
                    insert.executeUpdate();
                    merge.setLong(1, row % 300);
                    merge.setLong(2, row);
                    merge.executeUpdate();
                }
                live.commit();
                acknowledged.put(RecordedDisk.count(), row);
                if (!pause.isZero()) {
                    await().pollDelay(pause).until(() -> true);
                }
            }
        }
    }

    private long rows(List<RecordedDisk.Event> events, int end, Workload workload) throws Exception {
        Path target = folder.resolve("image");
        RecordedDisk.image(events, end, folder, target, null);
        Path copy = target.resolve("live.mv.db");
        if (!Files.exists(copy)) {
            return 0;
        }
        Connections opened = Connections.open("copy", copy, workload, Impatient.settings("file"));
        try {
            return opened.read(connection -> {
                try (ResultSet table = connection.getMetaData().getTables(null, "PUBLIC", "ROWS_ROW", null)) {
                    if (!table.next()) {
                        return 0L;
                    }
                }
                return count(connection);
            });
        } finally {
            opened.close(false);
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM rows_row")) {
            count.next();
            return count.getLong(1);
        }
    }
}
