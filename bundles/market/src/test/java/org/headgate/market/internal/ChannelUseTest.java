package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;

import java.util.List;
import java.util.stream.LongStream;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.Test;

/** Two channels of one wallet. Of a record of 100 bytes at 100 + 50 millionths, a window is for 10 records: 1,500. */
class ChannelUseTest extends ChannelTest {
    private Purse other;

    private void fund() throws Exception {
        other = new Purse(shop, Shop.BUYER_KEY, 2, VoucherRule.CREDIT);
        done(purse.payAs("first", purse.open(7_500, REQUEST)));
        done(other.payAs("second", other.open(7_500, REQUEST)));
    }

    private List<Charge> charge(String client, long... positions) {
        List<Due> due = LongStream.of(positions)
                .mapToObj(position -> new Due(position, 100))
                .toList();
        return join(shop.charge(BUYER.toString(), client, FEED, due));
    }

    private long charged(Purse of) {
        return shop.market.channels().find(of.id).charged().longValueExact();
    }

    @Test
    void clients_ofOneWallet_areEachChargedToTheirOwnChannel() throws Exception {
        fund();

        assertThat(charge("first", 1, 2)).extracting(Charge::charged).containsExactly(150L, 300L);
        assertThat(charge("second", 1)).extracting(Charge::charged).containsExactly(150L);
        assertThat(charge("first", 3)).extracting(Charge::charged).containsExactly(450L);
        assertThat(charged(purse)).isEqualTo(450);
        assertThat(charged(other)).isEqualTo(150);
        done(other.payAs("second", other.voucherFor(150 + REQUEST)));
        assertThat(charge("first", LongStream.range(4, 20).toArray()))
                .as("what it signed itself")
                .hasSize(7);
        assertThat(charged(other)).isEqualTo(150);
    }

    @Test
    void clients_afterARestart_keepTheirChannels() throws Exception {
        fund();
        shop.die();
        shop.open();

        assertThat(charge("first", 1)).hasSize(1);
        assertThat(charged(purse)).isEqualTo(150);
        assertThat(charge("second", 1, 2)).hasSize(2);
        assertThat(charged(other)).isEqualTo(300);
    }

    @Test
    void client_thatHasNotPaid_readsFromAChannelThatNoOtherPaysInto_andStaysThere() throws Exception {
        other = new Purse(shop, Shop.BUYER_KEY, 2, VoucherRule.REQUEST);
        done(other.pay(other.open(7_500, REQUEST)));
        shop.now.addAndGet(1_000);
        done(purse.payAs("first", purse.open(7_500, REQUEST)));

        assertThat(charge("new", 1)).hasSize(1);
        assertThat(charged(other)).isEqualTo(150);
        done(purse.payAs("first", purse.voucherFor(REQUEST)));
        assertThat(charge("new", 2)).hasSize(1);
        assertThat(charged(other)).isEqualTo(300);
        done(purse.payAs("new", purse.voucherFor(REQUEST)));
        assertThat(charge("new", 3)).hasSize(1);
        assertThat(charged(purse)).isEqualTo(150);
    }

    @Test
    void client_ofTheOnlyChannel_readsFromItUnderAnyName() throws Exception {
        done(purse.payAs("first", purse.open(7_500, REQUEST)));

        assertThat(charge("x".repeat(4_000), 1)).hasSize(1);
        assertThat(charged(purse)).isEqualTo(150);
    }
}
