package org.headgate.market.internal;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.Ledger.Movement;
import org.headgate.market.internal.Ledger.Range;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.PaymentRefused;
import org.jspecify.annotations.Nullable;

/** Says what records cost a channel: a movement for each unbroken range of positions. Reads what was charged before, all of which must be booked, and writes nothing. */
final class Charging {
    private static final String RANGES =
            "SELECT range_from, range_to FROM market_ledger WHERE account = ? AND kind = 'charge' AND feed = ? AND range_to ";

    /** Ranges do not overlap, so that of those that end behind a position no more than the first can hold it. */
    static final String CHARGED = "(" + RANGES + "BETWEEN ? AND ?) UNION ALL (" + RANGES
            + "> ? ORDER BY account, kind, feed, range_to FETCH FIRST ROW ONLY)";

    private final Connection connection;
    private final ChargedUpTo upTo;
    private final FeedDefinition feed;
    private final long now;
    private final List<Movement> movements = new ArrayList<>();
    private final List<Charge> charges = new ArrayList<>();
    private StoredChannel channel;
    private @Nullable Run run;

    /** Positions that are charged one after the other. */
    private static final class Run {
        private final long from;
        private long to;
        private BigInteger amount = BigInteger.ZERO;

        private Run(long from) {
            this.from = from;
        }
    }

    Charging(Connection connection, ChargedUpTo upTo, StoredChannel channel, FeedDefinition feed, long now) {
        this.connection = connection;
        this.upTo = upTo;
        this.channel = channel;
        this.feed = feed;
        this.now = now;
    }

    /** The movements are not in the ledger yet. @param records in the order of their positions; what lies between them is not in the feed, and counts as charged with them */
    Change<List<Charge>> charge(List<Due> records) throws SQLException {
        if (records.isEmpty()) {
            return new Change<>(channel, List.of(), List.of());
        }
        long first = records.get(0).position();
        long last = records.get(records.size() - 1).position();
        List<Range> free = upTo.isBelow(channel.id(), feed.id(), first) ? List.of() : charged(first, last);
        BigInteger limit = channel.limit();
        BigInteger charged = channel.charged();
        for (Due record : records) {
            long price = feed.tariff().delivery(record.bytes());
            if (free.stream().anyMatch(range -> range.from() <= record.position() && record.position() <= range.to())) {
                end();
                charges.add(new Charge(record.position(), price, 0));
                continue;
            }
            Run open = run;
            if (open != null
                    && free.stream().anyMatch(range -> open.to < range.from() && range.from() < record.position())) {
                end();
            }
            BigInteger next = charged.add(BigInteger.valueOf(price));
            if (next.compareTo(limit) > 0) {
                break;
            }
            charged = next;
            add(record.position(), price);
            charges.add(new Charge(record.position(), price, charged.bitLength() < 64 ? charged.longValue() : 0));
        }
        end();
        note(first, last, free);
        if (!charged.equals(channel.charged())) {
            channel = channel.charged(charged, now);
        }
        return new Change<>(channel, movements, charges);
    }

    /** Where no range ends behind the records, none begins there. */
    private void note(long first, long last, List<Range> free) {
        long end =
                charges.isEmpty() ? first - 1 : charges.get(charges.size() - 1).position();
        for (Range range : free) {
            if (range.to() > last) {
                return;
            }
            end = Math.max(end, range.to());
        }
        upTo.is(channel.id(), feed.id(), end);
    }

    private void add(long position, long price) {
        Run open = run == null ? new Run(position) : run;
        open.to = position;
        open.amount = open.amount.add(BigInteger.valueOf(price));
        run = open;
    }

    private void end() {
        Run ended = run;
        run = null;
        if (ended == null) {
            return;
        }
        movements.add(Movement.charge(channel, feed.id(), now, new Range(ended.from, ended.to), ended.amount));
    }

    private List<Range> charged(long from, long to) throws SQLException {
        List<Range> ranges = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CHARGED)) {
            query.setString(1, channel.id().toString());
            query.setString(2, feed.id());
            query.setLong(3, from);
            query.setLong(4, to);
            query.setString(5, channel.id().toString());
            query.setString(6, feed.id());
            query.setLong(7, to);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ranges.add(new Range(rows.getLong(1), rows.getLong(2)));
                }
            }
        }
        return ranges;
    }

    /** Why a payment is not taken although it was right when it was checked. */
    static PaymentRefused meanwhile() {
        return new PaymentRefused(BatchSettlement.CUMULATIVE_AMOUNT_MISMATCH, "records were charged meanwhile");
    }
}
