package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.market.internal.Shop.FEED;
import static org.headgate.market.internal.Shop.URL;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.TestChain.Fault;
import org.headgate.x402.PaymentPayload;
import org.junit.jupiter.api.Test;

/** Payments for passes that the chain takes late, twice asked, or not at all, and a gateway that dies on the way. */
class PassSettlingTest extends ShopTest {

    @Test
    void buy_chainUnreachable_isNotSettledAndGoesOnWhenAskedAgain() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        shop.chain.fault(Fault.NOTHING_SENT);

        Sale.NotSettled later = (Sale.NotSettled) join(shop.sales.buyPass(FEED, URL, payment));
        assertThat(later.response().errorReason()).isEqualTo("rpc_unreachable");
        assertThat(later.response().success()).isFalse();

        assertThat(done(shop.sales.buyPass(FEED, URL, payment)).response().success())
                .isTrue();
        assertThat(shop.chain.sent).isEqualTo(1);
    }

    @Test
    void buy_toldPendingWithoutTicket_repetitionGetsThePassOnceTheChainShowsIt() throws Exception {
        PaymentPayload payment = shop.payment(shop.sales.passTerms(FEED, URL), 1);
        String hash = pending(payment);
        join(shop.sales.round());
        assertThat(shop.market.list()).hasSize(1);

        Sale.Done done = done(shop.sales.buyPass(FEED, URL, payment));

        assertThat(done.response().transaction()).isEqualTo(hash);
        assertThat(shop.chain.sent).isEqualTo(1);
        assertThat(refused(shop.sales.buyPass(FEED, URL, payment)))
                .as("it stands on the chain for all to read")
                .isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(done(shop.sales.buyOwnPass(FEED, URL, payment)).pass()).isEqualTo(done.pass());
    }

    /** What clients do that keep no payment. */
    @Test
    void buy_toldPending_anotherPaymentOfTheSamePayer_getsThePassAndIsNotTaken() throws Exception {
        String hash = pending(shop.payment(shop.offer(), 1));
        shop.chain.fault(Fault.PENDING);
        Sale.NotSettled still = (Sale.NotSettled) join(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 2)));
        assertThat(still.response().transaction()).isEqualTo(hash);

        Sale.Done done = done(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 3)));
        assertThat(done.response().transaction()).isEqualTo(hash);
        assertThat(shop.chain.sent).isEqualTo(1);
        assertThat(shop.market.list()).hasSize(1);

        Sale.Done second = done(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 4)));
        assertThat(second.pass().pass().id()).isNotEqualTo(done.pass().pass().id());
        assertThat(shop.chain.sent).isEqualTo(2);
    }

    @Test
    void killed_andFinishedByTheStart_anotherPaymentOfTheSamePayer_getsThatPass() throws Exception {
        killed(Fault.SENT_AND_SILENT, shop.payment(shop.offer(), 1));
        shop.sell();
        await().until(() -> shop.market.list().size() == 1);

        Sale.Done done = done(shop.sales.buyPass(FEED, URL, shop.payment(shop.offer(), 2)));

        assertThat(done.pass().pass().id()).isEqualTo(shop.market.list().get(0).id());
        assertThat(shop.chain.sent).isEqualTo(1);
    }

    private String pending(PaymentPayload payment) throws Exception {
        shop.chain.fault(Fault.PENDING);
        Sale.NotSettled told = (Sale.NotSettled) join(shop.sales.buyPass(FEED, URL, payment));
        assertThat(told.response().errorReason()).isEqualTo("settlement_pending");
        return told.response().transaction();
    }

    @Test
    void buy_revertedOnChain_isNotSettledAndForgotten() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        shop.chain.fault(Fault.NOTHING_SENT);
        join(shop.sales.buyPass(FEED, URL, payment));
        shop.chain.balances.clear();

        Sale.NotSettled failed = (Sale.NotSettled) join(shop.sales.buyPass(FEED, URL, payment));

        assertThat(failed.response().errorReason()).isEqualTo("invalid_exact_evm_transaction_failed");
        assertThat(query("SELECT COUNT(*) FROM market_sale")).containsExactly("0");
        assertThat(shop.market.list()).isEmpty();
    }

    @Test
    void killed_betweenIntentAndTransaction_startFinishesThePass() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        killed(Fault.SILENT, payment);

        shop.sell();
        await().until(() -> shop.market.list().size() == 1);
        assertThat(done(shop.sales.buyPass(FEED, URL, payment)).response().success())
                .isTrue();
        assertThat(shop.chain.sent).isEqualTo(1);
        assertThat(ledger()).hasSize(1);
    }

    @Test
    void killed_betweenTransactionAndPass_repetitionGetsThePass() throws Exception {
        PaymentPayload payment = shop.payment(shop.offer(), 1);
        killed(Fault.SENT_AND_SILENT, payment);

        shop.sell();
        Sale.Done done = done(shop.sales.buyPass(FEED, URL, payment));
        assertThat(done.pass().pass().state()).isEqualTo("active");
        await().until(() ->
                query("SELECT COUNT(*) FROM market_sale WHERE done_at = 0").equals(List.of("0")));
        assertThat(shop.market.list()).hasSize(1);
        assertThat(shop.chain.sent).isEqualTo(1);
        assertThat(ledger()).hasSize(1);
    }

    private void killed(Fault fault, PaymentPayload payment) throws Exception {
        shop.chain.fault(fault);
        CompletionStage<Sale> never = shop.sales.buyPass(FEED, URL, payment);
        await().until(() -> shop.chain.faults.isEmpty());
        assertThat(never.toCompletableFuture()).isNotDone();
        restart();
    }
}
