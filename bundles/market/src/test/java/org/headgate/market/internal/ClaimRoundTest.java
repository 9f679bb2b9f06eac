package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.BUYER_KEY;
import static org.headgate.market.internal.Shop.FEED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.api.status.Problem;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.Test;

/** Of a record of 100 bytes at 100 + 50 millionths, a request is for 10 records: 1,500. */
class ClaimRoundTest extends ChannelTest {
    @Test
    void claim_oneIsRefused_othersAreClaimedAndItIsReported() throws Exception {
        List<Purse> purses = new ArrayList<>();
        for (int salt = 1; salt <= 5; salt++) {
            Purse next = new Purse(shop, BUYER_KEY, salt, VoucherRule.REQUEST);
            done(next.pay(next.open(7_500, REQUEST), salt));
            purses.add(next);
        }
        shop.chain.cursed.add(purses.get(2).id);
        shop.now.addAndGet(Duration.ofHours(24).toMillis());
        rounds();

        assertThat(sum("claim")).isEqualTo(600);
        assertThat(sum("settlement")).isEqualTo(600);
        assertThat(shop.sales.report().problems()).extracting(Problem::code).contains("claim_refused");
        shop.chain.cursed.clear();
        shop.chain.seen(shop.now.addAndGet(Duration.ofHours(6).toMillis()));
        rounds();
        assertThat(sum("claim")).isEqualTo(750);
        assertThat(shop.sales.report().problems()).extracting(Problem::code).doesNotContain("claim_refused");
    }

    @Test
    void claim_atTheThreshold_isClaimedAndSwept() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), LongStream.range(0, 10).toArray()));
        rounds();
        assertThat(shop.chain.claimsSent).as("1,500 is below 2,000").isZero();
        done(purse.pay(purse.voucherFor(2 * REQUEST), LongStream.range(10, 20).toArray()));
        rounds();

        assertThat(shop.chain.claimsSent).isEqualTo(1);
        assertThat(shop.chain.swept).isEqualTo(3_000);
        assertThat(sum("claim")).isEqualTo(3_000);
        assertThat(sum("settlement")).isEqualTo(3_000);
        assertThat(shop.market.totals().amount("gas", "eip155:84532/native")).isEqualTo(-63_000);
        assertThat(shop.sales.report().facts().get("earned"))
                .isEqualTo(
                        "0.003 dollars (0.00 for passes, 0.003 for records), claimed 0.003, settled 0.003, gas 63000 wei");
    }

    @Test
    void claim_afterThePeriod_isMade() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));
        shop.now.addAndGet(Duration.ofHours(24).toMillis());
        rounds();

        assertThat(sum("claim")).isEqualTo(150);
    }

    @Test
    void withdrawal_whenSeen_isAnsweredByAClaimAndSellsNoMore() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));
        shop.chain.requestWithdraw(purse.id, shop.now.get() / 1_000);
        rounds();
        assertThat(shop.chain.claimsSent).as("not one a record").isZero();
        shop.now.addAndGet(Duration.ofMinutes(6).toMillis());
        rounds();

        assertThat(sum("claim")).isEqualTo(150);
        assertThat(sum("settlement")).as("that waits for more").isZero();
        assertThat(refused(purse.pay(purse.voucherFor(150 + REQUEST), 2)))
                .isEqualTo(PREFIX + "cumulative_exceeds_balance");
        assertThat(join(shop.charge(BUYER.toString(), FEED, List.of(new Due(2, 100)))))
                .isEmpty();
        shop.chain.finishWithdraw(purse.id);
        shop.now.addAndGet(Duration.ofMinutes(6).toMillis());
        rounds();
        assertThat(refused(purse.pay(purse.voucherFor(150 + REQUEST), 2)))
                .isEqualTo(PREFIX + "cumulative_exceeds_balance");
    }

    @Test
    void offline_goesOnUpToTheExposureAndUntilTheViewIsTooOld() throws Exception {
        done(purse.pay(purse.open(50_000, REQUEST), LongStream.range(0, 10).toArray()));
        shop.chain.dead = true;
        shop.now.addAndGet(Duration.ofHours(1).toMillis());
        long charged = REQUEST;
        for (; charged < 6_000; charged += REQUEST) {
            done(purse.pay(
                    purse.voucherFor(charged + REQUEST),
                    LongStream.range(charged, charged + 10).toArray()));
        }
        assertThat(failure(purse.pay(purse.voucherFor(charged + REQUEST), 99_999)))
                .isEqualTo("offline_exposure_full");
        assertThat(shop.sales.report().problems()).extracting(Problem::code).contains("chain_offline");

        shop.now.addAndGet(Duration.ofHours(161).toMillis());
        assertThat(failure(purse.pay(purse.voucherFor(charged + REQUEST), 99_999)))
                .isEqualTo("chain_view_too_old");
        assertThat(join(shop.charge(BUYER.toString(), FEED, List.of(new Due(99_999, 100)))))
                .isEmpty();

        shop.chain.dead = false;
        shop.chain.seen(shop.now.get());
        rounds();
        assertThat(sum("claim")).isEqualTo(6_000);
        done(purse.pay(purse.voucherFor(charged + REQUEST), 99_999));
    }
}
