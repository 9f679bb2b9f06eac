package org.headgate.journal.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.headgate.api.journal.Journal.Rollup;

/**
 * One minute of one series.
 *
 * @param latestAt seconds since the epoch of what is {@code latest}
 */
record Minute(long count, double low, double high, double total, double latest, double latestAt) {
    /** In the order of the columns. */
    static Minute of(ResultSet row, int first) throws SQLException {
        return new Minute(
                row.getLong(first),
                row.getDouble(first + 1),
                row.getDouble(first + 2),
                row.getDouble(first + 3),
                row.getDouble(first + 4),
                row.getDouble(first + 5));
    }

    Minute plus(Minute later) {
        boolean newer = later.latestAt >= latestAt;
        return new Minute(
                count + later.count,
                Math.min(low, later.low),
                Math.max(high, later.high),
                total + later.total,
                newer ? later.latest : latest,
                newer ? later.latestAt : latestAt);
    }

    void bind(PreparedStatement statement, int first) throws SQLException {
        statement.setLong(first, count);
        statement.setDouble(first + 1, low);
        statement.setDouble(first + 2, high);
        statement.setDouble(first + 3, total);
        statement.setDouble(first + 4, latest);
        statement.setDouble(first + 5, latestAt);
    }

    /** @param minute since the epoch */
    Rollup rollup(long minute) {
        return new Rollup(minute * 60_000, count, low, high, total, latest);
    }
}
