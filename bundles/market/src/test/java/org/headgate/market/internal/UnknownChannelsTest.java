package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.BUYER_KEY;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Hash;
import org.headgate.market.Sales.Sale;
import org.headgate.x402.ChannelPayment;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;
import org.headgate.x402.VoucherRule;
import org.headgate.x402.chain.Bill;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What vouchers cost that are for channels which are not there. */
class UnknownChannelsTest extends ShopTest {
    private long amount;

    @BeforeEach
    void look() throws Exception {
        shop.chain.seen(shop.now.get());
        amount = purse(1).offer().accepts().get(0).amount().longValueExact();
    }

    private Purse purse(int salt) {
        return new Purse(shop, BUYER_KEY, salt, VoucherRule.REQUEST);
    }

    @Test
    void voucher_notSigned_doesNotAskTheChain() throws Exception {
        Purse purse = purse(1);
        Voucher forged = Voucher.of(
                purse.id, purse.voucher(amount).maxClaimable(), purse.voucher(1).signature());

        assertThat(refused(purse.pay(new ChannelPayment.Pay(purse.config, forged))))
                .isEqualTo("invalid_batch_settlement_evm_voucher_signature");
        assertThat(shop.chain.looks).isZero();
    }

    @Test
    void voucher_forNoChannel_asksTheChainOnceInFiveSeconds() throws Exception {
        Purse purse = purse(1);
        for (int i = 0; i < 3; i++) {
            assertThat(refused(purse.pay(purse.voucherFor(amount))))
                    .isEqualTo("invalid_batch_settlement_evm_channel_not_found");
        }
        assertThat(shop.chain.looks).isEqualTo(1);
        assertThat(shop.sales.keeps(purse.id)).isFalse();

        shop.now.addAndGet(UnknownChannels.AGAIN_MILLIS);
        assertThat(refused(purse.pay(purse.voucherFor(amount)))).endsWith("channel_not_found");
        assertThat(shop.chain.looks).isEqualTo(2);
    }

    @Test
    void deposit_afterThat_opensTheChannelAllTheSame() throws Exception {
        Purse purse = purse(1);
        assertThat(refused(purse.pay(purse.voucherFor(amount)))).endsWith("channel_not_found");

        Sale opened = purse.pay(purse.open(10_000_000, amount), 1)
                .toCompletableFuture()
                .get();

        assertThat(opened).isInstanceOf(Sale.Done.class);
        assertThat(shop.sales.keeps(purse.id)).isTrue();
    }

    /** What pay-http does, which reads no records before it knows that there is a channel. */
    @Test
    void voucher_forAChannelFilledElsewhere_makesItKnown_andIsGoodForRecordsThen() throws Exception {
        Purse purse = purse(1);
        ChannelPayment.OpenOrTopUp open = (ChannelPayment.OpenOrTopUp) purse.open(10_000_000, amount);
        PaymentRequirements terms = shop.sales
                .recordsOffer(Shop.FEED, "/", VoucherRule.REQUEST)
                .accepts()
                .get(0);
        shop.chain.deposit(new Bill(terms, "/"), open).toCompletableFuture().get();

        Sale first = purse.pay(purse.voucherFor(amount)).toCompletableFuture().get();
        assertThat(((Sale.Done) first).charges()).isEmpty();
        assertThat(shop.sales.keeps(purse.id)).isTrue();

        Sale second =
                purse.pay(purse.voucherFor(amount), 1).toCompletableFuture().get();
        assertThat(((Sale.Done) second).charges()).hasSize(1);
    }

    /** Those who are known have their places. */
    @Test
    void channelsToLookFor_tooManyAtATime_areToldToComeAgain() throws Exception {
        UnknownChannels strangers =
                new UnknownChannels(new ChannelView(shop.market.channels(), shop.now::get), shop.now::get);
        CompletableFuture<Void> slow = new CompletableFuture<>();
        shop.chain.answers = slow;
        CompletionStage<StoredChannel> first = strangers.look(shop.chain, purse(1).id, purse(1).config);
        for (int i = 2; i <= UnknownChannels.AT_A_TIME; i++) {
            strangers.look(shop.chain, Hash.of(purse(i).id.bytes()), purse(i).config);
        }

        assertThat(strangers.look(shop.chain, purse(99).id, purse(99).config)).isCompletedExceptionally();
        slow.complete(null);
        assertThat(first).isCompleted();
        assertThat(strangers.look(shop.chain, purse(99).id, purse(99).config)).isCompleted();
    }
}
