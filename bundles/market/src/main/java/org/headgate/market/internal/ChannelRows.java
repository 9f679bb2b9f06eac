package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.batch.Hash;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.ChannelBook.Step;
import org.headgate.market.internal.Ledger.Movement;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the channels as the writer sees them, what is not booked or not committed yet included: read from disk once, and again after anything failed. On the writer's thread, but for
 * {@link #forget()}.
 */
final class ChannelRows {
    private final Map<Hash, Row> rows = new ConcurrentHashMap<>();
    private final ChargedUpTo upTo = new ChargedUpTo();
    private final ChargeLog log = new ChargeLog();
    private @Nullable Connection of;
    private volatile boolean doubtful;

    /** @param number by which H2 has it, as long as the file is open */
    record Row(long number, StoredChannel channel) {}

    /** Records that are to be charged to a channel. @param records at least one */
    record Asked(Hash channel, FeedDefinition feed, List<Due> records, long now) {}

    <T> Change<T> change(Connection connection, Hash id, Step<T> step) throws SQLException {
        return known(connection, () -> {
            Row row = row(connection, id);
            List<Movement> movements = new ArrayList<>();
            if (row != null) {
                movements.addAll(log.book(connection, row));
            }
            Change<T> change = step.run(connection, row == null ? null : row.channel());
            movements.addAll(change.movements());
            StoredChannel after = change.channel();
            if (after != null) {
                save(connection, id, row, after);
            }
            return new Change<>(after, movements, change.answer());
        });
    }

    private void save(Connection connection, Hash id, @Nullable Row row, StoredChannel after) throws SQLException {
        if (row == null || !row.channel().isUsedAs(after)) {
            ChannelTable.save(connection, after);
            rows.remove(id);
        } else {
            if (!row.channel().equals(after)) {
                ChannelTable.use(connection, row.number(), after);
            }
            rows.put(id, new Row(row.number(), after));
        }
    }

    /** For each what is paid of its records; a channel that is not there pays for none. */
    List<Change<List<Charge>>> charge(Connection connection, List<Asked> all) throws SQLException {
        return known(connection, () -> {
            List<Change<List<Charge>>> changes = new ArrayList<>(all.size());
            for (Asked asked : all) {
                Row row = row(connection, asked.channel());
                changes.add(row == null ? new Change<>(null, List.of(), List.of()) : charge(connection, row, asked));
            }
            log.write(connection);
            if (log.isFull()) {
                changes.add(new Change<>(null, bookAll(connection), List.of()));
            }
            return changes;
        });
    }

    private Change<List<Charge>> charge(Connection connection, Row row, Asked asked) throws SQLException {
        List<Movement> movements = new ArrayList<>();
        String feed = asked.feed().id();
        if (!upTo.isBelow(asked.channel(), feed, asked.records().get(0).position())) {
            movements.addAll(log.book(connection, row));
        }
        Change<List<Charge>> change =
                new Charging(connection, upTo, row.channel(), asked.feed(), asked.now()).charge(asked.records());
        log.add(change.movements());
        change.movements().forEach(movement -> movements.add(movement.adding()));
        StoredChannel after = Objects.requireNonNull(change.channel());
        rows.put(asked.channel(), new Row(row.number(), after));
        return new Change<>(after, movements, change.answer());
    }

    /** Brings the ledger up to what is charged. The rows that are new. */
    List<Movement> book(Connection connection) throws SQLException {
        return known(connection, () -> bookAll(connection));
    }

    private List<Movement> bookAll(Connection connection) throws SQLException {
        List<Movement> booked = new ArrayList<>();
        for (Hash channel : log.channels()) {
            booked.addAll(log.book(connection, Objects.requireNonNull(rows.get(channel))));
        }
        log.clear(connection);
        return booked;
    }

    /** What failed before may have left rows here that are not on disk. */
    private <T> T known(Connection connection, Writing<T> writing) throws SQLException {
        try {
            if (of != connection || doubtful) {
                doubtful = false;
                of = connection;
                rows.clear();
                upTo.forget();
                log.recover(connection);
            }
            return writing.run();
        } catch (SQLException | RuntimeException e) {
            forget();
            throw e;
        }
    }

    private interface Writing<T> {
        T run() throws SQLException;
    }

    private @Nullable Row row(Connection connection, Hash id) throws SQLException {
        Row known = rows.get(id);
        return known == null ? ChannelTable.find(connection, id) : known;
    }

    void remove(Collection<Hash> gone) {
        gone.forEach(rows::remove);
        upTo.remove(gone);
    }

    /** What was written may not be there. */
    void forget() {
        doubtful = true;
    }

    ChargedUpTo upTo() {
        return upTo;
    }
}
