package org.headgate.store.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.api.ErrorCode;

/** The steps that make a component's tables. */
record Preparation(String component, List<String> steps) {

    Preparation {
        if (!component.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("not a prefix of table names: " + component);
        }
        steps = List.copyOf(steps);
    }

    void apply(Connection connection) throws SQLException {
        for (int step = done(connection); step < steps.size(); step++) {
            try (Statement statement = connection.createStatement();
                    PreparedStatement note =
                            connection.prepareStatement("MERGE INTO store_steps(component, steps) VALUES (?, ?)")) {
                run(statement, steps.get(step));
                note.setString(1, component);
                note.setInt(2, step + 1);
                note.executeUpdate();
                connection.commit();
            }
        }
    }

    /** A table that is there already was made just before a crash: H2 commits it before the note. */
    private static void run(Statement statement, String step) throws SQLException {
        try {
            statement.execute(step);
        } catch (SQLException e) {
            if (e.getErrorCode() != ErrorCode.TABLE_OR_VIEW_ALREADY_EXISTS_1
                    && e.getErrorCode() != ErrorCode.INDEX_ALREADY_EXISTS_1) {
                throw e;
            }
        }
    }

    private int done(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT steps FROM store_steps WHERE component = ?")) {
            select.setString(1, component);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }
}
