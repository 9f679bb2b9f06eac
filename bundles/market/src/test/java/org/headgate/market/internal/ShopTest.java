package org.headgate.market.internal;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.Totals.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one shop that sells, on files of its own. */
abstract class ShopTest {
    @TempDir
    Path data;

    Shop shop;

    @BeforeEach
    void open() throws Exception {
        shop = new Shop(data, config());
        shop.sell();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    /** Of the market, keys and values in turn. */
    Object[] config() {
        return new Object[0];
    }

    /** Enough for all that one leads to. */
    void rounds() {
        for (int i = 0; i < 3; i++) {
            join(shop.sales.round());
        }
    }

    /** What the ledger adds up to. */
    long sum(String kind) {
        return shop.market
                .totals()
                .all()
                .getOrDefault(new Key(kind, Asset.token(Shop.NETWORK, Shop.TOKEN.contract())), BigInteger.ZERO)
                .longValueExact();
    }

    static BigInteger units(long amount) {
        return BigInteger.valueOf(amount);
    }

    static Sale.Done done(CompletionStage<Sale> sale) {
        return (Sale.Done) join(sale);
    }

    /** With which code. */
    static String refused(CompletionStage<Sale> sale) {
        return ((Sale.Refused) join(sale)).why().code();
    }

    /** As {@link #refused}, where it is not for sale. */
    static String failure(CompletionStage<Sale> sale) {
        try {
            join(sale);
            return "sold";
        } catch (CompletionException e) {
            return ((NotForSale) e.getCause()).code();
        }
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    void restart() throws Exception {
        shop.die();
        shop.open();
    }

    List<String> ledger() throws Exception {
        return query("SELECT kind || ' ' || asset || ' ' || amount || ' ' || millis FROM market_ledger ORDER BY id");
    }

    List<String> query(String sql) throws Exception {
        return shop.store.precious().read(connection -> {
            List<String> rows = new ArrayList<>();
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        });
    }
}
