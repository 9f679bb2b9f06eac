package org.headgate.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Copies one table between two databases, as far as it can be read. */
record Table(String name) {
    private static final long SKIP_LIMIT = 1L << 20;
    private static final int PAGE = 256;

    /** The base tables whose names begin with the component's. */
    static List<String> of(Connection connection, String component) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", null, new String[] {"BASE TABLE"})) {
            while (tables.next()) {
                String name = tables.getString("TABLE_NAME");
                if (name.toLowerCase(Locale.ROOT).startsWith(component)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    boolean existsIn(Connection connection) throws SQLException {
        return of(connection, "").contains(name);
    }

    long copy(Connection source, Connection target) throws SQLException {
        List<String> columns = columns(target);
        columns.retainAll(columns(source));
        String list = "\"" + String.join("\", \"", columns) + "\"";
        String into = "INSERT INTO \"" + name + "\"(" + list + ") OVERRIDING SYSTEM VALUE VALUES ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        long copied;
        try (PreparedStatement insert = target.prepareStatement(into)) {
            String key = numericKey(source);
            copied = key == null
                    ? copyUntilBroken(source, "SELECT " + list + " FROM \"" + name + "\"", insert, columns.size())
                    : copyByKey(source, list, key, insert, columns);
        }
        restartIdentity(target);
        return copied;
    }

    /** Row by row where a page of them cannot be read: H2 reads all that it was asked for before it gives the first. */
    private long copyByKey(Connection source, String list, String key, PreparedStatement insert, List<String> columns)
            throws SQLException {
        long copied = 0;
        long from = Long.MIN_VALUE;
        int asked = PAGE;
        int keyAt = columns.indexOf(key) + 1;
        String select = "SELECT " + list + " FROM \"" + name + "\" WHERE \"" + key + "\" >= ? ORDER BY \"" + key
                + "\" FETCH FIRST ? ROWS ONLY";
        try (PreparedStatement page = source.prepareStatement(select)) {
            while (true) {
                long seen = 0;
                page.setLong(1, from);
                page.setInt(2, asked);
                try (ResultSet rows = page.executeQuery()) {
                    for (; rows.next(); seen++) {
                        from = rows.getLong(keyAt) + 1;
                        copied += insert(insert, rows, columns.size());
                    }
                } catch (SQLException | RuntimeException | AssertionError | StackOverflowError e) {
                    if (asked == 1) {
                        from = behind(page, from);
                        asked = PAGE;
                    } else {
                        asked = 1;
                    }
                    continue;
                }
                if (seen == 0) {
                    return copied;
                }
            }
        }
    }

    /** The first key from which on it can be read again: farther and farther until it can, then back to where that begins. */
    private static long behind(PreparedStatement page, long broken) {
        long low = Math.max(0, broken);
        long step = 1;
        while (!isRead(page, low + step)) {
            low += step;
            step *= 2;
            if (step > SKIP_LIMIT) {
                return Long.MAX_VALUE;
            }
        }
        long high = low + step;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (isRead(page, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static boolean isRead(PreparedStatement page, long from) {
        try {
            page.setLong(1, from);
            page.setInt(2, 1);
            page.executeQuery().close();
            return true;
        } catch (SQLException | RuntimeException | AssertionError | StackOverflowError e) {
            return false;
        }
    }

    private static long copyUntilBroken(Connection source, String select, PreparedStatement insert, int columns) {
        long copied = 0;
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                copied += insert(insert, rows, columns);
            }
        } catch (SQLException | RuntimeException | AssertionError | StackOverflowError e) {
            return copied;
        }
        return copied;
    }

    private static int insert(PreparedStatement insert, ResultSet row, int columns) throws SQLException {
        for (int i = 1; i <= columns; i++) {
            insert.setObject(i, row.getObject(i));
        }
        try {
            return insert.executeUpdate();
        } catch (SQLException e) {
            if (Faults.breaksDatabase(e)) {
                throw e;
            }
            return 0;
        }
    }

    private List<String> columns(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet columns = connection.getMetaData().getColumns(null, "PUBLIC", name, null)) {
            while (columns.next()) {
                if (!"YES".equals(columns.getString("IS_GENERATEDCOLUMN"))) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        return names;
    }

    private @Nullable String numericKey(Connection connection) throws SQLException {
        String key = null;
        try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, "PUBLIC", name)) {
            while (keys.next()) {
                if (key != null) {
                    return null;
                }
                key = keys.getString("COLUMN_NAME");
            }
        }
        if (key == null) {
            return null;
        }
        try (ResultSet column = connection.getMetaData().getColumns(null, "PUBLIC", name, key)) {
            return column.next() && column.getInt("DATA_TYPE") == java.sql.Types.BIGINT ? key : null;
        }
    }

    private void restartIdentity(Connection target) throws SQLException {
        String identity = null;
        try (ResultSet columns = target.getMetaData().getColumns(null, "PUBLIC", name, null)) {
            while (columns.next()) {
                if ("YES".equals(columns.getString("IS_AUTOINCREMENT"))) {
                    identity = columns.getString("COLUMN_NAME");
                }
            }
        }
        if (identity == null) {
            return;
        }
        try (Statement statement = target.createStatement()) {
            long next;
            try (ResultSet max =
                    statement.executeQuery("SELECT COALESCE(MAX(\"" + identity + "\"), 0) + 1 FROM \"" + name + "\"")) {
                max.next();
                next = max.getLong(1);
            }
            statement.execute("ALTER TABLE \"" + name + "\" ALTER COLUMN \"" + identity + "\" RESTART WITH " + next);
        }
    }
}
