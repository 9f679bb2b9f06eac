package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.assertRefused;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.payment;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that are dead, slow, wrong, or lie about receipts. */
class FaultTest extends FaultyChainTest {

    @Test
    void endpoint_dead_theSecondTakesOver() throws Exception {
        try (Gateway gateway = gateway(dead(), local.endpoint())) {
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 1, nonces++)));

            assertThat(gateway.chain.view().obstacle()).isEmpty();
        }
    }

    @Test
    void endpoint_thatNeverAnswers_theSecondTakesOver() throws Exception {
        proxy.fails(FaultProxy.Upstream::hang);
        Setup patient = Bench.setup(Bench.limits(), proxy.endpoint(), local.endpoint());
        Setup setup = new Setup(
                patient.network(),
                patient.endpoints(),
                Duration.ofSeconds(1),
                patient.look(),
                patient.limits(),
                patient.settlement(),
                null,
                null);
        try (Gateway gateway = new Gateway(data, setup)) {
            await().ignoreExceptionsInstanceOf(ChainUnavailable.class)
                    .until(() -> get(gateway.chain.domain(local.dollar())) != null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "rate limit", "no batches", "too much", "broken"})
    void endpoint_ofNoUse_theSecondTakesOver(String how) throws Exception {
        proxy.fails(upstream -> switch (how) {
            case "garbage" -> "<html>".getBytes(StandardCharsets.UTF_8);
            case "rate limit" -> upstream.error(-32_005, "limit exceeded");
            case "no batches" ->
                upstream.calls("[")
                        ? "{\"id\":1,\"error\":{\"code\":-32600,\"message\":\"no batches\"}}"
                                .getBytes(StandardCharsets.UTF_8)
                        : upstream.ask();
            case "too much" -> new byte[5 << 20];
            default -> null;
        });
        try (Gateway gateway = gateway(proxy.endpoint(), local.endpoint())) {
            get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 1, nonces++)));
        }
    }

    @Test
    void endpoint_ofAnotherChain_isNotUsed() throws Exception {
        try (LocalChain other = otherChain();
                Gateway gateway = gateway(other.endpoint(), local.endpoint())) {
            get(gateway.chain.domain(local.dollar()));

            assertThat(gateway.codes()).containsExactly("chain_id_mismatch");
            gateway.crash(Bench.limits(), other.endpoint());
            assertUnavailable("chain_id_mismatch", () -> get(gateway.chain.domain(local.dollar())));
        }
    }

    @Test
    void noEndpoint_serves_allFailsVisiblyUntilOneIsBack() throws Exception {
        proxy.fails(upstream -> null);
        ExactPayment paid = payment(local, 4, nonces++);
        try (Gateway gateway = gateway(dead(), proxy.endpoint())) {
            assertUnavailable("rpc_unreachable", () -> get(gateway.chain.domain(local.dollar())));
            assertUnavailable("rpc_unreachable", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));
            assertThat(gateway.chain.view().obstacle()).isPresent();
            assertThat(gateway.codes()).contains("rpc_unreachable");
            assertThat(text(gateway)).contains("127.0.0.1").doesNotContain("SECRET");

            proxy.works();

            await().until(() -> gateway.chain.view().obstacle().isEmpty());
            get(gateway.chain.settle(Bench.bill(local.dollar()), paid));
            assertThat(gateway.codes()).isEmpty();
            assertThat(text(gateway)).doesNotContain("SECRET");
        }
    }

    @Test
    void noEndpoint_configured_saysSo() throws Exception {
        try (Gateway gateway = gateway()) {
            assertUnavailable("rpc_unreachable", () -> get(gateway.chain.domain(local.dollar())));
            assertThat(gateway.chain.view().obstacle())
                    .hasValueSatisfying(why -> assertThat(why).contains("no endpoint is configured"));
        }
    }

    @Test
    void receipt_withoutTheTransfer_isRefusedEachTime() throws Exception {
        proxy.fails(upstream -> replaced(upstream, "\"topics\":\\[\"0xddf252ad", "\"topics\":[\"0x00000000"));
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            for (int i = 0; i < 2; i++) {
                assertRefused(
                        "invalid_exact_evm_transfer_event_mismatch",
                        () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));
            }
        }
    }

    @Test
    void receipt_ofAFailure_isRefused() throws Exception {
        proxy.fails(upstream -> replaced(upstream, "\"status\":\"0x1\"", "\"status\":\"0x0\""));
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertRefused(
                    "invalid_exact_evm_transaction_failed",
                    () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));
            assertThat(gateway.chain.outbox.gas().total()).isPositive();
            assertRefused(
                    "invalid_exact_evm_nonce_already_used",
                    () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));
        }
    }

    @Test
    void settlement_givenBackBySettle_isThatOfTheReceipt() throws Exception {
        try (Gateway gateway = gateway(local.endpoint())) {
            Settlement settled = get(gateway.chain.settle(Bench.bill(local.dollar()), payment(local, 1, nonces++)));

            var receipt = local.rpc("eth_getTransactionReceipt", settled.transaction());
            assertThat(settled.block())
                    .isEqualTo(Call.quantity(receipt.get("blockNumber").textValue())
                            .longValue());
            assertThat(settled.gasCost())
                    .isEqualTo(Call.quantity(receipt.get("gasUsed").textValue())
                            .multiply(Call.quantity(
                                    receipt.get("effectiveGasPrice").textValue())));
        }
    }

    private static byte[] replaced(FaultProxy.Upstream upstream, String from, String to)
            throws IOException, InterruptedException {
        byte[] answer = upstream.ask();
        return upstream.calls("eth_getTransactionReceipt")
                ? new String(answer, StandardCharsets.UTF_8)
                        .replaceAll(from, to)
                        .getBytes(StandardCharsets.UTF_8)
                : answer;
    }

    private static LocalChain otherChain() throws Exception {
        return LocalChain.start(Path.of("../chain-testkit/src/main/solidity"), 31_337);
    }

    /** Nobody listens there. */
    private static URI dead() {
        return URI.create("http://127.0.0.1:1");
    }
}
