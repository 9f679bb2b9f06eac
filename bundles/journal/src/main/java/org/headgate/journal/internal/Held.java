package org.headgate.journal.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;

/** Reads what is held in the active segment. */
final class Held implements HeldMessages {
    private static final int PAGE = 256;
    private static final String SELECT = "SELECT " + Tables.HELD_COLUMNS + " FROM ";
    private static final String GROUPS = "SELECT g.transport, g.address, g.n, g.first_at, g.last_at, g.newest FROM"
            + " (SELECT transport, address, COUNT(*) n, MIN(received_at) first_at, MAX(received_at) last_at,"
            + " MAX(id) newest FROM journal_waiting GROUP BY transport, address) g ORDER BY g.n DESC, g.newest DESC"
            + " FETCH FIRST ? ROWS ONLY";

    private final Supplier<Database> active;

    Held(Supplier<Database> active) {
        this.active = active;
    }

    @Override
    public List<HeldMessages.Held> waiting(long afterId, int max) throws JournalUnavailable {
        return select(
                SELECT + Tables.WAITING + " WHERE id > ? ORDER BY id FETCH FIRST ? ROWS ONLY",
                afterId,
                Math.min(max, PAGE));
    }

    @Override
    public List<HeldMessages.Held> waiting(String transport, String address, long afterId, int max)
            throws JournalUnavailable {
        return select(
                SELECT + Tables.WAITING
                        + " WHERE transport = ? AND address = ? AND id > ? ORDER BY id FETCH FIRST ? ROWS ONLY",
                transport,
                address,
                afterId,
                Math.min(max, PAGE));
    }

    @Override
    public List<HeldMessages.Held> quarantined(int max) throws JournalUnavailable {
        return select(SELECT + Tables.QUARANTINE + " ORDER BY id DESC FETCH FIRST ? ROWS ONLY", Math.min(max, PAGE));
    }

    @Override
    public List<Group> groups(int max) throws JournalUnavailable {
        return read(connection -> {
            List<Group> groups = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(GROUPS);
                    PreparedStatement one = connection.prepareStatement(SELECT + Tables.WAITING + " WHERE id = ?")) {
                select.setInt(1, max);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        one.setLong(1, row.getLong(6));
                        try (ResultSet sample = one.executeQuery()) {
                            sample.next();
                            groups.add(new Group(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    HeldRow.read(sample).message()));
                        }
                    }
                }
            }
            return groups;
        });
    }

    private List<HeldMessages.Held> select(String sql, Object... values) throws JournalUnavailable {
        return read(connection -> {
            List<HeldMessages.Held> held = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    select.setObject(i + 1, values[i]);
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        held.add(HeldRow.read(row));
                    }
                }
            }
            return held;
        });
    }

    private <T> T read(Database.Work<T> work) throws JournalUnavailable {
        Database database = active.get();
        try {
            return database.read(work);
        } catch (StoreUnavailable e) {
            Database now = active.get();
            if (now == database) {
                throw H2Journal.unavailable(e);
            }
            try {
                return now.read(work);
            } catch (StoreUnavailable again) {
                throw H2Journal.unavailable(again);
            }
        }
    }
}
