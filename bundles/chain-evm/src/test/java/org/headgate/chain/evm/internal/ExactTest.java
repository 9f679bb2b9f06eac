package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.chain.evm.internal.Bench.BUYER;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertRefused;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.payment;
import static org.headgate.chain.evm.internal.Bench.units;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Abi;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.Authorization;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passes: transfers that the buyer signed. */
class ExactTest extends ChainTest {
    private static int nonces = 20;

    private Gateway gateway;
    private EvmChain chain;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(data, Bench.limits(), local.endpoint());
        chain = gateway.chain;
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void domain_ofTheToken_isReadFromTheChain() throws Exception {
        assertThat(get(chain.domain(local.dollar()))).isEqualTo(Bench.dollars(local));
    }

    @Test
    void domain_whereThereIsNoToken_isRefusedWithItsCode() {
        assertRefused("asset_not_deployed_contract", () -> get(chain.domain(BUYER)));
        assertRefused("invalid_exact_evm_eip3009_not_supported", () -> get(chain.domain(LocalChain.SETTLEMENT)));
    }

    @Test
    void settle_goodPayment_movesTheMoneyOnce() throws Exception {
        ExactPayment paid = payment(local, 25, nonces++);
        BigInteger before = local.balance(SELLER);
        get(chain.verify(Bench.bill(local.dollar()), paid));

        Settlement first = get(chain.settle(Bench.bill(local.dollar()), paid));
        Settlement again = get(chain.settle(Bench.bill(local.dollar()), paid));

        assertThat(again).isEqualTo(first);
        assertThat(first.transaction()).matches("0x[0-9a-f]{64}");
        assertThat(first.block()).isPositive();
        assertThat(first.gasCost()).isPositive();
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(25);
        assertThat(chain.outbox.gas().total()).isEqualTo(first.gasCost());
        assertRefused(
                "invalid_exact_evm_nonce_already_used", () -> get(chain.verify(Bench.bill(local.dollar()), paid)));
    }

    @Test
    void settle_afterARestart_givesTheSameSettlement() throws Exception {
        ExactPayment paid = payment(local, 30, nonces++);
        Settlement first = get(chain.settle(Bench.bill(local.dollar()), paid));
        gateway.crash(Bench.limits(), local.endpoint());
        chain = gateway.chain;

        assertThat(get(chain.settle(Bench.bill(local.dollar()), paid))).isEqualTo(first);
        assertThat(chain.outbox.gas().total()).isEqualTo(first.gasCost());
    }

    @Test
    void settle_manyAtOnce_allGoThrough() throws Exception {
        BigInteger before = local.balance(SELLER);
        List<CompletionStage<Settlement>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(chain.settle(Bench.bill(local.dollar()), payment(local, 1, nonces++)));
        }
        for (CompletionStage<Settlement> one : all) {
            get(one);
        }

        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(40);
        assertThat(all.stream()
                        .map(one -> one.toCompletableFuture().join().transaction())
                        .distinct())
                .hasSize(40);
    }

    @Test
    void verifyAndSettle_badPayments_areRefusedWithTheirCodes() throws Exception {
        ExactPayment tooMuch = payment(local, 2_000_000, nonces++);
        ExactPayment forged = ExactPayment.of(
                payment(local, 1, nonces).authorization(),
                payment(local, 2, nonces++).signature());
        ExactPayment late = ended(nonces++);

        assertRefused(
                "invalid_exact_evm_insufficient_balance", () -> get(chain.verify(Bench.bill(local.dollar()), tooMuch)));
        assertRefused(
                "invalid_exact_evm_insufficient_balance", () -> get(chain.settle(Bench.bill(local.dollar()), tooMuch)));
        assertRefused(
                "invalid_exact_evm_transaction_simulation_failed",
                () -> get(chain.verify(Bench.bill(local.dollar()), forged)));
        assertRefused(
                "invalid_exact_evm_transaction_simulation_failed",
                () -> get(chain.settle(Bench.bill(local.dollar()), late)));
        assertRefused("asset_not_deployed_contract", () -> get(chain.verify(Bench.bill(BUYER), tooMuch)));
        assertThat(chain.outbox.open().size()).isZero();
    }

    @Test
    void settle_authorizationThatAnotherUsed_isRefused() throws Exception {
        ExactPayment paid = payment(local, 3, nonces++);
        Authorization signed = paid.authorization();
        local.send(
                local.dollar(),
                "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
                new Abi()
                        .address(signed.from())
                        .address(signed.to())
                        .uint(signed.value())
                        .uint(signed.validAfter())
                        .uint(signed.validBefore())
                        .bytes32(signed.nonce())
                        .bytes(paid.signature()));

        assertRefused(
                "invalid_exact_evm_nonce_already_used", () -> get(chain.settle(Bench.bill(local.dollar()), paid)));
    }

    private static ExactPayment ended(int nonce) {
        Authorization authorization =
                new Authorization(BUYER, SELLER, units(1), units(0), units(1_000), Bench.filled(nonce));
        return ExactPayment.of(
                authorization, Secp256k1.sign(Bench.BUYER_KEY, authorization.transferDigest(Bench.dollars(local))));
    }
}
