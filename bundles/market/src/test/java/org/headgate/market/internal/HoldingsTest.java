package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.FEED;
import static org.headgate.market.internal.Shop.URL;

import java.time.Duration;
import org.headgate.api.batch.Address;
import org.headgate.market.Sales.HeldPass;
import org.headgate.market.Sales.Holdings;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.Test;

/** What a wallet is told that it has. */
class HoldingsTest extends ShopTest {
    private static final Address OTHER = Address.parse("0x1111111111111111111111111111111111111111");

    private Sale.Done bought(int nonce) throws Exception {
        return (Sale.Done) shop.sales
                .buyPass(FEED, URL, shop.payment(shop.offer(), nonce))
                .toCompletableFuture()
                .get();
    }

    @Test
    void passes_bought_areToldWithTheirTokens_toTheirWalletAlone() throws Exception {
        Sale.Done first = bought(1);
        shop.now.addAndGet(1_000);
        Sale.Done second = bought(2);

        assertThat(shop.sales.holdings(BUYER).passes())
                .containsExactly(
                        new HeldPass(second.pass().pass(), second.pass().token()),
                        new HeldPass(first.pass().pass(), first.pass().token()));
        assertThat(shop.sales.holdings(OTHER).isEmpty()).isTrue();
    }

    @Test
    void passes_ended_areToldWithoutToken() throws Exception {
        Sale.Done first = bought(1);
        Sale.Done second = bought(2);
        shop.market
                .revoke(first.pass().pass().id(), "lent out")
                .toCompletableFuture()
                .get();
        shop.now.set(second.pass().pass().until());

        assertThat(shop.sales.holdings(BUYER).passes())
                .allSatisfy(pass -> assertThat(pass.token()).isNull())
                .extracting(pass -> pass.pass().state())
                .containsExactlyInAnyOrder("revoked", "expired");
    }

    /** The operator may write what he likes there. */
    @Test
    void pass_grantedUnderTheNameOfAWallet_isToldWithoutToken() throws Exception {
        shop.market
                .grant(FEED, BUYER.toString(), Duration.ofDays(1))
                .toCompletableFuture()
                .get();

        assertThat(shop.sales.holdings(BUYER).passes()).singleElement().satisfies(pass -> {
            assertThat(pass.token()).isNull();
            assertThat(pass.pass().state()).isEqualTo("active");
        });
    }

    @Test
    void pass_soldUnderAnotherKey_isToldWithoutToken() throws Exception {
        bought(1);
        shop.sales.signer = Shop.signer(Shop.BUYER_KEY);

        assertThat(shop.sales.holdings(BUYER).passes())
                .singleElement()
                .satisfies(pass -> assertThat(pass.token()).isNull());
    }

    @Test
    void channel_isToldToItsPayer_withWhatIsChargedAndSigned() throws Exception {
        shop.chain.seen(shop.now.get());
        Purse purse = new Purse(shop, Shop.BUYER_KEY, 1, VoucherRule.REQUEST);
        long amount = purse.offer().accepts().get(0).amount().longValueExact();
        Sale sale = purse.pay(purse.open(10_000_000, amount), 5)
                .toCompletableFuture()
                .get();
        assertThat(sale).isInstanceOf(Sale.Done.class);

        Holdings held = shop.sales.holdings(BUYER);

        assertThat(held.channels()).singleElement().satisfies(channel -> {
            StoredChannel kept = shop.market.channels().find(channel.id());
            assertThat(channel.state()).isEqualTo(kept.state());
            assertThat(channel.state().lastVoucher()).isEqualTo(purse.voucher(amount));
            assertThat(channel.state().charged()).isPositive();
            assertThat(channel.config()).isEqualTo(kept.config());
        });
        assertThat(shop.sales.holdings(OTHER).isEmpty()).isTrue();
    }

    @Test
    void holdings_withoutKey_areNotTold() {
        shop.sales.signer = null;

        assertThatThrownBy(() -> shop.sales.holdings(BUYER))
                .isInstanceOfSatisfying(
                        NotForSale.class, why -> assertThat(why.code()).isEqualTo("signer_missing"));
    }
}
