package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.headgate.api.access.Credentials;
import org.headgate.api.feed.Tariff;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.TestChain.Fault;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistorySalesTest extends ShopTest {
    private static final String URL = "https://gateway.example/feeds/greenhouse/history?from=11&to=40";
    private static final HistoryRange RANGE = new HistoryRange(11, 40, 25);
    private static final long WEEK = TimeUnit.DAYS.toMillis(7);

    @BeforeEach
    void price() {
        shop.tariff = new Tariff(0, 0, 0, 0, 20);
    }

    @Test
    void offer_isThePriceOfItsRecords_withItsBounds_signed() throws Exception {
        PaymentRequired offer = PaymentRequired.read(offer(RANGE).json());

        PaymentRequirements way = offer.accepts().get(0);
        assertThat(way.scheme()).isEqualTo("exact");
        assertThat(way.amount()).isEqualTo(500);
        assertThat(way.extra().toString())
                .startsWith(
                        "{\"name\":\"USDC\",\"version\":\"2\",\"from\":\"11\",\"to\":\"40\",\"records\":\"25\",\"ticket\":\"");
        assertThat(offer.resource().url()).isEqualTo(URL);
        assertThat(OfferReceipt.offerSigner(offer.extensions(), 0)).isEqualTo(Secp256k1.address(Shop.SELLER_KEY));
    }

    @Test
    void buy_rightPayment_givesTheRangeForAWeek_andNoPass() throws Exception {
        Sale.Done done = done(buy(shop.payment(offer(RANGE), 1), RANGE));

        BoughtHistory bought = done.history();
        assertThat(done.pass()).isNull();
        assertThat(bought.range()).isEqualTo(RANGE);
        assertThat(bought.feed()).isEqualTo(FEED);
        assertThat(bought.until()).isEqualTo(shop.now.get() + WEEK);
        assertThat(found(bought.id(), bought.token())).isEqualTo(bought);
        assertThat(found(bought.id(), "another")).isNull();
        assertThat(found("h-nobody", bought.token())).isNull();
        assertThat(shop.chain.balance(BUYER)).isEqualTo(99_999_500);
        assertThat(shop.market.list()).isEmpty();
        byte[] token = bought.token().getBytes(StandardCharsets.US_ASCII);
        assertThat(shop.market.authenticate(new Credentials("mqtt", bought.id(), token, "10.0.0.1:1", false, true)))
                .as("it opens no broker")
                .isNotPresent();
    }

    @Test
    void buy_samePaymentAgain_givesTheSame_whateverIsLeftOfTheRange() throws Exception {
        PaymentPayload payment = shop.payment(offer(RANGE), 1);
        Sale.Done first = done(buy(payment, RANGE));
        shop.now.addAndGet(3_600_000);
        shop.chain.dead = true;

        assertThat(done(buy(payment, new HistoryRange(0, 0, 0)))).isEqualTo(first);
        shop.chain.dead = false;
        shop.die();
        shop.open();
        shop.sell();
        join(shop.sales.round());
        assertThat(done(buy(payment, new HistoryRange(11, 40, 3)))).isEqualTo(first);
        assertThat(found(first.history().id(), first.history().token())).isEqualTo(first.history());
        assertThat(shop.chain.sent).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SENT_AND_SILENT", "SILENT"})
    void buy_whereTheGatewayDiedBehindThePayment_isDoneAtTheNextStart(Fault fault) throws Exception {
        PaymentPayload payment = shop.payment(offer(RANGE), 1);
        shop.chain.fault(fault);
        CompletionStage<Sale> never = buy(payment, RANGE);
        await().until(() -> shop.chain.faults.isEmpty());
        assertThat(never.toCompletableFuture()).isNotDone();
        shop.die();
        shop.open();
        shop.sell();
        join(shop.sales.round());

        Sale.Done done = done(buy(payment, RANGE));
        assertThat(done.history().range()).isEqualTo(RANGE);
        assertThat(found(done.history().id(), done.history().token())).isEqualTo(done.history());
        assertThat(shop.chain.balance(BUYER)).isEqualTo(99_999_500);
    }

    @Test
    void buy_forARangeThatIsAnotherNow_isRefusedWithTheOfferOfNow() throws Exception {
        PaymentPayload payment = shop.payment(offer(RANGE), 1);
        HistoryRange thinned = new HistoryRange(21, 40, 15);

        Sale sale = get(buy(payment, thinned));

        assertThat(sale).isInstanceOf(Sale.Refused.class);
        assertThat(((Sale.Refused) sale).offer().accepts().get(0).amount()).isEqualTo(300);
        assertThat(shop.chain.sent).isZero();
        assertThat(code(buy(payment, new HistoryRange(0, 0, 0)))).isEqualTo("history_empty");
    }

    @Test
    void payment_thatBoughtARange_buysNoPass_andTheOtherWayRound() throws Exception {
        shop.tariff = new Tariff(500, 60, 0, 0, 20);
        PaymentPayload range = shop.payment(offer(RANGE), 1);
        done(buy(range, RANGE));
        PaymentPayload pass = shop.payment(shop.offer(), 2);
        done(shop.sales.buyPass(FEED, Shop.URL, pass));

        assertThat(((Sale.Refused) get(shop.sales.buyPass(FEED, Shop.URL, range)))
                        .why()
                        .code())
                .isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(((Sale.Refused) get(buy(pass, RANGE))).why().code())
                .isEqualTo("invalid_exact_evm_nonce_already_used");
    }

    @Test
    void identifier_givenToOneRange_buysNoOther() throws Exception {
        PaymentPayload first = Shop.named(shop.payment(offer(RANGE), 1), "a-name-of-16-chars");
        Sale.Done done = done(buy(first, RANGE));
        PaymentPayload same = Shop.named(shop.payment(offer(RANGE), 2), "a-name-of-16-chars");
        assertThat(done(buy(same, RANGE)).history()).isEqualTo(done.history());
        HistoryRange other = new HistoryRange(41, 50, 9);
        PaymentPayload another = Shop.named(shop.payment(offer(other), 3), "a-name-of-16-chars");
        assertThat(((Sale.Refused) get(buy(another, other))).why().code()).isEqualTo("payment_identifier_conflict");
        assertThat(shop.chain.sent).isEqualTo(1);
    }

    @Test
    void feed_withoutThePrice_sellsNone() {
        shop.tariff = new Tariff(5, 60, 0, 0);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(NotForSale.class, () -> offer(RANGE))
                        .code())
                .isEqualTo("not_priced");
    }

    private PaymentRequired offer(HistoryRange range) throws NotForSale {
        return shop.sales.historyOffer(FEED, URL, range);
    }

    private CompletionStage<Sale> buy(PaymentPayload payment, HistoryRange range) {
        return shop.sales.buyHistory(FEED, URL, payment, range);
    }

    private BoughtHistory found(String id, String token) throws Exception {
        return shop.sales.history(id, token).toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    private static Sale get(CompletionStage<Sale> sale) throws Exception {
        return sale.toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    private static String code(CompletionStage<Sale> sale) throws Exception {
        try {
            return get(sale).toString();
        } catch (java.util.concurrent.ExecutionException e) {
            return ((NotForSale) e.getCause()).code();
        }
    }
}
