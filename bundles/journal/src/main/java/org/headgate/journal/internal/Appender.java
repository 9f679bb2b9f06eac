package org.headgate.journal.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
    private final Connection connection;
    private final Origins origins;
    private final HeldTable waiting;
    private final HeldTable quarantine;
    private final PreparedStatement insert;
    private final PreparedStatement insertReleased;
    private final Block block = new Block();
    private final Bytes released = new Bytes();
    private final List<Contribution> appended = new ArrayList<>();
    private final List<Long> newOrigins = new ArrayList<>();
    private final List<Origins.Known> forgotten = new ArrayList<>();
    private long next;
    private long nextHeld;
    private long nextReleased;
    private boolean batched;
    private long nextBefore;

    Appender(Connection connection, Settings settings, Origins origins, long next, long nextHeld) throws SQLException {
        this.connection = connection;
        this.origins = origins;
        this.waiting = new HeldTable(Tables.WAITING, settings.waitingBytes(), connection);
        this.quarantine = new HeldTable(Tables.QUARANTINE, settings.quarantineBytes(), connection);
        this.insert = connection.prepareStatement(Tables.INSERT_BLOCK);
        this.insertReleased = connection.prepareStatement(OriginTable.INSERT_RELEASED);
        this.next = next;
        this.nextHeld = nextHeld;
        this.nextReleased = Segment.number(connection, OriginTable.NEXT_RELEASED);
    }

    /** Goes on from what was there when the file was opened. */
    void countHeld(@Nullable Appender before) throws SQLException {
        waiting.count(connection);
        quarantine.count(connection);
        if (before != null) {
            waiting.continueFrom(before.waiting.dropped());
            quarantine.continueFrom(before.quarantine.dropped());
        }
    }

    /** Takes the held messages of the segment before; those below an id were copied ahead, but for what changed since. */
    void takeOver(Appender before, Connection old, long copiedBelow) throws SQLException {
        waiting.takeOver(before.waiting, old, copiedBelow, before.nextHeld);
        quarantine.takeOver(before.quarantine, old, copiedBelow, before.nextHeld);
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
        waiting.begin();
        quarantine.begin();
        appended.clear();
        newOrigins.clear();
        forgotten.clear();
    }

    /** Forgets what was done since {@link #begin}; the transaction is rolled back by who began it. */
    void undo() throws SQLException {
        next = nextBefore;
        insert.clearBatch();
        batched = false;
        block.clear();
        released.clear();
        waiting.undo();
        quarantine.undo();
        newOrigins.forEach(origins::remove);
        forgotten.forEach(known -> origins.add(known.key(), known.until(), known.place()));
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
        closeBlock();
        if (batched) {
            insert.executeBatch();
            batched = false;
        }
        if (released.length() > 0) {
            insertReleased.setLong(1, nextReleased++);
            insertReleased.setBytes(2, released.take());
            insertReleased.executeUpdate();
        }
        waiting.flush();
        quarantine.flush();
    }

    private void closeBlock() throws SQLException {
        if (!block.isEmpty()) {
            insert.setLong(1, block.first());
            insert.setLong(2, block.last());
            insert.setBytes(3, block.take());
            insert.addBatch();
            batched = true;
        }
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
        Origins.Known known = origins.get(key);
        if (known == null) {
            return;
        }
        origins.remove(key);
        forgotten.add(known);
        if (known.place() == Origins.CARRIED || known.place() > 0) {
            released.putLong(key);
            released.putLong(known.place());
        } else {
            flush();
            waiting.forget(-known.place(), key);
            quarantine.forget(-known.place(), key);
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
        if (block.isFull()) {
            closeBlock();
        }
        block.add(next, contribution, origin);
        appended.add(new Contribution(
                next,
                contribution.receivedAt(),
                contribution.kind(),
                contribution.trust(),
                contribution.pack(),
                contribution.device(),
                contribution.adopted()));
    }
}
