package org.headgate.feeds.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.jspecify.annotations.Nullable;

/** Definitions in {@code precious}. A feed that is removed leaves its row: should it come back, versions, positions and proofs go on. */
final class FeedTable {
    /** Versions of one feed that are kept; what an older one selected is told by the oldest kept. */
    static final int VERSIONS_KEPT = 16;

    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS feeds_feed(
              id VARCHAR(64) PRIMARY KEY,
              created_at BIGINT NOT NULL,
              removed BOOLEAN NOT NULL,
              version INT NOT NULL,
              secret BINARY(32) NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS feeds_definition(
              id VARCHAR(64) NOT NULL,
              version INT NOT NULL,
              from_sequence BIGINT NOT NULL,
              definition CLOB NOT NULL,
              PRIMARY KEY(id, version))""");

    private FeedTable() {}

    /** @param fromSequence from which on the definition holds */
    record Version(FeedDefinition definition, long fromSequence) {}

    /** @param versions in order, empty where the feed is removed @param secret the key of its pseudonyms */
    record Kept(String id, long createdAt, boolean removed, int version, byte[] secret, List<Version> versions) {}

    static List<Kept> all(Connection connection) throws SQLException {
        List<Kept> feeds = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT id, created_at, removed, version, secret FROM feeds_feed WHERE NOT removed ORDER BY id");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                feeds.add(kept(connection, rows));
            }
        }
        return feeds;
    }

    static List<String> removed(Connection connection) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM feeds_feed WHERE removed");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    static @Nullable Kept find(Connection connection, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT id, created_at, removed, version, secret FROM feeds_feed WHERE id = ?")) {
            query.setString(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? kept(connection, row) : null;
            }
        }
    }

    static void put(Connection connection, Kept feed, Version version) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement(
                "MERGE INTO feeds_feed(id, created_at, removed, version, secret) KEY(id) VALUES (?, ?, FALSE, ?, ?)")) {
            merge.setString(1, feed.id());
            merge.setLong(2, feed.createdAt());
            merge.setInt(3, version.definition().version());
            merge.setBytes(4, feed.secret());
            merge.executeUpdate();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO feeds_definition VALUES (?, ?, ?, ?)")) {
            insert.setString(1, feed.id());
            insert.setInt(2, version.definition().version());
            insert.setLong(3, version.fromSequence());
            insert.setString(4, DefinitionJson.write(version.definition()).toString());
            insert.executeUpdate();
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM feeds_definition WHERE id = ? AND version <= ?")) {
            delete.setString(1, feed.id());
            delete.setInt(2, version.definition().version() - VERSIONS_KEPT);
            delete.executeUpdate();
        }
    }

    static boolean remove(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM feeds_definition WHERE id = ?");
                PreparedStatement mark = connection.prepareStatement(
                        "UPDATE feeds_feed SET removed = TRUE WHERE id = ? AND NOT removed")) {
            delete.setString(1, id);
            delete.executeUpdate();
            mark.setString(1, id);
            return mark.executeUpdate() == 1;
        }
    }

    private static Kept kept(Connection connection, ResultSet row) throws SQLException {
        String id = row.getString(1);
        return new Kept(
                id, row.getLong(2), row.getBoolean(3), row.getInt(4), row.getBytes(5), versions(connection, id));
    }

    private static List<Version> versions(Connection connection, String id) throws SQLException {
        List<Version> versions = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT definition, from_sequence FROM feeds_definition WHERE id = ? ORDER BY version")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    versions.add(new Version(DefinitionJson.read(rows.getString(1)), rows.getLong(2)));
                }
            }
        }
        return versions;
    }
}
