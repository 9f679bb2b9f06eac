package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;

import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.Accounts.By;
import org.headgate.api.market.Accounts.Channel;
import org.headgate.api.market.Accounts.Entry;
import org.headgate.api.market.Accounts.Receivable;
import org.headgate.api.market.Accounts.Sum;
import org.headgate.market.Sales.HistoryRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a record of 100 bytes at 100 + 50 millionths, a request is for 10 records: 1,500. The clock begins at 8 in the morning. */
class AccountsTest extends ChannelTest {
    private static final LocalDate DAY = LocalDate.of(2027, 1, 15);
    private static final String TOKEN = Asset.token(Shop.NETWORK, Shop.TOKEN.contract());

    private MarketAccounts accounts;

    @BeforeEach
    void price() {
        shop.tariff = new Tariff(2_500_000, 2_592_000, 100, 50, 20);
        accounts = new MarketAccounts(shop.market, shop.sales, shop.store);
    }

    @Override
    Object[] config() {
        return new Object[] {
            "network",
            "base-sepolia",
            "request.records",
            10,
            "deposit.min.dollars",
            "0.001",
            "credit.window.records",
            10,
            "claim.threshold.dollars",
            "0.01"
        };
    }

    @Test
    void sums_ofAllThatIsSold_areToldApartByDayFeedAndBuyer() throws Exception {
        sellAll();

        assertThat(sums(DAY, DAY.plusDays(1)))
                .extracting(Sum::entry, sum -> sum.amount().longValue(), Sum::asset)
                .contains(
                        tuple(Entry.RECORDS, REQUEST, TOKEN),
                        tuple(Entry.PASS, 2_500_000L, TOKEN),
                        tuple(Entry.HISTORY, 500L, TOKEN),
                        tuple(Entry.CLAIMED, REQUEST, TOKEN),
                        tuple(Entry.SETTLED, REQUEST, TOKEN),
                        tuple(Entry.REFUNDED, 6_000L, TOKEN))
                .hasSize(7);
        Sum gas = only(sums(DAY, DAY.plusDays(1)), Entry.GAS);
        assertThat(gas.asset()).isEqualTo(Asset.gas(Shop.NETWORK));
        assertThat(gas.amount()).isEqualTo(TestChain.GAS.multiply(BigInteger.valueOf(gas.count())));
        assertThat(only(sums(DAY, DAY, By.FEED), Entry.PASS))
                .extracting(Sum::feed, Sum::buyer, Sum::day, Sum::count)
                .containsExactly(FEED, "", null, 1L);
        assertThat(only(sums(DAY, DAY.plusDays(1), By.BUYER), Entry.CLAIMED).buyer())
                .isEqualTo(BUYER.toString());
        assertThat(sums(DAY, DAY, By.DAY, By.BUYER))
                .filteredOn(sum -> sum.entry() == Entry.RECORDS)
                .extracting(Sum::day, Sum::buyer)
                .containsExactly(tuple(DAY, BUYER.toString()));
        assertThat(sums(DAY.plusDays(1), DAY.plusDays(1), By.DAY))
                .extracting(Sum::day)
                .containsOnly(DAY.plusDays(1));
        assertThat(sums(DAY.minusDays(9), DAY.minusDays(1))).isEmpty();
    }

    /** As long as the ledger is kept, and after a restart the same. */
    @Test
    void sums_areWhatTheLedgerAddsUpTo_andGoWithIt() throws Exception {
        sellAll();
        List<Sum> before = sums(DAY, DAY.plusDays(1), By.values());
        assertThat(sumsOfTheLedger()).isEqualTo(sumsKept());
        shop.die();
        shop.open();
        shop.sell();
        accounts = new MarketAccounts(shop.market, shop.sales, shop.store);

        assertThat(sums(DAY, DAY.plusDays(1), By.values())).isEqualTo(before);
        assertThat(shop.market.totals().amount("charge", TOKEN)).isEqualTo(REQUEST);
        shop.now.addAndGet(Duration.ofDays(4_000).toMillis());
        shop.market.prune();
        join(shop.store.precious().<Boolean>write(connection -> true));
        assertThat(sums(DAY, DAY)).isEmpty();
        assertThat(sums(DAY.plusDays(1), DAY.plusDays(1))).isNotEmpty();
    }

    /** Files of before have sums by day, kind and asset alone. */
    @Test
    void file_withoutTheseSums_getsThemFromItsLedger() throws Exception {
        sellAll();
        String kept = sumsKept();
        join(shop.store.precious().<Boolean>write(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("DROP TABLE market_sum");
                statement.execute(Totals.STEPS.get(0));
                statement.execute(Totals.STEPS.get(1));
                for (String step : Sums.STEPS) {
                    statement.execute(step);
                }
            }
            return true;
        }));

        assertThat(sumsKept()).isEqualTo(kept);
    }

    @Test
    void channel_isToldWithItsFeedsItsVoucherAndWhatIsAtRisk() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1, 2));

        Channel channel = accounts.channels(10, true).get(0);
        assertThat(channel)
                .extracting(
                        Channel::id,
                        Channel::asset,
                        Channel::payer,
                        Channel::signer,
                        Channel::feeds,
                        Channel::state,
                        Channel::reason)
                .containsExactly(
                        purse.id.toString(),
                        TOKEN,
                        BUYER.toString(),
                        BUYER.toString(),
                        List.of(FEED),
                        "open",
                        "0.0012 are signed ahead");
        assertThat(List.of(
                        channel.deposited(), channel.signed(), channel.charged(), channel.claimed(), channel.atRisk()))
                .extracting(BigInteger::longValue)
                .containsExactly(7_500L, REQUEST, 300L, 0L, 300L);
        assertThat(channel.deadline())
                .isEqualTo(Shop.START + Duration.ofHours(168 - 6).toMillis());
        assertThat(channel.voucher()).startsWith("0x").hasSize(132);
        assertThat(accounts.channel(purse.id.toString())).contains(channel);
        assertThat(accounts.channel(purse.id.toString().substring(0, 10).toUpperCase(java.util.Locale.ROOT)))
                .as("not 0X")
                .contains(channel);
        assertThat(accounts.channel(purse.id.toString().substring(0, 9))).isEmpty();
        assertThat(accounts.channels(0, false)).isEmpty();
    }

    @Test
    void channel_whoseStateChanges_saysSoWithTheReason() throws Exception {
        done(purse.pay(purse.open(3_000, REQUEST), LongStream.range(0, 10).toArray()));
        assertThat(told()).containsExactly("open", "all that was signed is charged: waits for a voucher");
        done(purse.pay(purse.voucherFor(2 * REQUEST), LongStream.range(10, 20).toArray()));
        assertThat(told()).containsExactly("open", "all of the deposit is charged: waits for another");

        shop.chain.dead = true;
        shop.chain.cursed.add(purse.id);
        shop.now.addAndGet(Duration.ofHours(163).toMillis());
        assertThat(told().get(0)).isEqualTo("unseen");
        shop.chain.seen(shop.now.get());
        shop.chain.dead = false;
        rounds();
        assertThat(told().get(1))
                .endsWith("the chain refuses its claim: invalid_batch_settlement_evm_claim_simulation_failed");
        shop.chain.cursed.clear();
        shop.now.addAndGet(Duration.ofHours(7).toMillis());
        shop.chain.seen(shop.now.get());
        rounds();
        assertThat(told()).containsExactly("closed", "nothing is left in it");
        assertThat(accounts.channels(10, true)).isEmpty();
        assertThat(accounts.receivables()).isEmpty();
    }

    @Test
    void withdrawal_isToldWithItsDeadline_andWhatItTookAsUncovered() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));
        long notice = shop.now.get() / 1_000;
        shop.chain.requestWithdraw(purse.id, notice);
        join(new ChannelView(shop.market.channels(), shop.now::get).look(shop.chain, purse.id, purse.config));

        Channel channel = accounts.channel(purse.id.toString()).orElseThrow();
        assertThat(channel.state()).isEqualTo("withdrawing");
        assertThat(channel.reason())
                .startsWith("its payer can take 0.0075 back at the deadline: what is charged is claimed before");
        assertThat(channel.deadline()).isEqualTo((notice + 604_800) * 1_000);
        assertThat(codes()).containsExactly("claim_due 150");
        shop.chain.cursed.add(purse.id);
        shop.now.addAndGet(Duration.ofMinutes(6).toMillis());
        rounds();
        assertThat(codes()).containsExactly("claim_refused 150");

        shop.now.addAndGet(Duration.ofHours(169).toMillis());
        shop.chain.finishWithdraw(purse.id);
        shop.chain.seen(shop.now.get());
        rounds();
        assertThat(told())
                .containsExactly("closed", "nothing is left in it, and 0.00015 were charged and not claimed in time");
        assertThat(codes()).containsExactly("uncovered 150");
        assertThat(accounts.channels(10, true)).hasSize(1);
    }

    @Test
    void receivables_sayWhatWaitsForWhat() throws Exception {
        assertThat(accounts.receivables()).isEmpty();
        done(purse.pay(purse.open(50_000, REQUEST), 1));
        Receivable waits = accounts.receivables().get(0);
        assertThat(waits)
                .isEqualTo(new Receivable(
                        "claim_waits",
                        TOKEN,
                        BigInteger.valueOf(150),
                        1,
                        "claimed once all channels owe 0.01 dollars, or 24 h after the first charge",
                        Shop.START + Duration.ofHours(24).toMillis()));

        shop.now.addAndGet(Duration.ofMinutes(11).toMillis());
        assertThat(codes()).containsExactly("chain_offline 150");
        shop.chain.seen(shop.now.get());
        done(purse.pay(purse.refund(150, null)));
        assertThat(codes()).as("claimed with the refund, below the threshold").containsExactly("settlement_waits 150");

        shop.chain.fault(TestChain.Fault.SILENT);
        shop.sales.buyPass(FEED, Shop.URL, shop.payment(shop.offer(), 3));
        org.awaitility.Awaitility.await().until(() -> codes().contains("payment_pending 2500000"));
    }

    private void sellAll() throws Exception {
        done(shop.sales.buyPass(FEED, Shop.URL, shop.payment(shop.offer(), 1)));
        HistoryRange range = new HistoryRange(11, 40, 25);
        done(shop.sales.buyHistory(
                FEED, Shop.URL, shop.payment(shop.sales.historyOffer(FEED, Shop.URL, range), 2), range));
        done(purse.pay(purse.open(7_500, REQUEST), LongStream.range(0, 10).toArray()));
        shop.now.addAndGet(Duration.ofHours(25).toMillis());
        shop.chain.seen(shop.now.get());
        rounds();
        done(purse.pay(purse.refund(REQUEST, null)));
    }

    private List<Sum> sums(LocalDate from, LocalDate to, By... by) throws Exception {
        Set<By> apart = EnumSet.noneOf(By.class);
        apart.addAll(List.of(by));
        return accounts.sums(from, to, apart);
    }

    private static Sum only(List<Sum> sums, Entry entry) {
        List<Sum> found = sums.stream().filter(sum -> sum.entry() == entry).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** State and reason. */
    private List<String> told() throws Exception {
        Channel channel = accounts.channel(purse.id.toString()).orElseThrow();
        return List.of(channel.state(), channel.reason());
    }

    private List<String> codes() throws Exception {
        return accounts.receivables().stream()
                .map(one -> one.code() + " " + one.amount())
                .toList();
    }

    private String sumsKept() throws Exception {
        return rows(
                "SELECT on_day, kind, asset, feed, buyer, goods, amount, entries FROM market_sum ORDER BY 1, 2, 3, 4, 5, 6");
    }

    private String sumsOfTheLedger() throws Exception {
        return rows(
                "SELECT d, kind, asset, feed, buyer, goods, SUM(amount), COUNT(*) FROM (SELECT at / 86400000 AS d, kind, asset,"
                        + " feed, buyer, CASE WHEN kind <> 'sale' THEN '' WHEN account LIKE 'p-%' THEN 'pass' ELSE 'history' END AS goods,"
                        + " amount FROM market_ledger) GROUP BY d, kind, asset, feed, buyer, goods ORDER BY 1, 2, 3, 4, 5, 6");
    }

    private String rows(String sql) throws Exception {
        return shop.store.precious().read(connection -> {
            StringBuilder rows = new StringBuilder();
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                while (row.next()) {
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        rows.append(row.getString(i)).append(' ');
                    }
                    rows.append('\n');
                }
            }
            return rows.toString();
        });
    }
}
