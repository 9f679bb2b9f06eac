package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headgate.store.Workload;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends after any single write to the file; what was acknowledged until then is there. */
class CrashPointTest {
    private static final Settings RECORDED = FaultyDisk.impatient("recorded");
    private static final int ROWS = 5;

    @TempDir
    Path folder;

    /** With pauses it is long enough for H2 to take space again: then a chunk is not where the one before it said it would be. */
    @ParameterizedTest
    @CsvSource({"MIXED, 60, 0", "APPEND, 60, 0", "APPEND, 160, 20"})
    void end_afterAnyWrite_leavesAllThatWasAcknowledged(Workload workload, int commits, int pause) throws Exception {
        RecordedDisk.register();
        TreeMap<Integer, Long> acknowledged = new TreeMap<>(Map.of(0, 0L));
        Connections live = Connections.open("live", folder.resolve("live.mv.db"), workload, RECORDED);
        write(live, commits, Duration.ofMillis(pause), acknowledged);
        List<RecordedDisk.Change> changes = RecordedDisk.changes();
        live.close(false);

        Path image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (int change = 0; change < changes.size(); change++) {
                changes.get(change).apply(file);
                assertThat(rows(image, workload))
                        .as("rows after change %d of %d", change + 1, changes.size())
                        .isGreaterThanOrEqualTo(
                                acknowledged.floorEntry(change + 1).getValue());
            }
        }
    }

    private static void write(Connections live, int commits, Duration pause, Map<Integer, Long> acknowledged)
            throws SQLException {
        try (Statement statement = live.writer().createStatement()) {
            statement.execute("CREATE TABLE rows_row(id BIGINT PRIMARY KEY)");
            statement.execute("CREATE TABLE rows_changed(id BIGINT PRIMARY KEY, written BIGINT NOT NULL)");
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

    private long rows(Path image, Workload workload) throws Exception {
        Path copy = folder.resolve("copy.mv.db");
        Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
        Connections opened = Connections.open("copy", copy, workload, FaultyDisk.impatient("file"));
        try {
            return opened.read(connection -> {
                try (ResultSet table = connection.getMetaData().getTables(null, "PUBLIC", "ROWS_ROW", null)) {
                    if (!table.next()) {
                        return 0L;
                    }
                }
                try (Statement statement = connection.createStatement();
                        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM rows_row")) {
                    count.next();
                    return count.getLong(1);
                }
            });
        } finally {
            opened.close(false);
        }
    }
}
