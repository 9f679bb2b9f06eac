package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/** Writes entries into the active segment over one connection. For the writer's thread alone. */
final class Appender {
    private static final int DEVICES = 20_000;

    private final Connection connection;
    private final Origins origins;
    private final HeldTable waiting;
    private final HeldTable quarantine;
    private final PreparedStatement insert;
    private final PreparedStatement insertDevice;
    private final PreparedStatement forgetSequence;
    private final PreparedStatement forgetCarried;
    private final PreparedStatement forgetWaiting;
    private final PreparedStatement forgetQuarantine;
    private final Map<String, Device> devices = new HashMap<>();
    private final List<Contribution> appended = new ArrayList<>();
    private final List<String> newDevices = new ArrayList<>();
    private final List<Long> newOrigins = new ArrayList<>();
    private long next;
    private long nextHeld;
    private int nextDevice;
    private boolean batched;
    private boolean devicesBatched;
    private long nextBefore;
    private long waitingBefore;
    private long quarantineBefore;

    Appender(Connection connection, Settings settings, Origins origins, long next, long nextHeld) throws SQLException {
        this.connection = connection;
        this.origins = origins;
        this.waiting = new HeldTable(Tables.WAITING, settings.waitingBytes(), connection);
        this.quarantine = new HeldTable(Tables.QUARANTINE, settings.quarantineBytes(), connection);
        this.insert = connection.prepareStatement(Tables.INSERT_CONTRIBUTION);
        this.insertDevice = connection.prepareStatement(Tables.INSERT_DEVICE);
        this.forgetSequence = connection.prepareStatement(
                "UPDATE journal_contribution SET origin = NULL WHERE sequence = ? AND origin = ?");
        this.forgetCarried = connection.prepareStatement("DELETE FROM journal_origin WHERE origin = ?");
        this.forgetWaiting =
                connection.prepareStatement("UPDATE journal_waiting SET origin = NULL WHERE id = ? AND origin = ?");
        this.forgetQuarantine =
                connection.prepareStatement("UPDATE journal_quarantine SET origin = NULL WHERE id = ? AND origin = ?");
        this.next = next;
        this.nextHeld = nextHeld;
        readDevices();
    }

    Connection connection() {
        return connection;
    }

    HeldTable waiting() {
        return waiting;
    }

    HeldTable quarantine() {
        return quarantine;
    }

    /** The next sequence to be given. */
    long next() {
        return next;
    }

    long nextHeld() {
        return nextHeld;
    }

    void begin() {
        nextBefore = next;
        waitingBefore = waiting.bytes();
        quarantineBefore = quarantine.bytes();
        appended.clear();
        newDevices.clear();
        newOrigins.clear();
    }

    /** Forgets what was done since {@link #begin}; the transaction is rolled back by who began it. */
    void undo() throws SQLException {
        next = nextBefore;
        insert.clearBatch();
        insertDevice.clearBatch();
        batched = false;
        devicesBatched = false;
        waiting.restore(waitingBefore);
        quarantine.restore(quarantineBefore);
        newDevices.forEach(devices::remove);
        newOrigins.forEach(origins::remove);
        appended.clear();
    }

    /** What was appended since {@link #begin}. */
    List<Contribution> appended() {
        return List.copyOf(appended);
    }

    void append(Pending pending) throws SQLException {
        JournalEntry entry = pending.entry;
        if (entry instanceof JournalEntry.Contributions some) {
            pending.written(append(some));
        } else if (entry instanceof JournalEntry.Waiting held) {
            pending.written(hold(held.message()));
        } else if (entry instanceof JournalEntry.Quarantined refused) {
            pending.written(refuse(refused));
        } else if (entry instanceof JournalEntry.Discarded discarded) {
            pending.written(waiting.take(discarded.waitingId()) != null ? Pending.NOTHING : Pending.DUPLICATE);
        } else if (entry instanceof JournalEntry.Released released) {
            release(released.originKey());
        }
    }

    void flush() throws SQLException {
        if (devicesBatched) {
            insertDevice.executeBatch();
            devicesBatched = false;
        }
        if (batched) {
            insert.executeBatch();
            batched = false;
        }
        waiting.flush();
        quarantine.flush();
    }

    private Written append(JournalEntry.Contributions entry) throws SQLException {
        HeldTable.Taken waited = entry.waitingId() == 0 ? null : waiting.take(entry.waitingId());
        if (waited == null && (entry.waitingId() != 0 || known(entry.origin()))) {
            return Pending.DUPLICATE;
        }
        Origin origin = waited == null ? entry.origin() : waited.origin();
        long first = next;
        for (NewContribution contribution : entry.contributions()) {
            insert(contribution, next == first ? origin : null);
            next++;
        }
        remember(origin, entry.contributions().get(0).receivedAt(), first);
        return new Written(first, entry.contributions().size(), false);
    }

    private Written hold(Message message) throws SQLException {
        if (known(message.origin())) {
            return Pending.DUPLICATE;
        }
        long id = nextHeld++;
        waiting.insert(new Held(id, message, "", ""));
        remember(message.origin(), message.receivedAt(), -id);
        return Pending.NOTHING;
    }

    private Written refuse(JournalEntry.Quarantined entry) throws SQLException {
        HeldTable.Taken waited = entry.waitingId() == 0 ? null : waiting.take(entry.waitingId());
        if (waited == null && (entry.waitingId() != 0 || known(entry.message().origin()))) {
            return Pending.DUPLICATE;
        }
        Message message = waited == null ? entry.message() : entry.message().with(waited.origin());
        long id = nextHeld++;
        quarantine.insert(new Held(id, message, entry.code(), entry.reason()));
        remember(message.origin(), message.receivedAt(), -id);
        return Pending.NOTHING;
    }

    private void release(long key) throws SQLException {
        long place = origins.place(key);
        if (place == 0) {
            return;
        }
        flush();
        origins.remove(key);
        if (place == Origins.CARRIED) {
            execute(forgetCarried, key);
        } else if (place > 0) {
            execute(forgetSequence, place, key);
        } else {
            execute(forgetWaiting, -place, key);
            execute(forgetQuarantine, -place, key);
        }
    }

    private boolean known(@Nullable Origin origin) {
        return origin != null && origin.resend() && origins.knows(origin.key(), System.currentTimeMillis());
    }

    private void remember(@Nullable Origin origin, long receivedAt, long place) {
        if (origin != null) {
            origins.add(origin.key(), receivedAt + origin.seconds() * 1000L, place);
            newOrigins.add(origin.key());
        }
    }

    private void insert(NewContribution contribution, @Nullable Origin origin) throws SQLException {
        Device device = device(contribution.device());
        insert.setLong(1, next);
        insert.setLong(2, contribution.receivedAt());
        insert.setInt(3, contribution.kind().code());
        insert.setInt(4, contribution.trust().code());
        insert.setBoolean(5, contribution.adopted());
        insert.setInt(6, device.id);
        if (origin == null) {
            insert.setNull(7, Types.BIGINT);
            insert.setNull(8, Types.INTEGER);
        } else {
            insert.setLong(7, origin.key());
            insert.setInt(8, origin.seconds());
        }
        insert.setBytes(9, contribution.pack());
        insert.addBatch();
        batched = true;
        appended.add(new Contribution(
                next,
                contribution.receivedAt(),
                contribution.kind(),
                contribution.trust(),
                contribution.pack(),
                device.urn,
                contribution.adopted(),
                contribution.senml()));
    }

    private Device device(String urn) throws SQLException {
        Device known = devices.get(urn);
        if (known != null) {
            return known;
        }
        if (devices.size() >= DEVICES) {
            devices.clear();
        }
        Device device = new Device(urn, nextDevice++);
        insertDevice.setLong(1, device.id);
        insertDevice.setString(2, urn);
        insertDevice.addBatch();
        devicesBatched = true;
        devices.put(urn, device);
        newDevices.add(urn);
        return device;
    }

    private void readDevices() throws SQLException {
        nextDevice = (int) Segment.number(connection, "SELECT COALESCE(MAX(id), 0) + 1 FROM journal_device");
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, urn FROM journal_device ORDER BY id DESC FETCH FIRST " + DEVICES + " ROWS ONLY");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                devices.putIfAbsent(row.getString(2), new Device(row.getString(2), row.getInt(1)));
            }
        }
    }

    private static void execute(PreparedStatement statement, long... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    private record Device(String urn, int id) {}
}
