package org.headgate.market.internal;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.headgate.api.batch.Address;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fills the ledger of a gateway that stands still with charges, some 100 to each channel, over two years, and says how long a start and a report of the market take then. */
@Command(name = "ledger", description = "fills the ledger of a home, the gateway being stopped; times the market on it")
final class FillLedger implements Callable<Integer> {
    private static final int REPORTS = 20;
    private static final int TOGETHER = 5_000;
    private static final long TWO_YEARS_MILLIS = TimeUnit.DAYS.toMillis(730);
    private static final String FILL = """
            INSERT INTO market_ledger(at, kind, idempotency, account, feed, buyer, asset, amount, millis, range_from, range_to, detail)
            SELECT ? - (? - x) * ?, 'charge', 'charge:bench:' || LPAD(x, 9, '0'),
              '0x' || LPAD(x / 100, 64, '0'), 'bench', '0x' || LPAD(x / 100, 40, '0'), ?, 1000, 0, x, x, ''
            FROM SYSTEM_RANGE(?, ?)""";

    @Option(names = "--data", required = true, description = "the folder data of a home")
    Path data = Path.of("");

    @Option(names = "--asset", required = true, description = "the token, 0x and 40 hex digits")
    String asset = "";

    @Option(names = "--rows", defaultValue = "1000000")
    int rows;

    FillLedger() {}

    @Override
    public Integer call() throws StoreUnavailable {
        Address dollar = Address.parse(asset);
        try (BenchShop shop = new BenchShop(data, dollar, 1_000, Map.of())) {
            String token = Asset.token(BenchShop.NETWORK, dollar);
            long now = System.currentTimeMillis();
            for (int from = 1; from <= rows; from += TOGETHER) {
                int first = from;
                int last = Math.min(rows, from + TOGETHER - 1);
                write(shop, connection -> {
                    try (PreparedStatement fill = connection.prepareStatement(FILL)) {
                        fill.setLong(1, now);
                        fill.setLong(2, rows);
                        fill.setLong(3, TWO_YEARS_MILLIS / rows);
                        fill.setString(4, token);
                        fill.setLong(5, first);
                        fill.setLong(6, last);
                        return fill.executeUpdate();
                    }
                });
            }
            write(shop, connection -> {
                try (PreparedStatement sum = connection.prepareStatement(Sums.STEPS.get(1))) {
                    return sum.executeUpdate();
                }
            });
        }
        long began = System.nanoTime();
        try (BenchShop shop = new BenchShop(data, dollar, 1_000, Map.of())) {
            while (shop.market.totals().entries() < rows) {
                Thread.onSpinWait();
            }
            long opened = System.nanoTime() - began;
            long slowest = 0;
            for (int i = 0; i < REPORTS; i++) {
                long before = System.nanoTime();
                shop.market.report();
                shop.sales.report();
                slowest = Math.max(slowest, System.nanoTime() - before);
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"rows\":%d,\"opened_ms\":%d,\"slowest_report_ms\":%.2f}%n",
                    shop.market.totals().entries(),
                    TimeUnit.NANOSECONDS.toMillis(opened),
                    slowest / 1e6);
        }
        return 0;
    }

    private static void write(BenchShop shop, Database.Work<Integer> work) {
        shop.store.precious().write(work).toCompletableFuture().join();
    }
}
