package org.headgate.market.internal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.headgate.api.batch.Hash;
import org.headgate.market.internal.ChannelRows.Row;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.market.internal.Ledger.Range;

/**
 * Charges on their way into the ledger: what one commit charges, to however many channels, is one row here. The ledger, its sums and the channel's row follow together: before anything else is
 * done with the channel, before the ledger is asked, else every {@value #MOST} rows. What is booked is known by its positions, and is not booked again from here. On the writer's thread.
 */
final class ChargeLog {
    static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS market_charge_log(
              id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              charges VARCHAR(1000000) NOT NULL)""");

    private static final int MOST = 256;
    /** Of one row: none has more than 250 characters. */
    private static final int LINES = 4_000;

    private static final String HOLDS =
            "SELECT range_from FROM market_ledger WHERE account = ? AND kind = 'charge' AND feed = ?"
                    + " AND range_to >= ? ORDER BY account, kind, feed, range_to FETCH FIRST ROW ONLY";

    private final Map<Hash, List<Movement>> unbooked = new LinkedHashMap<>();
    private final List<Movement> unwritten = new ArrayList<>();
    private int rows;

    /** Whether all is to be booked now. */
    boolean isFull() {
        return rows >= MOST;
    }

    /** Takes what was charged, to be written before the commit. */
    void add(List<Movement> charges) {
        unwritten.addAll(charges);
        for (Movement charge : charges) {
            List<Movement> known = unbooked.computeIfAbsent(Hash.parse(charge.account()), channel -> new ArrayList<>());
            int last = known.size() - 1;
            Movement joined = last < 0 ? null : known.get(last).joined(charge);
            if (joined == null) {
                known.add(charge);
            } else {
                known.set(last, joined);
            }
        }
    }

    void write(Connection connection) throws SQLException {
        for (int from = 0; from < unwritten.size(); from += LINES) {
            StringBuilder lines = new StringBuilder();
            unwritten
                    .subList(from, Math.min(unwritten.size(), from + LINES))
                    .forEach(charge -> lines.append(line(charge)));
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO market_charge_log(charges) VALUES (?)")) {
                insert.setString(1, lines.toString());
                insert.executeUpdate();
            }
            rows++;
        }
        unwritten.clear();
    }

    /** Books what was charged to one channel. The rows that are new. */
    List<Movement> book(Connection connection, Row row) throws SQLException {
        List<Movement> charges = unbooked.remove(row.channel().id());
        return charges == null ? List.of() : book(connection, row, charges);
    }

    private static List<Movement> book(Connection connection, Row row, List<Movement> charges) throws SQLException {
        List<Movement> entries = Ledger.charge(connection, charges);
        ChannelTable.use(connection, row.number(), row.channel());
        return entries.stream()
                .filter(entry -> !entry.more())
                .map(Movement::row)
                .toList();
    }

    /** Of which channels something is not booked. */
    List<Hash> channels() {
        return List.copyOf(unbooked.keySet());
    }

    /** Once all is booked. */
    void clear(Connection connection) throws SQLException {
        if (rows > 0) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM market_charge_log")) {
                delete.executeUpdate();
            }
            rows = 0;
        }
    }

    /** Begins anew with what stands in the file, and books all of it. */
    void recover(Connection connection) throws SQLException {
        unbooked.clear();
        unwritten.clear();
        rows = 1;
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT charges FROM market_charge_log ORDER BY id");
                ResultSet lines = query.executeQuery()) {
            while (lines.next()) {
                for (String line : lines.getString(1).split("\n")) {
                    recover(connection, line.split(" "));
                }
            }
        }
        clear(connection);
    }

    private static void recover(Connection connection, String[] words) throws SQLException {
        Range range = new Range(Long.parseLong(words[3]), Long.parseLong(words[4]));
        Row row = ChannelTable.find(connection, Hash.parse(words[0]));
        if (row == null || isBooked(connection, words[0], words[1], range.to())) {
            return;
        }
        long at = Long.parseLong(words[2]);
        Movement charge = Movement.charge(row.channel(), words[1], at, range, new BigInteger(words[5]));
        StoredChannel charged = row.channel().charged(row.channel().charged().add(charge.amount()), at);
        book(connection, new Row(row.number(), charged), List.of(charge));
    }

    /** No position is charged twice: where its last is in the ledger, all of the charge is. */
    private static boolean isBooked(Connection connection, String channel, String feed, long position)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HOLDS)) {
            query.setString(1, channel);
            query.setString(2, feed);
            query.setLong(3, position);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getLong(1) <= position;
            }
        }
    }

    private static String line(Movement charge) {
        Range range = Objects.requireNonNull(charge.range());
        return charge.account()
                + ' '
                + charge.feed()
                + ' '
                + charge.at()
                + ' '
                + range.from()
                + ' '
                + range.to()
                + ' '
                + charge.amount()
                + '\n';
    }
}
