package org.headgate.devices.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.device.DeviceCredentials.Type;

/** The credentials in the database. Filters cannot hold a line feed, so it parts them. */
final class CredentialTable {
    static final String SCHEMA = """
            CREATE TABLE devices_credentials (
              name VARCHAR(64) PRIMARY KEY,
              type VARCHAR(16) NOT NULL,
              secret VARBINARY(64) NOT NULL,
              publish VARCHAR(65536) NOT NULL,
              subscribe VARCHAR(65536) NOT NULL,
              issued_at BIGINT NOT NULL)""";

    private CredentialTable() {}

    static List<StoredCredential> load(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT name, type, secret, publish, subscribe, issued_at FROM devices_credentials");
                ResultSet rows = select.executeQuery()) {
            List<StoredCredential> credentials = new ArrayList<>();
            while (rows.next()) {
                credentials.add(new StoredCredential(
                        rows.getString(1),
                        Type.valueOf(rows.getString(2)),
                        rows.getBytes(3),
                        lines(rows.getString(4)),
                        lines(rows.getString(5)),
                        rows.getLong(6)));
            }
            return credentials;
        }
    }

    static void put(Connection connection, StoredCredential credential) throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement("MERGE INTO devices_credentials VALUES (?, ?, ?, ?, ?, ?)")) {
            merge.setString(1, credential.name());
            merge.setString(2, credential.type().name());
            merge.setBytes(3, credential.secret());
            merge.setString(4, String.join("\n", credential.publish()));
            merge.setString(5, String.join("\n", credential.subscribe()));
            merge.setLong(6, credential.issuedAt());
            merge.executeUpdate();
        }
    }

    static boolean delete(Connection connection, String name) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM devices_credentials WHERE name = ?")) {
            delete.setString(1, name);
            return delete.executeUpdate() > 0;
        }
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }
}
