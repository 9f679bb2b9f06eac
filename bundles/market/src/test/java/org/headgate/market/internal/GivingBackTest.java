package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;

import java.time.Duration;
import java.util.List;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.market.Sales.Sale;
import org.headgate.market.internal.TestChain.Fault;
import org.junit.jupiter.api.Test;

/** Of a record of 100 bytes at 100 + 50 millionths, a request is for 10 records: 1,500. */
class GivingBackTest extends ChannelTest {
    @Test
    void refund_givesBackWhatIsLeftAndTheChannelGoesOn() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5, 6));
        assertThat(refused(purse.pay(purse.refund(299, null)))).isEqualTo(PREFIX + "cumulative_amount_mismatch");

        int sent = shop.chain.sent;
        assertThat(refused(purse.pay(purse.refund(300, 999L)))).isEqualTo(PREFIX + "refund_amount_invalid");
        assertThat(shop.chain.sent).as("the gateway pays for each").isEqualTo(sent);
        Sale.Done part = done(purse.pay(purse.refund(300, 1_000L)));
        assertThat(part.response().amount()).isEqualTo(1_000);
        assertThat(part.response().extra().at("/channelState/balance").asText()).isEqualTo("6500");
        assertThat(part.response().extra().at("/channelState/totalClaimed").asText())
                .isEqualTo("300");
        assertThat(refused(purse.pay(purse.refund(300, null)))).isEqualTo(PREFIX + "refund_too_soon");
        shop.now.addAndGet(Duration.ofHours(1).toMillis());
        Sale.Done all = done(purse.pay(purse.refund(300, null)));
        assertThat(all.response().amount()).isEqualTo(6_200);
        assertThat(refused(purse.pay(purse.refund(300, null)))).isEqualTo(PREFIX + "refund_no_balance");

        done(purse.pay(purse.open(7_500, 300 + REQUEST), 7));
        assertThat(sum("charge")).isEqualTo(450);
        assertThat(sum("claim")).isEqualTo(300);
        assertThat(sum("refund")).isEqualTo(-7_200);
        assertThat(shop.chain.balance(BUYER)).isEqualTo(100_000_000 - 7_500 - 7_500 + 7_200);
    }

    @Test
    void refund_ofAChannelThatIsNotKept_givesBackWhatTheChainHas() throws Exception {
        shop.chain.channels.put(purse.id, filled(5_000));
        assertThat(refused(purse.pay(purse.refund(0, 1L)))).isEqualTo(PREFIX + "refund_amount_invalid");
        assertThat(shop.market.channels().size()).isZero();

        assertThat(done(purse.pay(purse.refund(0, null))).response().amount()).isEqualTo(5_000);
        assertThat(sum("refund")).isEqualTo(-5_000);
    }

    @Test
    void refund_killedUnderWay_isFinishedByTheNextStartAndNothingIsChargedMeanwhile() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 5, 6));
        shop.chain.fault(Fault.SENT_AND_SILENT);
        assertThat(purse.pay(purse.refund(300, null)).toCompletableFuture()).isNotDone();
        org.awaitility.Awaitility.await().until(() -> shop.chain.faults.isEmpty());
        assertThat(join(shop.charge(BUYER.toString(), FEED, List.of(new Due(7, 100)))))
                .isEmpty();
        shop.die();
        shop.open();
        assertThat(join(shop.charge(BUYER.toString(), FEED, List.of(new Due(7, 100)))))
                .isEmpty();
        shop.sell();

        org.awaitility.Awaitility.await()
                .until(() -> shop.market.channels().find(purse.id).refunding().signum() == 0);
        assertThat(shop.chain.refunded).isEqualTo(7_200);
        assertThat(sum("refund")).isEqualTo(-7_200);
        assertThat(sum("claim")).isEqualTo(300);
    }
}
