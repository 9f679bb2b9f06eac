package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.market.internal.Shop.BUYER;
import static org.headgate.market.internal.Shop.BUYER_KEY;
import static org.headgate.market.internal.Shop.NETWORK;
import static org.headgate.market.internal.Shop.SELLER_KEY;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.headgate.api.batch.Address;
import org.headgate.api.status.Problem;
import org.headgate.chain.evm.internal.EvmChain;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.market.Sales;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.Sales.Sale;
import org.headgate.proof.Abi;
import org.headgate.proof.Keccak;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.Line;
import org.headgate.testkit.NodeScript;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.VoucherRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every endpoint of a real chain is dead, and comes back: what was open goes on being sold, within bounds, and what happened meanwhile is seen. */
class OfflineTest {
    private static final Address SELLER = Secp256k1.address(SELLER_KEY);
    private static final long REQUEST = 1_500;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path data;

    private LocalChain local;
    private Line line;
    private ContractDomain token;
    private Shop shop;
    private EvmChain chain;
    private Purse purse;

    @BeforeEach
    void open() throws Exception {
        local = LocalChain.start(
                new NodeScript(Path.of("../chain-testkit/src/main/solidity")).fetched(), NETWORK.chainId());
        line = new Line(local.endpoint().getPort());
        local.mint(BUYER, BigInteger.valueOf(10_000_000));
        local.rpc("anvil_setBalance", SELLER.toString(), "0x56bc75e2d63100000");
        local.rpc("anvil_setBalance", BUYER.toString(), "0x56bc75e2d63100000");
        token = new ContractDomain("USDC", "2", NETWORK, local.dollar());
        purse = null;
    }

    /** @param threshold above which is claimed, in dollars */
    private void sell(String threshold) throws Exception {
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
                threshold);
        shop.now.set(System.currentTimeMillis());
        chain = EvmChain.local(
                NETWORK,
                URI.create("http://127.0.0.1:" + line.port()),
                Shop.signer(SELLER_KEY),
                shop.store.precious(),
                scheduler);
        shop.sales.bindChain(chain);
        await().until(() -> {
            try {
                return shop.offer() != null;
            } catch (Sales.NotForSale e) {
                join(shop.sales.round());
                return false;
            }
        });
        purse = new Purse(shop, BUYER_KEY, 1, VoucherRule.REQUEST, token);
    }

    @AfterEach
    void close() throws Exception {
        if (shop != null) {
            chain.close();
            shop.close();
        }
        scheduler.shutdownNow();
        line.close();
        local.close();
    }

    @Test
    void channel_open_isSoldFromUpToItsBalance_andClaimedFromOnceTheChainIsBack() throws Exception {
        sell("0.002");
        buy(purse.open(4 * REQUEST, REQUEST), 0);
        goDead();
        shop.now.addAndGet(Duration.ofMinutes(1).toMillis());

        buy(purse.voucherFor(2 * REQUEST), 1);
        buy(purse.voucherFor(3 * REQUEST), 2);
        buy(purse.voucherFor(4 * REQUEST), 3);
        Sale more = join(purse.pay(purse.voucherFor(5 * REQUEST), 99));

        assertThat(((Sale.NotSettled) more).response().errorReason())
                .as("beyond what was seen in it the chain is asked, and is not there")
                .isEqualTo("rpc_unreachable");
        shop.now.addAndGet(Duration.ofHours(1).toMillis());
        join(shop.sales.round());
        assertThat(shop.sales.report().problems()).extracting(Problem::code).contains("chain_offline");
        assertThat(sum("charge")).isEqualTo(4 * REQUEST);
        assertThat(sum("claim")).isZero();

        comeBack();

        await().until(() -> {
            join(shop.sales.round());
            return local.balance(SELLER).longValueExact() == 4 * REQUEST;
        });
        assertThat(sum("claim")).isEqualTo(4 * REQUEST);
        assertThat(sum("settlement")).isEqualTo(4 * REQUEST);
        assertThat(shop.sales.report().problems()).extracting(Problem::code).doesNotContain("chain_offline");
    }

    @Test
    void chain_deadForTooLong_endsTheSale_andAWithdrawalBegunMeanwhileIsSeen() throws Exception {
        sell("5");
        buy(purse.open(100 * REQUEST, REQUEST), 0);
        goDead();
        shop.now.set(chain.view().seenAtMillis()
                + Duration.ofHours(168 - 6).minusMinutes(1).toMillis());
        buy(purse.voucherFor(2 * REQUEST), 1);
        shop.now.addAndGet(Duration.ofMinutes(2).toMillis());
        assertThat(failure(purse.pay(purse.voucherFor(3 * REQUEST), 99))).isEqualTo("chain_view_too_old");
        withdraw(purse.config, 100 * REQUEST - 1);
        local.pass(Duration.ofHours(1).toSeconds());

        comeBack();
        await().until(() -> {
            join(shop.sales.round());
            return claimed() == 2 * REQUEST;
        });

        assertThat(sum("claim")).as("for the notice, far below the threshold").isEqualTo(2 * REQUEST);
        Sale refused = join(purse.pay(purse.voucherFor(3 * REQUEST), 99));
        assertThat(((Sale.Refused) refused).why().code())
                .as("what is on its way out buys nothing")
                .isEqualTo("invalid_batch_settlement_evm_cumulative_exceeds_balance");
    }

    private void buy(org.headgate.x402.ChannelPayment payment, int page) throws Exception {
        Sale sale = join(
                purse.pay(payment, LongStream.range(10L * page, 10L * page + 10).toArray()));
        assertThat(sale).as(String.valueOf(sale)).isInstanceOf(Sale.Done.class);
    }

    private void goDead() {
        line.cut();
        await().until(() -> chain.view().obstacle().isPresent());
    }

    private void comeBack() {
        line.mend();
        await().until(() -> chain.view().obstacle().isEmpty()
                && System.currentTimeMillis() - chain.view().seenAtMillis() < 10_000);
        // Channels are looked at every few minutes.
        shop.now.set(System.currentTimeMillis() + Duration.ofMinutes(6).toMillis());
    }

    /** As the payer, past the gateway. */
    private void withdraw(ChannelConfig config, long amount) throws Exception {
        String function = "initiateWithdraw((address,address,address,address,address,uint40,bytes32),uint128)";
        byte[] arguments = new Abi()
                .address(config.payer())
                .address(config.payerAuthorizer())
                .address(config.receiver())
                .address(config.receiverAuthorizer())
                .address(config.token())
                .uint(config.withdrawDelay())
                .bytes32(config.salt())
                .uint(amount)
                .encode();
        byte[] selector = Arrays.copyOf(
                Keccak.hash(function.getBytes(StandardCharsets.US_ASCII)).bytes(), 4);
        local.rpc("anvil_impersonateAccount", BUYER.toString());
        String hash = local.rpc(
                        "eth_sendTransaction",
                        Map.of(
                                "from",
                                BUYER.toString(),
                                "to",
                                LocalChain.SETTLEMENT.toString(),
                                "data",
                                "0x" + HexFormat.of().formatHex(selector)
                                        + HexFormat.of().formatHex(arguments)))
                .asText();
        await().until(() -> local.rpc("eth_getTransactionReceipt", hash)
                .path("status")
                .asText()
                .equals("0x1"));
    }

    private long claimed() throws Exception {
        byte[] state = local.call(LocalChain.SETTLEMENT, "channels(bytes32)", new Abi().bytes32(purse.id));
        return new BigInteger(1, Arrays.copyOfRange(state, 32, 64)).longValueExact();
    }

    private long sum(String kind) {
        return shop.market
                .totals()
                .amount(kind, Asset.token(NETWORK, token.contract()))
                .longValueExact();
    }

    private static String failure(CompletionStage<Sale> sale) {
        Throwable why =
                sale.handle((done, failure) -> failure).toCompletableFuture().join();
        return ((NotForSale) Failures.cause(why)).code();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
