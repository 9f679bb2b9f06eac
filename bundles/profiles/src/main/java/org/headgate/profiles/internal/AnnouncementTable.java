package org.headgate.profiles.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.headgate.api.profile.Announcement;

/** The announcements in the database, in the order in which they came. */
final class AnnouncementTable {
    static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS profiles_announced (
              id BIGINT PRIMARY KEY,
              profile VARCHAR(1024) NOT NULL,
              sender VARCHAR(70000) NOT NULL,
              transport VARCHAR(256) NOT NULL,
              name VARCHAR(1024) NOT NULL,
              addresses VARCHAR(70000) NOT NULL,
              content VARBINARY(300000) NOT NULL)""";

    private static final String SEPARATOR = "\0";

    private AnnouncementTable() {}

    static List<Known> load(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, profile, sender, transport, name, addresses, content FROM profiles_announced"
                                + " ORDER BY id");
                ResultSet rows = select.executeQuery()) {
            List<Known> all = new ArrayList<>();
            while (rows.next()) {
                String addresses = rows.getString(6);
                all.add(new Known(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        new Announcement(
                                rows.getString(5),
                                addresses.isEmpty() ? List.of() : List.of(addresses.split(SEPARATOR)),
                                rows.getBytes(7)),
                        CompletableFuture.completedFuture(null)));
            }
            return all;
        }
    }

    static void change(Connection connection, List<Long> gone, List<Known> fresh) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM profiles_announced WHERE id = ?")) {
            for (long id : gone) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO profiles_announced"
                + " (id, profile, sender, transport, name, addresses, content) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (Known known : fresh) {
                insert.setLong(1, known.id);
                insert.setString(2, known.profile);
                insert.setString(3, known.sender);
                insert.setString(4, known.transport);
                insert.setString(5, known.announcement.name());
                insert.setString(6, String.join(SEPARATOR, known.announcement.addresses()));
                insert.setBytes(7, known.announcement.content());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
