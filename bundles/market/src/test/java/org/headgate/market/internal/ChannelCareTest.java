package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.headgate.api.batch.Address;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.status.Problem;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.ChannelBook.Change;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.store.Database;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.PaymentChain;
import org.junit.jupiter.api.Test;

/** What becomes of channels and payments over time. Of a record of 100 bytes at 100 + 50 millionths, a request is for 10 records: 1,500. */
class ChannelCareTest extends ChannelTest {
    private static final Address OTHER = Address.parse("0x00000000000000000000000000000000000000aa");

    @Test
    void channel_emptyAndClaimed_isForgottenAfterTheLedgersTime_andBuysNothingAgain() throws Exception {
        done(purse.pay(purse.open(5_000, REQUEST), LongStream.range(0, 10).toArray()));
        shop.now.addAndGet(Duration.ofHours(25).toMillis());
        shop.chain.seen(shop.now.get());
        rounds();
        done(purse.pay(purse.refund(REQUEST, null)));
        rounds();
        join(shop.market.channels().prune(Shop.START));
        assertThat(shop.market.channels().size()).as("it was used since").isEqualTo(1);

        shop.now.addAndGet(Duration.ofDays(4_001).toMillis());
        shop.chain.seen(shop.now.get());
        shop.market.prune();

        assertThat(join(shop.market.channels().prune(0)))
                .as("what is queued behind the pruning")
                .isZero();
        assertThat(shop.market.channels().size()).isZero();
        assertThat(shop.market.channels().of(BUYER.toString())).isNull();
        Sale.Refused again = (Sale.Refused) join(purse.pay(purse.voucherFor(REQUEST), 11));
        assertThat(again.why().code()).endsWith("cumulative_amount_mismatch");
        Sale.Done refilled = done(purse.pay(purse.open(5_000, 2 * REQUEST), 11));
        assertThat(refilled.charges().get(0).charged()).isEqualTo(REQUEST + 150);
    }

    @Test
    void channel_withSomethingUnclaimedOrLeft_isKept() throws Exception {
        done(purse.pay(purse.open(5_000, REQUEST), 1));

        assertThat(join(shop.market.channels().prune(Long.MAX_VALUE))).isZero();
        assertThat(shop.market.channels().size()).isEqualTo(1);
    }

    @Test
    void payTo_changed_whatWasClaimedForTheOneBeforeIsStillSwept() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), LongStream.range(0, 10).toArray()));
        shop.die();
        shop.config = with("pay.to", OTHER.toString());
        shop.open();
        shop.sell();
        shop.now.addAndGet(Duration.ofHours(25).toMillis());
        shop.chain.seen(shop.now.get());
        rounds();

        assertThat(shop.chain.claimsSent).isEqualTo(1);
        assertThat(shop.chain.swept).isEqualTo(REQUEST);
        assertThat(shop.chain.sweepable).isEmpty();
    }

    @Test
    void window_signedBeforeTheChainWentAway_isSoldUpToTheExposure() throws Exception {
        Purse window = new Purse(purse, VoucherRule.CREDIT);
        done(window.pay(window.open(50_000, REQUEST)));
        shop.chain.dead = true;
        shop.now.addAndGet(Duration.ofHours(1).toMillis());

        assertThat(charge(1)).isEqualTo(1);
        assertThat(charge(2)).isEqualTo(1);
        assertThat(charge(3)).as("300 are charged and not claimed").isZero();
        shop.chain.seen(shop.now.get());
        assertThat(charge(3)).isEqualTo(1);
    }

    /** Of 100,000 bytes: 100 + 98 × 50. */
    @Test
    void window_belowThePriceOfOneRecord_isRaisedToItAndTheOperatorTold() throws Exception {
        Purse window = new Purse(purse, VoucherRule.CREDIT);
        done(window.pay(window.open(50_000, REQUEST)));
        assertThat(problems()).doesNotContain("window_raised");
        List<Due> large = List.of(new Due(1, 100_000));

        assertThat(join(shop.charge(BUYER.toString(), FEED, large))).isEmpty();

        assertThat(window.offer().accepts().get(0).amount()).isEqualTo(5_000);
        assertThat(problems()).contains("window_raised");
        done(window.pay(window.voucherFor(5_000)));
        assertThat(join(shop.charge(BUYER.toString(), FEED, large)))
                .extracting(Charge::charged)
                .containsExactly(5_000L);
    }

    @Test
    void request_belowThePriceOfOneRecord_isOfferedAnewForIt() throws Exception {
        PaymentRequired offer = purse.offer();
        PaymentPayload payload = new PaymentPayload(
                offer.resource(),
                offer.accepts().get(0),
                purse.open(50_000, REQUEST).payload(),
                offer.extensions());

        Sale.Refused refused = (Sale.Refused)
                join(shop.sales.pay(FEED, Purse.URL, payload, VoucherRule.REQUEST, List.of(new Due(1, 100_000))));

        assertThat(refused.offer().accepts().get(0).amount()).isEqualTo(5_000);
        assertThat(shop.chain.sent).isZero();
    }

    /** As from a backup that is older than the chain, or a file that was tampered with. */
    @Test
    void voucher_belowWhatIsClaimed_whereTheBooksFellBehind_isRefused() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));
        StoredChannel kept = shop.market.channels().find(purse.id);
        PaymentChain.Channel ahead = new PaymentChain.Channel(
                kept.onChain().balance(),
                BigInteger.valueOf(2_000),
                0,
                BigInteger.ZERO,
                BigInteger.ZERO,
                kept.onChain().block());
        StoredChannel behind = new StoredChannel(
                kept.id(),
                kept.network(),
                kept.config(),
                ahead,
                kept.seenAt(),
                kept.base(),
                kept.charged(),
                kept.voucher(),
                kept.refunding(),
                kept.unclaimedSince(),
                kept.usedAt());
        join(shop.market
                .channels()
                .<Integer>change(kept.id(), (connection, before) -> new Change<>(behind, List.of(), 0)));

        Sale.Refused refused = (Sale.Refused) join(purse.pay(purse.voucherFor(150 + REQUEST), 2));

        assertThat(refused.why().code()).isEqualTo("invalid_batch_settlement_evm_cumulative_below_claimed");
    }

    private List<String> problems() {
        return shop.sales.report().problems().stream().map(Problem::code).toList();
    }

    @Test
    void pay_faultOfOurOwn_hasACode() throws Exception {
        PaymentRequired offer = purse.offer();
        shop.chain.before = () -> {
            throw new IllegalStateException("a fault");
        };
        PaymentPayload payload = new PaymentPayload(
                offer.resource(),
                offer.accepts().get(0),
                purse.open(7_500, REQUEST).payload(),
                offer.extensions());

        assertThatThrownBy(() -> join(shop.sales.pay(FEED, Purse.URL, payload, VoucherRule.REQUEST, List.of())))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        NotForSale.class, why -> assertThat(why.code()).isEqualTo("sale_failed"));
    }

    @Test
    void payments_ofAnotherNetwork_doNotHoldUpThoseOfThis() throws Exception {
        PaymentPayload paid = shop.payment(shop.offer(), 40);
        shop.chain.fault(TestChain.Fault.SILENT);
        shop.sales.buyPass(FEED, Shop.URL, paid);
        await().until(() -> shop.chain.faults.isEmpty());
        SaleRow open = shop.store
                .precious()
                .<SaleRow>read(connection ->
                        SaleTable.open(connection, Shop.NETWORK, 1).get(0));
        join(shop.store.precious().<Boolean>write(connection -> {
            for (int i = 0; i < 64; i++) {
                SaleTable.insert(connection, elsewhere(open, i));
            }
            return true;
        }));
        rounds();

        assertThat(shop.market.list()).hasSize(1);
    }

    @Test
    void memory_whoeverIsToldFirst_endsWithTheLastChange() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));
        List<Runnable> held = new ArrayList<>();
        ChannelBook book = new ChannelBook(lateTeller(shop.store.precious(), held), new Totals());
        book.open();
        var first = book.<Integer>change(purse.id, (connection, channel) -> used(channel, 1));
        var second = book.<Integer>change(purse.id, (connection, channel) -> used(channel, 2));
        join(shop.store.precious().<Boolean>write(connection -> true));
        for (int i = held.size() - 1; i >= 0; i--) {
            held.get(i).run();
        }
        join(first);
        join(second);

        assertThat(book.find(purse.id).usedAt()).isEqualTo(2);
    }

    private static Change<Integer> used(StoredChannel channel, long at) {
        return new Change<>(channel.signed(channel.voucher(), at), List.of(), 0);
    }

    /** Tells of what was written only when it is told to, except who must be told on the writer's thread. */
    private static Database lateTeller(Database database, List<Runnable> held) {
        return (Database) Proxy.newProxyInstance(
                Database.class.getClassLoader(), new Class<?>[] {Database.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(database, arguments);
                        if (!(result instanceof CompletionStage<?> stage)) {
                            return result;
                        }
                        CompletableFuture<Object> late = new CompletableFuture<>();
                        held.add(() -> late.complete(join(stage)));
                        return late;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static SaleRow elsewhere(SaleRow like, int number) {
        return new SaleRow(
                Token.newId(),
                0,
                new Network(8_453),
                like.asset(),
                like.payer(),
                Shop.filled(number).toString(),
                null,
                "",
                like.payment(),
                like.feed(),
                like.url(),
                BigInteger.ONE,
                60,
                0,
                "",
                null,
                false);
    }

    private int charge(long position) {
        return join(shop.charge(BUYER.toString(), FEED, List.of(new Due(position, 100))))
                .size();
    }

    @Override
    Object[] config() {
        return with();
    }

    private static Object[] with(Object... more) {
        List<Object> all = new ArrayList<>(List.of(
                "network",
                "base-sepolia",
                "request.records",
                10,
                "deposit.min.dollars",
                "0.001",
                "credit.window.records",
                10,
                "offline.max.dollars",
                "0.0003"));
        all.addAll(List.of(more));
        return all.toArray();
    }
}
