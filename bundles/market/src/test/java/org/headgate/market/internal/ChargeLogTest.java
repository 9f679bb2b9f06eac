package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.FEED;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.market.Entitlements.Delivery;
import org.headgate.api.market.Entitlements.Due;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.Test;

/** Two buyers who pay per record, 150 each, from channels that hold enough for 400. */
class ChargeLogTest extends ChannelTest {
    private static final byte[] OTHER_KEY = Shop.filled(8).bytes();
    private static final String LOG = "SELECT charges FROM market_charge_log ORDER BY id";
    private static final String LEDGER =
            "SELECT feed || ' ' || range_from || '-' || range_to || ' ' || amount FROM market_ledger WHERE kind = 'charge' ORDER BY id";
    private static final String SUMS =
            "SELECT amount || ' in ' || entries FROM market_sum WHERE kind = 'charge' ORDER BY 1";

    private Purse other;

    @Override
    Object[] config() {
        return new Object[] {
            "network",
            "base-sepolia",
            "credit.window.records",
            400,
            "deposit.min.dollars",
            "0.001",
            "credit.max.dollars",
            "1"
        };
    }

    private void fund() throws Exception {
        shop.chain.balances.put(Secp256k1.address(OTHER_KEY), units(100_000_000));
        purse = new Purse(shop, Shop.BUYER_KEY, 1, VoucherRule.CREDIT);
        other = new Purse(shop, OTHER_KEY, 1, VoucherRule.CREDIT);
        done(purse.pay(purse.open(60_000, 45_000)));
        done(other.pay(other.open(60_000, 45_000)));
    }

    private static Delivery delivery(Purse to, long... positions) {
        String buyer = to.config.payer().toString();
        return new Delivery(
                buyer,
                null,
                FEED,
                LongStream.of(positions)
                        .mapToObj(position -> new Due(position, 100))
                        .toList());
    }

    private List<List<Charge>> charge(Delivery... deliveries) {
        return join(shop.market.charge(List.of(deliveries)));
    }

    private long charged(Purse of) {
        return shop.market.channels().find(of.id).charged().longValueExact();
    }

    private List<String> rows(String sql) throws Exception {
        return shop.store.precious().read(connection -> {
            List<String> rows = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        });
    }

    @Test
    void charges_ofOneCommit_areOneRow_andAreInTheLedgerAfterAKill() throws Exception {
        fund();

        List<List<Charge>> paid = charge(delivery(purse, 1, 2), delivery(other, 2), delivery(other, 1));
        charge(delivery(purse, 3), delivery(other, 3, 7));

        assertThat(paid.get(0)).containsExactly(new Charge(1, PRICE, 150), new Charge(2, PRICE, 300));
        assertThat(paid.get(1)).containsExactly(new Charge(2, PRICE, 150));
        assertThat(paid.get(2))
                .as("behind what was charged in the same commit")
                .containsExactly(new Charge(1, PRICE, 300));
        assertThat(rows(LOG)).hasSize(2);
        assertThat(charged(purse)).isEqualTo(450);
        assertThat(sum("charge")).isEqualTo(1_050);

        shop.die();
        shop.open();

        assertThat(rows(LOG)).isEmpty();
        assertThat(rows(LEDGER)).containsExactlyInAnyOrder(FEED + " 1-3 450", FEED + " 2-7 450", FEED + " 1-1 150");
        assertThat(rows(SUMS)).containsExactlyInAnyOrder("450 in 1", "600 in 2");
        assertThat(charged(purse)).isEqualTo(450);
        assertThat(charged(other)).isEqualTo(600);
        assertThat(sum("charge")).isEqualTo(1_050);
        assertThat(charge(delivery(purse, 2, 3, 4)).get(0))
                .as("free again, and the next")
                .containsExactly(new Charge(2, PRICE, 0), new Charge(3, PRICE, 0), new Charge(4, PRICE, 600));
    }

    /** A voucher books what its channel was charged, and the log goes on telling it. */
    @Test
    void charge_thatIsBookedAlready_isNotBookedAgainAfterAKill() throws Exception {
        fund();
        charge(delivery(purse, 1, 2), delivery(other, 1));
        done(purse.pay(purse.voucherFor(46_000)));
        charge(delivery(purse, 3));
        assertThat(rows(LEDGER)).containsExactly(FEED + " 1-2 300");
        assertThat(rows(LOG)).hasSize(2);

        shop.die();
        shop.open();

        assertThat(rows(LEDGER)).containsExactlyInAnyOrder(FEED + " 1-3 450", FEED + " 1-1 150");
        assertThat(rows(SUMS)).containsExactlyInAnyOrder("450 in 1", "150 in 1");
        assertThat(charged(purse)).isEqualTo(450);
        assertThat(charged(other)).isEqualTo(150);
    }

    @Test
    void log_doesNotGrow() throws Exception {
        fund();
        long rows = shop.market.totals().entries();

        for (long position = 1; position <= 260; position++) {
            charge(delivery(purse, position));
        }

        assertThat(rows(LOG)).hasSize(4);
        assertThat(rows(LEDGER)).containsExactly(FEED + " 1-256 38400");
        assertThat(sum("charge")).isEqualTo(260 * PRICE);
        assertThat(shop.market.totals().entries()).isEqualTo(rows + 1);
    }

    @Test
    void charge_onTheNextDay_isARowOfItsOwn() throws Exception {
        fund();
        charge(delivery(purse, 1));
        shop.now.addAndGet(86_400_000);
        shop.chain.seen(shop.now.get());
        rounds();
        charge(delivery(purse, 2));

        join(shop.market.channels().book());

        assertThat(rows(LEDGER)).containsExactly(FEED + " 1-1 150", FEED + " 2-2 150");
    }
}
