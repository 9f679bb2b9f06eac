package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.market.Accounts.By;
import org.headgate.store.Database;
import org.headgate.store.Store;
import org.junit.jupiter.api.Test;

/** What is asked often takes as long with a million rows of the ledger as with one: told by what is read, not by the clock. */
class LongLedgerTest extends ShopTest {
    private static final Pattern SCANNED = Pattern.compile("scanCount: ([0-9]+)");
    private static final int ROWS = 1_000;

    @Test
    void status_readsNothingFromDisk() {
        AtomicInteger asked = new AtomicInteger();
        Store counted = counted(shop.store, asked);
        MarketConfig config = TestConfig.of(shop.config);
        ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor();
        CountDownLatch held = new CountDownLatch(1);
        never.execute(() -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        PassMarket market = new PassMarket(counted, never, config, shop.now::get);
        X402Sales sales = new X402Sales(market, counted, never, config, shop.now::get);
        sales.feeds = shop.sales.feeds;
        sales.signer = shop.sales.signer;
        try {
            assertThat(asked.getAndSet(0)).as("the books were opened").isPositive();

            assertThat(market.report().metrics()).containsKey("market.ledger.rows");
            assertThat(sales.report().metrics()).containsKey("market.total.charge.millionths");
            assertThat(asked).hasValue(0);
        } finally {
            sales.close();
            market.close();
            never.shutdownNow();
        }
    }

    /** One channel with many ranges of one feed, some of another, and a day of sums for each. */
    @Test
    void queries_ofOneChannelOrDay_readNoMoreThanTheyTell() throws Exception {
        fill();

        assertThat(scanned(
                        Charging.CHARGED,
                        query -> set(query, "c", "greenhouse", 1_000L, 1_009L, "c", "greenhouse", 1_009L)))
                .as("of ranges of a channel those that are asked for")
                .isLessThan(20);
        assertThat(scanned(AccountTable.NEXT_FEED, query -> set(query, "c", "")))
                .as("of the first feed its first row")
                .isLessThan(5);
        assertThat(scanned(AccountTable.NEXT_FEED, query -> set(query, "c", "greenhouse!")))
                .isLessThan(5);
        assertThat(scanned(AccountTable.sums(EnumSet.allOf(By.class)), query -> set(query, 100L, 104L)))
                .as("of sums those of the days")
                .isLessThan(20);
        assertThat(scanned(AccountTable.PENDING, query -> {})).isLessThan(5);
        List<String> feeds = shop.store.precious().read(connection -> AccountTable.feeds(connection, "c"));
        assertThat(feeds).containsExactly("greenhouse", "yard");
    }

    private void fill() {
        shop.store
                .precious()
                .<Boolean>write(connection -> {
                    try (Statement insert = connection.createStatement()) {
                        insert.execute(
                                "INSERT INTO market_ledger(at, kind, idempotency, account, feed, buyer, asset, amount, millis, range_from, range_to, detail)"
                                        + " SELECT x, 'charge', 'charge:' || x, 'c', CASE WHEN x > 800 THEN 'yard' ELSE 'greenhouse' END, '0x1', 'a', 1, 0, 2 * x, 2 * x, ''"
                                        + " FROM SYSTEM_RANGE(1, " + ROWS + ")");
                        insert.execute(
                                "INSERT INTO market_sum SELECT x, 'charge', '', 'a', 'greenhouse', '0x1', 1, 1 FROM SYSTEM_RANGE(1, "
                                        + ROWS + ")");
                        insert.execute(
                                "INSERT INTO market_sale(id, at, network, asset, payer, nonce, ticket, payment, feed, url, amount, seconds, done_at, settled)"
                                        + " SELECT x, x, 'eip155:1', 'a', 'p', x, '', '', 'greenhouse', '', 1, 1, CASE x WHEN 7 THEN 0 ELSE x END, ''"
                                        + " FROM SYSTEM_RANGE(1, " + ROWS + ")");
                    }
                    return true;
                })
                .toCompletableFuture()
                .join();
    }

    private interface Setting {
        void on(PreparedStatement query) throws SQLException;
    }

    private static void set(PreparedStatement query, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            query.setObject(i + 1, values[i]);
        }
    }

    /** How many rows of tables and indexes the database looked at. */
    private int scanned(String sql, Setting setting) throws Exception {
        String plan = shop.store.precious().read(connection -> plan(connection, sql, setting));
        Matcher scans = SCANNED.matcher(plan);
        int sum = 0;
        while (scans.find()) {
            sum += Integer.parseInt(scans.group(1));
        }
        assertThat(sum).as(plan).isPositive();
        return sum;
    }

    private static String plan(Connection connection, String sql, Setting setting) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("EXPLAIN ANALYZE " + sql)) {
            setting.on(query);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static Store counted(Store store, AtomicInteger asked) {
        Database database = proxy(Database.class, store.precious(), asked);
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) ->
                        method.getName().equals("precious") ? database : method.invoke(store, arguments));
    }

    private static <T> T proxy(Class<T> type, T real, AtomicInteger asked) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
