package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.batch.Hash;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.ChannelBook.Step;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the channels as the writer sees them, what is not committed yet included: read from disk once, and again after anything failed. On the writer's thread, but for
 * {@link #forget()}.
 */
final class ChannelRows {
    private final Map<Hash, Row> rows = new ConcurrentHashMap<>();
    private final ChargedUpTo upTo = new ChargedUpTo();
    private @Nullable Connection of;

    /** @param number by which H2 has it, as long as the file is open */
    record Row(long number, StoredChannel channel) {}

    <T> Change<T> change(Connection connection, Hash id, Step<T> step) throws SQLException {
        if (of != connection) {
            forget();
            of = connection;
        }
        try {
            Row known = rows.get(id);
            Row row = known == null ? ChannelTable.find(connection, id) : known;
            Change<T> change = step.run(connection, row == null ? null : row.channel());
            StoredChannel after = change.channel();
            if (after == null) {
                return change;
            }
            if (row == null || !row.channel().isUsedAs(after)) {
                ChannelTable.save(connection, after);
                rows.remove(id);
            } else {
                if (!row.channel().equals(after)) {
                    ChannelTable.use(connection, row.number(), after);
                }
                rows.put(id, new Row(row.number(), after));
            }
            return change;
        } catch (SQLException | RuntimeException e) {
            forget();
            throw e;
        }
    }

    void remove(Collection<Hash> gone) {
        gone.forEach(rows::remove);
        upTo.remove(gone);
    }

    /** What was written may not be there. */
    void forget() {
        rows.clear();
        upTo.forget();
    }

    ChargedUpTo upTo() {
        return upTo;
    }
}
