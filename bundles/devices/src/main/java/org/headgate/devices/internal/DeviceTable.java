package org.headgate.devices.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.device.Devices.Device;

/** The devices in the database. */
final class DeviceTable {
    static final String SCHEMA = """
            CREATE TABLE devices_known (
              urn VARCHAR(1024) PRIMARY KEY,
              name VARCHAR(256) NOT NULL,
              model VARCHAR(256) NOT NULL,
              profile VARCHAR(256) NOT NULL,
              source VARCHAR(256) NOT NULL,
              address VARCHAR(256) NOT NULL,
              first_seen BIGINT NOT NULL,
              last_seen BIGINT NOT NULL,
              messages BIGINT NOT NULL,
              adopted_by VARCHAR(1024) NOT NULL)""";

    private static final String UPDATE = "UPDATE devices_known SET name = ?, model = ?, profile = ?, source = ?,"
            + " address = ?, first_seen = ?, last_seen = ?, messages = ? WHERE urn = ?";
    private static final String INSERT = "INSERT INTO devices_known (name, model, profile, source, address,"
            + " first_seen, last_seen, messages, urn, adopted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private DeviceTable() {}

    static List<Device> load(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT urn, name, model, profile, source, address,"
                        + " first_seen, last_seen, messages, adopted_by FROM devices_known");
                ResultSet rows = select.executeQuery()) {
            List<Device> devices = new ArrayList<>();
            while (rows.next()) {
                devices.add(new Device(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getLong(7),
                        rows.getLong(8),
                        rows.getLong(9),
                        rows.getString(10)));
            }
            return devices;
        }
    }

    /** Leaves alone by whom a device that is there was adopted: that is for {@link #adopt}. */
    static void save(Connection connection, Device device) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            fill(update, device);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            fill(insert, device);
            insert.setString(10, device.adoptedBy());
            insert.executeUpdate();
        }
    }

    static void adopt(Connection connection, Device device, String by) throws SQLException {
        save(connection, device);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE devices_known SET adopted_by = ? WHERE urn = ?")) {
            update.setString(1, by);
            update.setString(2, device.urn());
            update.executeUpdate();
        }
    }

    static void delete(Connection connection, List<String> urns) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM devices_known WHERE urn = ?")) {
            for (String urn : urns) {
                delete.setString(1, urn);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private static void fill(PreparedStatement statement, Device device) throws SQLException {
        statement.setString(1, device.name());
        statement.setString(2, device.model());
        statement.setString(3, device.profile());
        statement.setString(4, device.source());
        statement.setString(5, device.address());
        statement.setLong(6, device.firstSeen());
        statement.setLong(7, device.lastSeen());
        statement.setLong(8, device.messages());
        statement.setString(9, device.urn());
    }
}
