package org.headgate.store.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.h2.tools.Recover;
import org.h2.util.ScriptReader;

/**
 * What can be read of a database that was set aside: first of the file itself (a page is broken), else of what H2's recovery tool finds in it (its index of
 * pages is broken). Given back table by table, once the components have made their tables anew.
 */
final class Salvage implements AutoCloseable {
    private static final String NAME = "x";

    private final Path folder;
    private final Connection source;
    private long rows;

    private Salvage(Path folder, Connection source) {
        this.folder = folder;
        this.source = source;
    }

    /** @param folder is made, and removed by {@link #close} */
    static Salvage of(Path broken, Path folder) throws IOException, SQLException {
        delete(folder);
        Files.createDirectories(folder);
        Files.copy(broken, folder.resolve(NAME + ".mv.db"));
        return new Salvage(folder, source(folder));
    }

    /** Copies the rows of a component's tables into the new ones; rows that do not fit are left out. */
    void restore(Connection target, String component) throws SQLException {
        for (String table : Table.of(target, component)) {
            Table copy = new Table(table);
            if (copy.existsIn(source)) {
                rows += copy.copy(source, target);
            }
        }
        target.commit();
    }

    /** How many came back so far. */
    long rows() {
        return rows;
    }

    @Override
    public void close() {
        Connections.closeQuietly(source);
        delete(folder);
    }

    private static Connection source(Path folder) throws IOException, SQLException {
        Connection asItIs = null;
        try {
            asItIs = Connections.connect(url(folder, NAME) + ";ACCESS_MODE_DATA=r");
            Table.of(asItIs, "");
            return asItIs;
        } catch (SQLException | RuntimeException | AssertionError | StackOverflowError e) {
            if (asItIs != null) {
                Connections.closeQuietly(asItIs);
            }
        }
        return recovered(folder);
    }

    private static Connection recovered(Path folder) throws IOException, SQLException {
        try {
            Recover.execute(folder.toString(), NAME);
        } catch (SQLException | RuntimeException | AssertionError | StackOverflowError e) {
            // the script holds what was found up to here, if anything
        }
        Connection made = Connections.connect(url(folder, "recovered"));
        Path script = folder.resolve(NAME + ".h2.sql");
        if (Files.exists(script)) {
            try (Reader reader = Files.newBufferedReader(script);
                    Statement statement = made.createStatement()) {
                run(new ScriptReader(reader), statement);
            }
        }
        return made;
    }

    private static void run(ScriptReader script, Statement statement) {
        for (String sql = script.readStatement(); sql != null; sql = script.readStatement()) {
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                // one row or table less; the rest may be whole
            }
        }
    }

    private static String url(Path folder, String name) {
        return "jdbc:h2:file:" + folder.resolve(name).toAbsolutePath()
                + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;CACHE_SIZE=1024";
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
