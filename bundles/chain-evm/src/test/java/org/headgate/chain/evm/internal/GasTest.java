package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.GWEI;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.payment;
import static org.headgate.chain.evm.internal.Bench.units;

import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.testkit.Patience;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.headgate.x402.chain.SettlementPending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What transactions may cost, and those that get into no block. */
class GasTest {
    @TempDir
    Path data;

    private LocalChain local;
    private int nonces = 20;

    @BeforeEach
    void start() throws Exception {
        local = Bench.startChain();
    }

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void gas_dearerThanAllowed_isNotBought() throws Exception {
        baseFee(60);
        try (Gateway gateway = new Gateway(data, Bench.limits(), local.endpoint())) {
            assertUnavailable("gas_too_dear", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), pay())));
        }
    }

    @Test
    void account_empty_isSaid() throws Exception {
        local.rpc("anvil_setBalance", SELLER.toString(), "0x0");
        try (Gateway gateway = new Gateway(data, Bench.limits(), local.endpoint())) {
            assertUnavailable("gas_account_empty", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), pay())));
            await().until(() -> gateway.codes().contains("gas_account_empty"));
        }
    }

    @Test
    void account_holdsTooLittle_isSaidUntilItHoldsMore() throws Exception {
        local.rpc("anvil_setBalance", SELLER.toString(), "0x3e8");
        try (Gateway gateway = new Gateway(data, Bench.limits(), local.endpoint())) {
            assertUnavailable("gas_account_empty", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), pay())));
            await().until(() -> gateway.codes().contains("gas_account_empty"));
            assertThat(gateway.report().problems())
                    .anyMatch(one -> one.reason().contains("holds 0.000000000000001 ether")
                            && one.reason().contains("what is to be sent may need "));

            local.rpc("anvil_setBalance", SELLER.toString(), "0x" + Bench.ETHER.toString(16));

            await().until(() -> !gateway.codes().contains("gas_account_empty"));
        }
    }

    @Test
    void gasOfTheDay_spent_nothingMoreIsSent() throws Exception {
        Limits usual = Bench.limits();
        Limits tight = new Limits(
                usual.caps(),
                GWEI.multiply(units(400_000)),
                usual.patience(),
                usual.stuck(),
                usual.poll(),
                usual.lag(),
                usual.share());
        try (Gateway gateway = new Gateway(data, tight, local.endpoint())) {
            Settlement first = get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
            assertThat(first.gasCost()).isLessThan(tight.dailyGas());
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
                        }
                    })
                    .isInstanceOfSatisfying(
                            ChainUnavailable.class,
                            why -> assertThat(why.code()).isEqualTo("gas_budget_spent"));
            assertThat(gateway.chain.outbox.gas().today()).isLessThanOrEqualTo(tight.dailyGas());
        }
    }

    @Test
    void gas_beyondItsShareOfIncome_waitsVisiblyForMore() throws Exception {
        Limits usual = Bench.limits();
        Limits shared = new Limits(
                usual.caps(),
                GWEI.multiply(units(400_000)),
                usual.patience(),
                usual.stuck(),
                usual.poll(),
                usual.lag(),
                new Budget.Share(50, units(4_000_000_000L)));
        try (Gateway gateway = new Gateway(data, shared, local.endpoint())) {
            gateway.income.set(BigInteger.ZERO);
            for (int day = 0; !gateway.codes().contains("gas_share_spent"); day++) {
                assertThat(day).as("days on which nothing was refused").isLessThan(50);
                gateway.ahead.set(Duration.ofDays(day).toMillis());
                try {
                    get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
                } catch (ChainUnavailable e) {
                    assertThat(e.code()).isEqualTo("gas_share_spent");
                }
            }
            assertThat(gateway.chain.outbox.gas().total()).isLessThanOrEqualTo(shared.dailyGas());

            gateway.income.set(units(100_000_000));

            get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
            assertThat(gateway.codes()).doesNotContain("gas_share_spent");
            gateway.income.set(null);
            get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
        }
    }

    /** It may stay for ever, and the gas that it would take is not taken from this key's account. */
    @Test
    void transaction_ofAnEarlierKey_isNotReserved() {
        OpenTransactions open = new OpenTransactions(SELLER, 0);
        Order order = new Order("left", SELLER, new byte[0], new byte[0], new Order.Refusals("", "", ""));
        for (Address sender : List.of(Bench.BUYER, SELLER)) {
            Sent sent = new Sent(
                    new Order("of " + sender, order.to(), order.data(), order.event(), order.refusals()),
                    sender,
                    0,
                    50_000,
                    new Fees(GWEI, GWEI),
                    new byte[0],
                    List.of(Hash.ZERO),
                    Sent.State.OPEN,
                    0,
                    Hash.ZERO,
                    0,
                    BigInteger.ZERO,
                    "");
            open.add(new OpenTransaction(sent, new Waiters(), true, 0));
        }

        assertThat(open.reserved()).isEqualTo(GWEI.multiply(units(50_000)));
    }

    @Test
    void transactions_olderThanTheyAreKept_areForgotten() throws Exception {
        try (Gateway gateway = new Gateway(data, Bench.limits(), local.endpoint())) {
            get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
            await().until(() ->
                    rows(gateway) == 1 && gateway.chain.outbox.open().size() == 0);

            gateway.ahead.set(Duration.ofDays(401).toMillis());

            await().until(() -> rows(gateway) == 0);
        }
    }

    private static int rows(Gateway gateway) throws Exception {
        return gateway.store.precious().<Integer>read(connection -> {
            try (ResultSet count =
                    connection.createStatement().executeQuery("SELECT COUNT(*) FROM chain_transaction")) {
                count.next();
                return count.getInt(1);
            }
        });
    }

    @Test
    void transaction_withoutABlock_isPending_andIsJoinedByWhoAsksAgain() throws Exception {
        Limits hasty = limits(Duration.ofMillis(200), Duration.ofMinutes(10));
        ExactPayment paid = pay();
        local.rpc("evm_setAutomine", false);
        try (Gateway gateway = new Gateway(data, hasty, local.endpoint())) {
            String[] hash = new String[1];
            assertThatThrownBy(() -> {
                        // A slow machine may not even have sent it within that time: then nothing was, and it is asked
                        // again.
                        await().ignoreExceptionsInstanceOf(ChainUnavailable.class)
                                .until(() -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)) != null);
                    })
                    .isInstanceOfSatisfying(SettlementPending.class, pending -> hash[0] = pending.transaction());
            local.rpc("evm_setAutomine", true);
            local.rpc("evm_mine");

            await().until(() -> gateway.chain.outbox.open().size() == 0);
            assertThat(get(gateway.chain.settle(Bench.bill(local.dollar()), paid))
                            .transaction())
                    .isEqualTo(hash[0]);
        }
    }

    @Test
    void transaction_stuck_isReplacedByOneThatPaysMore() throws Exception {
        local.rpc("evm_setAutomine", false);
        try (Gateway gateway = new Gateway(data, limits(Patience.LIMIT, Duration.ofMillis(500)), local.endpoint())) {
            CompletionStage<Settlement> settled = gateway.chain.settle(Bench.bill(local.dollar()), pay());
            await().until(() -> gateway.chain.outbox.open().hasRoom()
                    && gateway.chain.outbox.open().size() == 1);

            await().until(() -> {
                baseFee(4);
                return settled.toCompletableFuture().isDone();
            });

            String hash = get(settled).transaction();
            var transaction = local.rpc("eth_getTransactionByHash", hash);
            assertThat(Call.quantity(transaction.get("maxFeePerGas").textValue()))
                    .isBetween(GWEI.multiply(units(4)), GWEI.multiply(units(20)));
            assertThat(Call.quantity(transaction.get("nonce").textValue())).isZero();
            assertThat(gateway.chain.outbox.open().size()).isZero();
        }
    }

    @Test
    void transaction_stuckAtTheCap_isSaidAndGoesOnWhenFeesFall() throws Exception {
        local.rpc("evm_setAutomine", false);
        Limits usual = Bench.limits();
        Limits low = new Limits(
                new Fees(GWEI.multiply(units(3)), GWEI),
                usual.dailyGas(),
                usual.patience(),
                Duration.ofMillis(200),
                usual.poll(),
                usual.lag(),
                usual.share());
        try (Gateway gateway = new Gateway(data, low, local.endpoint())) {
            CompletionStage<Settlement> settled = gateway.chain.settle(Bench.bill(local.dollar()), pay());
            await().until(() -> gateway.chain.outbox.open().size() == 1);

            await().until(() -> {
                baseFee(10);
                return gateway.codes().contains("transaction_stuck");
            });
            assertThat(settled.toCompletableFuture()).isNotDone();

            await().until(() -> {
                baseFee(1);
                return settled.toCompletableFuture().isDone();
            });
            assertThat(get(settled).gasCost()).isPositive();
        }
    }

    @Test
    void nonce_thatAnotherProgramUsed_voidsTheTransaction() throws Exception {
        local.rpc("evm_setAutomine", false);
        ExactPayment paid = pay();
        try (Gateway gateway = new Gateway(data, limits(Patience.LIMIT, Duration.ofMinutes(10)), local.endpoint())) {
            CompletionStage<Settlement> settled = gateway.chain.settle(Bench.bill(local.dollar()), paid);
            await().until(() -> gateway.chain.outbox.open().hasRoom()
                    && gateway.chain.outbox.open().size() == 1);
            Order foreign = new Order("", SELLER, new byte[0], new byte[0], new Order.Refusals("", "", ""));
            byte[] raw = Envelope.sign(
                    Bench.NETWORK.chainId(),
                    0,
                    50_000,
                    new Fees(GWEI.multiply(units(50)), GWEI.multiply(units(5))),
                    foreign,
                    Bench.SIGNER);
            local.rpc("eth_sendRawTransaction", "0x" + HexFormat.of().formatHex(raw));
            local.rpc("evm_setAutomine", true);
            local.rpc("evm_mine");

            assertUnavailable("nonce_contended", () -> get(settled));
            get(gateway.chain.settle(Bench.bill(local.dollar()), paid));
        }
    }

    private ExactPayment pay() {
        return payment(local, 1, nonces++);
    }

    private static Limits limits(Duration patience, Duration stuck) {
        Limits usual = Bench.limits();
        return new Limits(
                new Fees(GWEI.multiply(units(20)), GWEI.multiply(units(10))),
                usual.dailyGas(),
                patience,
                stuck,
                usual.poll(),
                usual.lag(),
                usual.share());
    }

    private void baseFee(long gwei) throws Exception {
        BigInteger fee = GWEI.multiply(units(gwei));
        local.rpc("anvil_setNextBlockBaseFeePerGas", "0x" + fee.toString(16));
        local.rpc("evm_mine");
    }
}
