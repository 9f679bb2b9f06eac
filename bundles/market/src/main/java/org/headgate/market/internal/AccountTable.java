package org.headgate.market.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headgate.api.market.Accounts.By;
import org.headgate.api.market.Accounts.Entry;
import org.headgate.api.market.Accounts.Receivable;
import org.headgate.api.market.Accounts.Sum;
import org.jspecify.annotations.Nullable;

/** What the accounts read from disk. None of it reads the ledger through. */
final class AccountTable {
    /** The next feed of a channel, by the ledger's index: a channel has few feeds and may have very many rows. */
    static final String NEXT_FEED = "SELECT feed FROM market_ledger WHERE account = ? AND kind = 'charge' AND feed >= ?"
            + " ORDER BY account, kind, feed, range_to FETCH FIRST ROW ONLY";

    /** Comes before all that ids of feeds are made of: an index finds what is not below, and would read all that is equal. */
    private static final String BEHIND = "!";

    static final String PENDING =
            "SELECT network, asset, SUM(amount), COUNT(*) FROM market_sale WHERE done_at = 0 GROUP BY network, asset";

    private AccountTable() {}

    static String sums(Set<By> by) {
        String apart = Stream.of("on_day", "feed", "buyer")
                .filter(column -> by.contains(by(column)))
                .map(column -> column + ", ")
                .collect(Collectors.joining());
        String told = Stream.of("on_day", "feed", "buyer")
                .map(column -> by.contains(by(column)) ? column : column.equals("on_day") ? "0" : "''")
                .collect(Collectors.joining(", "));
        return "SELECT " + told + ", kind, goods, asset, SUM(amount), SUM(entries) FROM market_sum"
                + " WHERE on_day BETWEEN ? AND ? GROUP BY " + apart + "kind, goods, asset ORDER BY " + apart
                + "kind, goods, asset";
    }

    private static By by(String column) {
        return switch (column) {
            case "on_day" -> By.DAY;
            case "feed" -> By.FEED;
            default -> By.BUYER;
        };
    }

    static List<Sum> sums(Connection connection, long from, long to, Set<By> by) throws SQLException {
        List<Sum> sums = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sums(by))) {
            query.setLong(1, from);
            query.setLong(2, to);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Entry entry = entry(row.getString(4), row.getString(5));
                    if (entry != null) {
                        sums.add(new Sum(
                                by.contains(By.DAY) ? LocalDate.ofEpochDay(row.getLong(1)) : null,
                                row.getString(2),
                                row.getString(3),
                                entry,
                                row.getString(6),
                                row.getBigDecimal(7).toBigIntegerExact().abs(),
                                row.getLong(8)));
                    }
                }
            }
        }
        return sums;
    }

    /** Null for what moves no money. */
    private static @Nullable Entry entry(String kind, String goods) {
        return switch (kind) {
            case "charge" -> Entry.RECORDS;
            case "sale" -> goods.equals("history") ? Entry.HISTORY : Entry.PASS;
            case "claim" -> Entry.CLAIMED;
            case "settlement" -> Entry.SETTLED;
            case "refund" -> Entry.REFUNDED;
            case "gas" -> Entry.GAS;
            default -> null;
        };
    }

    /** Of which records were charged to a channel. */
    static List<String> feeds(Connection connection, String channel) throws SQLException {
        List<String> feeds = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(NEXT_FEED)) {
            String next = "";
            while (true) {
                query.setString(1, channel);
                query.setString(2, next);
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return feeds;
                    }
                    feeds.add(row.getString(1));
                    next = row.getString(1) + BEHIND;
                }
            }
        }
    }

    /** Payments that were noted and are not done. */
    static List<Receivable> pending(Connection connection) throws SQLException {
        List<Receivable> pending = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(PENDING);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                pending.add(new Receivable(
                        "payment_pending",
                        row.getString(1) + "/erc20:" + row.getString(2),
                        row.getBigDecimal(3).toBigIntegerExact(),
                        row.getInt(4),
                        "sent to the chain, and not seen in a block yet: looked for every 10 s",
                        0));
            }
        }
        return pending;
    }
}
