package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.BUYER_KEY;
import static org.headgate.market.internal.Shop.FEED;
import static org.headgate.market.internal.Shop.NETWORK;
import static org.headgate.market.internal.Shop.SELLER_KEY;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.headgate.api.batch.Address;
import org.headgate.chain.evm.internal.EvmChain;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.market.Sales;
import org.headgate.market.Sales.Sale;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.NodeScript;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The market on a chain: what the ledger says was earned is what the seller has. */
class RealChainTest {
    private static final Address SELLER = Secp256k1.address(SELLER_KEY);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path data;

    private LocalChain local;
    private ContractDomain token;
    private Shop shop;
    private EvmChain chain;

    @BeforeEach
    void open() throws Exception {
        local = LocalChain.start(
                new NodeScript(Path.of("../chain-testkit/src/main/solidity")).fetched(), NETWORK.chainId());
        local.mint(BUYER, BigInteger.valueOf(10_000_000));
        local.rpc("anvil_setBalance", SELLER.toString(), "0x56bc75e2d63100000");
        token = new ContractDomain("USDC", "2", NETWORK, local.dollar());
        shop = new Shop(
                data,
                "network",
                "base-sepolia",
                "asset",
                local.dollar().toString(),
                "request.records",
                10,
                "deposit.min.dollars",
                "0.001",
                "claim.threshold.dollars",
                "0.002");
        shop.now.set(System.currentTimeMillis());
        chain = EvmChain.local(NETWORK, local.endpoint(), Shop.signer(SELLER_KEY), shop.store.precious(), scheduler);
        shop.sales.bindChain(chain);
        org.awaitility.Awaitility.await().until(() -> {
            try {
                return shop.offer() != null;
            } catch (Sales.NotForSale e) {
                join(shop.sales.round());
                return false;
            }
        });
    }

    @AfterEach
    void close() {
        chain.close();
        shop.close();
        scheduler.shutdownNow();
        local.close();
    }

    @Test
    void pass_isPaidOnChainAndOnce() throws Exception {
        PaymentRequired offer = shop.offer();
        PaymentPayload payment =
                Shop.payment(offer, shop.authorization(offer.accepts().get(0), 1), token);

        Sale.Done done = (Sale.Done) join(shop.sales.buyPass(FEED, Shop.URL, payment));

        assertThat(local.balance(SELLER)).isEqualTo(2_500_000);
        assertThat(join(shop.sales.buyPass(FEED, Shop.URL, payment))).isEqualTo(done);
        assertThat(local.balance(SELLER)).isEqualTo(2_500_000);
    }

    @Test
    void channel_isOpenedPaidFromClaimedSettledAndRefunded() throws Exception {
        Purse purse = new Purse(shop, BUYER_KEY, 1, VoucherRule.REQUEST, token);
        Sale.Done opened = (Sale.Done)
                join(purse.pay(purse.open(7_500, 1_500), LongStream.range(0, 10).toArray()));
        assertThat(opened.response().extra().at("/channelState/balance").asText())
                .isEqualTo("7500");
        join(purse.pay(purse.voucherFor(3_000), LongStream.range(10, 20).toArray()));

        for (int i = 0; i < 3; i++) {
            join(shop.sales.round());
        }
        assertThat(local.balance(SELLER)).isEqualTo(3_000);
        join(purse.pay(purse.voucherFor(4_500), 20));
        Sale.Done refunded = (Sale.Done) join(purse.pay(purse.refund(3_150, null)));

        assertThat(refunded.response().amount()).isEqualTo(4_350);
        assertThat(local.balance(BUYER)).isEqualTo(10_000_000 - 3_150);
        String asset = Asset.token(NETWORK, token.contract());
        assertThat(shop.market.totals().amount("charge", asset)).isEqualTo(3_150);
        assertThat(shop.market.totals().amount("claim", asset)).isEqualTo(3_150);
        assertThat(shop.market.totals().amount("settlement", asset)).isEqualTo(3_000);
        assertThat(shop.market.totals().amount("refund", asset)).isEqualTo(-4_350);
        assertThat(shop.market.totals().amount("gas", Asset.gas(NETWORK))).isNegative();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
