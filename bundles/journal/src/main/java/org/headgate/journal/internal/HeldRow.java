package org.headgate.journal.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;

/** A row of the tables of waiting and quarantined messages. */
final class HeldRow {
    private HeldRow() {}

    static void bind(PreparedStatement insert, Held held) throws SQLException {
        Message message = held.message();
        insert.setLong(1, held.id());
        insert.setString(2, message.transport());
        insert.setString(3, cut(message.source(), 200));
        insert.setString(4, message.address());
        insert.setString(5, message.sender());
        insert.setInt(6, message.trust().code());
        insert.setString(7, cut(message.contentType(), 1000));
        insert.setBytes(8, message.payload());
        insert.setLong(9, message.receivedAt());
        Origin origin = message.origin();
        if (origin == null) {
            insert.setNull(10, Types.BIGINT);
            insert.setNull(11, Types.INTEGER);
        } else {
            insert.setLong(10, origin.key());
            insert.setInt(11, origin.seconds());
        }
        insert.setInt(12, message.size());
        insert.setString(13, cut(held.code(), 200));
        insert.setString(14, cut(held.reason(), 4000));
    }

    /** What a sender or a profile makes too long shall not keep the message from being held. */
    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) : text;
    }

    static Held read(ResultSet row) throws SQLException {
        long key = row.getLong(10);
        Origin origin = row.wasNull() ? null : new Origin(key, row.getInt(11), false);
        Message message = new Message(
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Trust.of(row.getInt(6)),
                row.getString(7),
                row.getBytes(8),
                row.getLong(9),
                origin);
        return new Held(row.getLong(1), message, row.getString(13), row.getString(14));
    }
}
