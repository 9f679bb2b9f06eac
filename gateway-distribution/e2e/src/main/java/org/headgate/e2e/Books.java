package org.headgate.e2e;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The books of a gateway that does not run, read by themselves. Amounts are in millionths of a dollar. */
record Books(
        long ledgerCharged,
        long ledgerClaimed,
        long ledgerSettled,
        long totalCharged,
        long channelsCharged,
        long channelsClaimed,
        long overlaps,
        long positions) {

    static Books of(Path home) throws SQLException {
        String url = "jdbc:h2:file:" + home.resolve("data/precious").toAbsolutePath() + ";ACCESS_MODE_DATA=r";
        try (Connection books = DriverManager.getConnection(url, "sa", "")) {
            return new Books(
                    sum(books, "amount", "market_ledger WHERE kind = 'charge'"),
                    sum(books, "amount", "market_ledger WHERE kind = 'claim'"),
                    sum(books, "amount", "market_ledger WHERE kind = 'settlement'"),
                    sum(books, "amount", "market_sum WHERE kind = 'charge'"),
                    sum(books, "charged", "market_channel"),
                    sum(books, "claimed", "market_channel"),
                    sum(
                            books,
                            "1",
                            "market_ledger a JOIN market_ledger b ON a.account = b.account AND a.feed = b.feed AND a.id < b.id"
                                    + " AND a.range_from <= b.range_to AND b.range_from <= a.range_to"
                                    + " WHERE a.kind = 'charge' AND b.kind = 'charge'"),
                    sum(books, "range_to - range_from + 1", "market_ledger WHERE kind = 'charge'"));
        }
    }

    private static long sum(Connection books, String what, String from) throws SQLException {
        try (Statement query = books.createStatement();
                ResultSet row = query.executeQuery("SELECT COALESCE(SUM(" + what + "), 0) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}
