package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.BUYER;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertRefused;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.units;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.headgate.api.batch.Hash;
import org.headgate.chain.evm.internal.NpmFacilitator.Said;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.Authorization;
import org.headgate.x402.BatchSettlement;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.ChannelPayment.OpenOrTopUp;
import org.headgate.x402.Deposit;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.PaymentRequirements;
import org.headgate.x402.Voucher;
import org.headgate.x402.chain.Bill;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payments that the published facilitator of x402 settles, and what it says when it fails or lies. */
class FacilitatedTest extends ChainTest {
    private static final BatchSettlement SETTLEMENT = BatchSettlement.canonical(Bench.NETWORK);
    private static NpmFacilitator facilitator;
    private static int nonces = 150;

    private Gateway gateway;
    private EvmChain chain;
    private BigInteger before;

    @BeforeAll
    static void startFacilitator() throws Exception {
        local.rpc(
                "anvil_setBalance",
                Secp256k1.address(Hash.parse(NpmFacilitator.KEY).bytes()).toString(),
                "0x" + Bench.ETHER.toString(16));
        facilitator = new NpmFacilitator(local, "exact", "batch-settlement");
    }

    @AfterAll
    static void stopFacilitator() {
        if (facilitator != null) {
            facilitator.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        start(Duration.ofSeconds(30), false, local.endpoint());
    }

    private void start(Duration settle, boolean trusted, URI... endpoints) throws Exception {
        facilitator.works();
        facilitator.asked.clear();
        gateway = new Gateway(data.resolve("g" + nonces), setup(settle, trusted, endpoints));
        chain = gateway.chain;
        before = local.balance(SELLER);
    }

    private static Setup setup(Duration settle, boolean trusted, URI... endpoints) {
        Setup plain = Bench.setup(Bench.limits(), endpoints);
        Limits limits = plain.limits();
        return new Setup(
                plain.network(),
                plain.endpoints(),
                plain.timeout(),
                plain.look(),
                new Limits(
                        limits.caps(),
                        limits.dailyGas(),
                        Duration.ofSeconds(2),
                        limits.stuck(),
                        limits.poll(),
                        limits.lag(),
                        limits.share()),
                plain.settlement(),
                null,
                new Outside(facilitator.address(), "token-of-ours", Duration.ofSeconds(30), settle, trusted));
    }

    @AfterEach
    void close() throws Exception {
        local.rpc("evm_setAutomine", true);
        gateway.close();
    }

    @Test
    void settle_byTheFacilitator_isOneSettlementThatTheChainShows() throws Exception {
        ExactPayment paid = payment(25);
        get(chain.verify(bill(25), paid));
        Settlement first = get(chain.settle(bill(25), paid));

        assertThat(first.transaction()).matches("0x[0-9a-f]{64}");
        assertThat(first.block()).isPositive();
        assertThat(first.gasCost()).isZero();
        assertThat(gained()).isEqualTo(25);
        assertThat(get(chain.settle(bill(25), paid))).isEqualTo(first);
        assertThat(facilitator.asked).containsEntry("settle", 1).containsEntry("verify", 1);
        assertThat(facilitator.authorization).isEqualTo("Bearer token-of-ours");
        assertThat(chain.outbox.gas().total()).isZero();
        assertRefused("invalid_exact_evm_nonce_already_used", () -> get(chain.verify(bill(25), paid)));

        gateway.close();
        gateway = new Gateway(data.resolve("g" + (nonces - 1)), setup(Duration.ofSeconds(30), false, local.endpoint()));
        assertThat(get(gateway.chain.settle(bill(25), paid)).transaction()).isEqualTo(first.transaction());
    }

    /** The facilitator pays for payments: an empty account matters once there is something else to send. */
    @Test
    void account_empty_isSaidOnceSomethingIsToBeSentFromIt() throws Exception {
        local.rpc("anvil_setBalance", chain.account.toString(), "0x0");
        try {
            await().until(() -> BigInteger.ZERO.equals(chain.watch.balance()));
            get(chain.settle(bill(25), payment(25)));
            assertThat(gateway.codes()).doesNotContain("gas_account_empty");

            ExactPayment own = payment(25);
            assertUnavailable(
                    "gas_account_empty",
                    () -> get(chain.outbox.submit(Token.order(bill(25).terms().asset(), own))));

            assertThat(gateway.codes()).contains("gas_account_empty");
        } finally {
            local.rpc("anvil_setBalance", chain.account.toString(), "0x" + Bench.ETHER.toString(16));
        }
        await().until(() -> !gateway.codes().contains("gas_account_empty"));
    }

    @Test
    void settle_answerLost_isFoundOnTheChain() throws Exception {
        facilitator.fails("settle", asked -> {
            asked.pass();
            return null;
        });
        ExactPayment paid = payment(7);

        Settlement settled = get(chain.settle(bill(7), paid));

        assertThat(gained()).isEqualTo(7);
        assertThat(settled.block()).isPositive();
        assertThat(facilitator.asked).containsEntry("settle", 1);
        assertThat(get(chain.settle(bill(7), paid))).isEqualTo(settled);
    }

    @Test
    void settle_killedBeforeTheAnswer_isFoundByTheNext() throws Exception {
        facilitator.fails("settle", asked -> {
            asked.pass();
            chain.abandon();
            return null;
        });
        ExactPayment paid = payment(8);
        chain.settle(bill(8), paid);
        await().until(() -> gained().intValue() == 8);
        gateway.close();
        local.rpc("anvil_mine", "0x5dc");

        gateway = new Gateway(data.resolve("g" + (nonces - 1)), setup(Duration.ofSeconds(30), false, local.endpoint()));
        chain = gateway.chain;
        facilitator.works();
        get(chain.verify(bill(8), paid));
        Settlement settled = get(chain.settle(bill(8), paid));

        assertThat(settled.block()).isPositive();
        assertThat(gained()).isEqualTo(8);
        assertThat(facilitator.asked).containsEntry("settle", 1);
    }

    @Test
    void settle_facilitatorThatFails_takesNothingAndSaysSo_untilItWorks() throws Exception {
        facilitator.fails("settle", asked -> new Said(500, "{\"error\":\"out of order\"}"));
        ExactPayment paid = payment(5);
        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(5), paid)));
        assertThat(gateway.codes()).contains("facilitator_unreachable");

        facilitator.fails("settle", asked -> new Said(401, "who are you"));
        assertUnavailable("facilitator_refused", () -> get(chain.settle(bill(5), paid)));
        assertThat(gateway.codes()).contains("facilitator_refused");

        facilitator.fails("settle", asked -> new Said(200, "all is well"));
        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(5), paid)));
        facilitator.fails("settle", asked -> new Said(200, "{\"success\":true}"));
        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(5), paid)));
        assertThat(gained()).isZero();

        facilitator.works();
        get(chain.settle(bill(5), paid));
        assertThat(gained()).isEqualTo(5);
        assertThat(gateway.codes()).doesNotContain("facilitator_unreachable", "facilitator_refused");
    }

    @Test
    void settle_slowFacilitator_isNotWaitedFor() throws Exception {
        gateway.close();
        start(Duration.ofSeconds(1), false, local.endpoint());
        facilitator.fails("settle", NpmFacilitator.Asked::hang);
        ExactPayment paid = payment(4);

        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(4), paid)));
        facilitator.works();
        get(chain.settle(bill(4), paid));
        assertThat(gained()).isEqualTo(4);
    }

    @Test
    void settle_lie_isNotBelieved() throws Exception {
        ExactPayment other = payment(3);
        Settlement others = get(chain.settle(bill(3), other));
        ExactPayment paid = payment(3);
        facilitator.fails("settle", asked -> claimed(others.transaction()));

        // A transfer from and to the same over the same amount, for another payment.
        assertUnavailable("facilitator_untrue", () -> get(chain.settle(bill(3), paid)));
        assertThat(gateway.codes()).contains("facilitator_untrue");

        facilitator.fails("settle", asked -> claimed("0x" + "ab".repeat(32)));
        assertPending(paid);
        assertThat(gained()).isEqualTo(3);

        facilitator.works();
        get(chain.settle(bill(3), paid));
        assertThat(gained()).isEqualTo(6);
    }

    @Test
    void settle_refused_saysWhy_andIsNoHarmWhereItTakesItLater() throws Exception {
        facilitator.fails(
                "settle",
                asked -> new Said(
                        200,
                        "{\"success\":false,\"errorReason\":\"invalid_exact_evm_signature\",\"errorMessage\":\"no\",\"transaction\":\"\",\"network\":\"\"}"));
        ExactPayment paid = payment(9);
        assertRefused("invalid_exact_evm_signature", () -> get(chain.settle(bill(9), paid)));
        assertThat(gateway.codes()).contains("facilitator_refused");

        facilitator.works();
        Settlement settled = get(chain.settle(bill(9), paid));
        assertThat(settled.block()).isPositive();
        facilitator.fails("verify", asked -> new Said(400, "{\"isValid\":false,\"invalidReason\":\"Not here!\"}"));
        assertRefused("facilitator_refused", () -> get(chain.verify(bill(1), payment(1))));
    }

    @Test
    void settle_pending_isGoneOnWith() throws Exception {
        local.rpc("evm_setAutomine", false);
        AtomicReference<Said> said = new AtomicReference<>();
        facilitator.fails("settle", asked -> {
            Thread passing = new Thread(() -> {
                try {
                    said.set(asked.pass());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            passing.start();
            await().until(() ->
                    local.rpc("txpool_status").path("pending").asText().equals("0x1"));
            return new Said(504, "");
        });
        ExactPayment paid = payment(6);
        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(6), paid)));

        local.rpc("evm_setAutomine", true);
        local.rpc("evm_mine");
        await().until(() -> said.get() != null);
        assertThat(get(chain.settle(bill(6), paid)).block()).isPositive();
        assertThat(gained()).isEqualTo(6);
        assertThat(facilitator.asked).containsEntry("settle", 1);
    }

    @Test
    void settle_signatureThatEnded_isRefusedForGood() throws Exception {
        facilitator.fails("settle", asked -> new Said(500, ""));
        long now = Long.decode(local.rpc("eth_getBlockByNumber", "latest", false)
                .path("timestamp")
                .asText());
        ExactPayment paid = payment(2, now + 1_000);
        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(2), paid)));

        Object snapshot = local.rpc("evm_snapshot");
        local.pass(1_001);
        assertRefused("invalid_exact_evm_payload_authorization_valid_before", () -> get(chain.settle(bill(2), paid)));
        local.rpc("evm_revert", snapshot);
    }

    @Test
    void deposit_byTheFacilitator_whereItListsThem() throws Exception {
        await().until(() -> chain.facilitated.facilitator().settles(PaymentRequirements.BATCH_SETTLEMENT));
        ChannelConfig config =
                new ChannelConfig(BUYER, BUYER, SELLER, SELLER, local.dollar(), 604_800, Bench.filled(nonces++));
        OpenOrTopUp open = open(config, 1_000, 10);
        Bill bill = new Bill(
                new PaymentRequirements(
                        PaymentRequirements.BATCH_SETTLEMENT,
                        Bench.NETWORK,
                        units(10),
                        local.dollar(),
                        SELLER,
                        300,
                        domain().put("receiverAuthorizer", SELLER.toString()).put("withdrawDelay", 604_800)),
                "https://shop.example/feeds/greenhouse/records");

        Settlement settled = get(chain.deposit(bill, open));

        assertThat(facilitator.asked).containsEntry("settle", 1);
        assertThat(get(chain.channel(SETTLEMENT.channelId(config))).balance()).isEqualTo(1_000);
        assertThat(get(chain.deposit(bill, open))).isEqualTo(settled);
        assertThat(chain.outbox.gas().total()).isZero();
    }

    @Test
    void supported_withoutExact_isAProblem_andNothingIsAsked() throws Exception {
        gateway.close();
        facilitator.fails(
                "supported",
                asked -> new Said(
                        200,
                        "{\"kinds\":[{\"x402Version\":2,\"scheme\":\"exact\",\"network\":\"eip155:1\"}],\"extensions\":[],\"signers\":{}}"));
        gateway = new Gateway(data.resolve("other"), setup(Duration.ofSeconds(30), false, local.endpoint()));
        chain = gateway.chain;
        await().until(() -> gateway.codes().contains("facilitator_kind_unsupported"));

        assertUnavailable("facilitator_kind_unsupported", () -> get(chain.verify(bill(1), payment(1))));
    }

    @Test
    void withoutEndpoints_itsWordIsTaken_whereThatIsConfigured() throws Exception {
        gateway.close();
        start(Duration.ofSeconds(30), true);
        ExactPayment paid = payment(11);
        get(chain.verify(bill(11), paid));
        Settlement settled = get(chain.settle(bill(11), paid));

        assertThat(gained()).isEqualTo(11);
        assertThat(settled.block()).isZero();
        assertThat(gateway.codes()).doesNotContain("rpc_unreachable");
        assertThat(gateway.report().facts().get("chain.facilitator.checked")).startsWith("no");

        ExactPayment lost = payment(12);
        facilitator.fails("settle", asked -> {
            asked.pass();
            return null;
        });
        assertUnavailable("facilitator_unreachable", () -> get(chain.settle(bill(12), lost)));
        facilitator.works();
        assertUnavailable("facilitator_unsure", () -> get(chain.settle(bill(12), lost)));
    }

    private void assertPending(ExactPayment paid) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> get(chain.settle(bill(3), paid)))
                .isInstanceOf(SettlementPending.class);
    }

    private static Said claimed(String transaction) {
        return new Said(
                200,
                "{\"success\":true,\"transaction\":\"" + transaction + "\",\"network\":\"" + Bench.NETWORK + "\"}");
    }

    private BigInteger gained() throws Exception {
        return local.balance(SELLER).subtract(before);
    }

    private static ObjectNode domain() {
        return JsonNodeFactory.instance.objectNode().put("name", "USDC").put("version", "2");
    }

    private static Bill bill(long amount) {
        return new Bill(
                new PaymentRequirements(
                        PaymentRequirements.EXACT, Bench.NETWORK, units(amount), local.dollar(), SELLER, 300, domain()),
                "https://shop.example/feeds/greenhouse/passes");
    }

    private static ExactPayment payment(long value) {
        return payment(value, 2_000_000_000);
    }

    private static ExactPayment payment(long value, long until) {
        Authorization authorization =
                new Authorization(BUYER, SELLER, units(value), units(0), units(until), Bench.filled(nonces++));
        return ExactPayment.of(
                authorization, Secp256k1.sign(Bench.BUYER_KEY, authorization.transferDigest(Bench.dollars(local))));
    }

    private static OpenOrTopUp open(ChannelConfig config, long amount, long signed) {
        Hash id = SETTLEMENT.channelId(config);
        Deposit unsigned = Deposit.of(units(amount), units(0), units(2_000_000_000), config.salt(), new byte[65]);
        Hash digest = SETTLEMENT.depositDigest(Bench.dollars(local), BUYER, id, unsigned);
        Deposit deposit = Deposit.of(
                units(amount), units(0), units(2_000_000_000), config.salt(), Secp256k1.sign(Bench.BUYER_KEY, digest));
        Voucher voucher = Voucher.of(
                id, units(signed), Secp256k1.sign(Bench.BUYER_KEY, SETTLEMENT.voucherDigest(id, units(signed))));
        return new OpenOrTopUp(config, voucher, deposit);
    }
}
