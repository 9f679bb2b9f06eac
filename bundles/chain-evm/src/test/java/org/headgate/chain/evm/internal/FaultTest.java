package org.headgate.chain.evm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertRefused;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.ChainUnavailable;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that are dead, slow, wrong or lying. */
class FaultTest {
    /** A key that can pay for nothing. */
    private static final Signer EARLIER = new Signer() {
        @Override
        public Address address() {
            return Bench.BUYER;
        }

        @Override
        public byte[] sign(Hash digest) {
            return Secp256k1.sign(Bench.BUYER_KEY, digest);
        }
    };

    private static LocalChain local;
    private static int nonces = 20;

    @TempDir
    Path data;

    private FaultProxy proxy;

    @BeforeAll
    static void startChain() throws Exception {
        local = Bench.startChain();
    }

    @AfterAll
    static void stopChain() {
        if (local != null) {
            local.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        proxy = new FaultProxy(local.endpoint());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void endpoint_dead_theSecondTakesOver() throws Exception {
        try (Gateway gateway = gateway(dead(), local.endpoint())) {
            get(gateway.chain.settle(local.dollar(), payment(local, 1, nonces++)));

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
            get(gateway.chain.settle(local.dollar(), payment(local, 1, nonces++)));
        }
    }

    @Test
    void endpoint_ofAnotherChain_isNotUsed() throws Exception {
        try (LocalChain other = otherChain();
                Gateway gateway = gateway(other.endpoint(), local.endpoint())) {
            get(gateway.chain.domain(local.dollar()));

            assertThat(codes(gateway)).containsExactly("chain_id_mismatch");
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
            assertUnavailable("rpc_unreachable", () -> get(gateway.chain.settle(local.dollar(), paid)));
            assertThat(gateway.chain.view().obstacle()).isPresent();
            assertThat(codes(gateway)).contains("rpc_unreachable");
            assertThat(text(gateway)).contains("127.0.0.1").doesNotContain("SECRET");

            proxy.works();

            await().until(() -> gateway.chain.view().obstacle().isEmpty());
            get(gateway.chain.settle(local.dollar(), paid));
            assertThat(codes(gateway)).isEmpty();
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
    void answerOfASend_lost_theTransactionIsFoundAgain() throws Exception {
        BigInteger before = local.balance(SELLER);
        AtomicInteger lost = new AtomicInteger();
        proxy.fails(upstream -> {
            byte[] answer = upstream.ask();
            return upstream.calls("eth_sendRawTransaction") && lost.getAndIncrement() == 0 ? null : answer;
        });
        try (Gateway gateway = gateway(proxy.endpoint())) {
            get(gateway.chain.settle(local.dollar(), payment(local, 6, nonces++)));
            get(gateway.chain.settle(local.dollar(), payment(local, 1, nonces++)));
        }
        assertThat(lost).hasPositiveValue();
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(7);
    }

    @Test
    void send_refused_doesNotBurnTheNonce() throws Exception {
        proxy.fails(upstream -> upstream.calls("eth_sendRawTransaction")
                ? upstream.error(-32_003, "insufficient funds for gas * price + value")
                : upstream.ask());
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable("gas_account_empty", () -> get(gateway.chain.settle(local.dollar(), paid)));
            assertThat(gateway.chain.outbox.open().size()).isZero();
            proxy.works();

            get(gateway.chain.settle(local.dollar(), payment(local, 2, nonces++)));
            get(gateway.chain.settle(local.dollar(), paid));
        }
    }

    @Test
    void send_refusedForGood_isNotRepeated() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        proxy.fails(upstream -> {
            if (!upstream.calls("eth_sendRawTransaction")) {
                return upstream.ask();
            }
            sends.incrementAndGet();
            return upstream.error(-32_003, "tx fee (1.20 ether) exceeds the configured cap (1.00 ether)");
        });
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable(
                    "transaction_refused",
                    () -> get(gateway.chain.settle(local.dollar(), payment(local, 2, nonces++))));
            assertThat(gateway.chain.outbox.open().size()).isZero();
            proxy.works();

            get(gateway.chain.settle(local.dollar(), payment(local, 2, nonces++)));
        }
        assertThat(sends).hasValue(1);
    }

    @Test
    void send_refusedInUnknownWords_isSaidAndGoesOnOnceItIsTaken() throws Exception {
        proxy.fails(upstream -> upstream.calls("eth_sendRawTransaction")
                ? upstream.error(-32_003, "not while the moon is up")
                : upstream.ask());
        try (Gateway gateway = gateway(proxy.endpoint())) {
            CompletionStage<Settlement> settled = gateway.chain.settle(local.dollar(), payment(local, 2, nonces++));
            await().until(() -> codes(gateway).contains("transaction_stuck"));
            assertThat(text(gateway)).contains("not while the moon is up");
            proxy.works();

            get(settled);
            get(gateway.chain.settle(local.dollar(), payment(local, 2, nonces++)));
            assertThat(codes(gateway)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"result\":\"0x01\"}; ACCEPTED",
                "{\"result\":null}; UNKNOWN",
                "{}; UNKNOWN",
                "{\"error\":{\"message\":\"already known\"}}; ACCEPTED",
                "{\"error\":{\"message\":\"Oversized data\"}}; REFUSED",
                "{\"error\":{\"message\":\"method is not supported\"}}; UNKNOWN"
            })
    void answerToASend_meansWhatItSays(String answer, Broadcast.Outcome outcome) throws Exception {
        assertThat(Broadcast.of(Answer.read(new ObjectMapper().readTree(answer)))
                        .outcome())
                .isEqualTo(outcome);
    }

    /** As where a provider repeats upstream what was in a block already. */
    @Test
    void send_whoseNonceIsSaidToBeUsed_isLookedForInABlock() throws Exception {
        BigInteger before = local.balance(SELLER);
        proxy.fails(upstream -> {
            byte[] answer = upstream.ask();
            return upstream.calls("eth_sendRawTransaction")
                    ? upstream.error(-32_003, "nonce too low: next nonce 9, tx nonce 8")
                    : answer;
        });
        try (Gateway gateway = gateway(proxy.endpoint())) {
            get(gateway.chain.settle(local.dollar(), payment(local, 2, nonces++)));
            get(gateway.chain.settle(local.dollar(), payment(local, 3, nonces++)));
            assertThat(gateway.chain.outbox.open().size()).isZero();
        }
        assertThat(local.balance(SELLER).subtract(before)).isEqualTo(5);
    }

    /** A node offers a nonce that another program used meanwhile: what was signed for it is void. */
    @Test
    void send_whoseNonceAnotherUsed_isTakenBack() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        proxy.fails(upstream -> {
            if (upstream.calls("eth_sendRawTransaction") && sends.getAndIncrement() == 0) {
                foreign();
            }
            return upstream.ask();
        });
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable("nonce_contended", () -> get(gateway.chain.settle(local.dollar(), paid)));
            assertThat(gateway.chain.outbox.open().size()).isZero();
            get(gateway.chain.settle(local.dollar(), paid));
        }
    }

    /** Another program sends with the same key. */
    private static void foreign() throws IOException {
        try {
            long next = Call.quantity(local.rpc("eth_getTransactionCount", SELLER.toString(), "latest")
                            .textValue())
                    .longValue();
            byte[] raw = Envelope.sign(
                    Bench.NETWORK.chainId(),
                    next,
                    50_000,
                    Bench.limits().caps(),
                    new Order("", SELLER, new byte[0], new byte[0], new Order.Refusals("", "", "")),
                    Bench.SIGNER);
            local.rpc("eth_sendRawTransaction", "0x" + HexFormat.of().formatHex(raw));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void transaction_ofAnEarlierKey_isSaidAndHoldsUpNobody() throws Exception {
        Order order = new Order("left", SELLER, new byte[0], new byte[0], new Order.Refusals("", "", ""));
        byte[] raw =
                Envelope.sign(Bench.NETWORK.chainId(), 0, 50_000, Bench.limits().caps(), order, EARLIER);
        Sent left = new Sent(
                order,
                EARLIER.address(),
                0,
                50_000,
                Bench.limits().caps(),
                raw,
                List.of(Envelope.hash(raw)),
                Sent.State.OPEN,
                System.currentTimeMillis(),
                Hash.ZERO,
                0,
                BigInteger.ZERO,
                "");
        try (Gateway gateway = gateway(local.endpoint())) {
            get(gateway.store.precious().<Boolean>write(connection -> {
                new TransactionTable(Bench.NETWORK.chainId()).put(connection, left);
                return true;
            }));
            gateway.crash(Bench.limits(), local.endpoint());

            await().until(() -> codes(gateway).contains("transaction_stuck"));
            for (int i = 0; i < 2; i++) {
                get(gateway.chain.settle(local.dollar(), payment(local, 1, nonces++)));
            }
            assertThat(gateway.chain.outbox.open().size()).isEqualTo(1);
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
                        () -> get(gateway.chain.settle(local.dollar(), paid)));
            }
        }
    }

    @Test
    void receipt_ofAFailure_isRefused() throws Exception {
        proxy.fails(upstream -> replaced(upstream, "\"status\":\"0x1\"", "\"status\":\"0x0\""));
        ExactPayment paid = payment(local, 2, nonces++);
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertRefused(
                    "invalid_exact_evm_transaction_failed", () -> get(gateway.chain.settle(local.dollar(), paid)));
            assertThat(gateway.chain.outbox.gas().total()).isPositive();
            assertRefused(
                    "invalid_exact_evm_nonce_already_used", () -> get(gateway.chain.settle(local.dollar(), paid)));
        }
    }

    @Test
    void settlement_givenBackBySettle_isThatOfTheReceipt() throws Exception {
        try (Gateway gateway = gateway(local.endpoint())) {
            Settlement settled = get(gateway.chain.settle(local.dollar(), payment(local, 1, nonces++)));

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

    private Gateway gateway(URI... endpoints) throws Exception {
        return new Gateway(data, Bench.limits(), endpoints);
    }

    private static List<String> codes(Gateway gateway) {
        return report(gateway).problems().stream().map(Problem::code).toList();
    }

    private static String text(Gateway gateway) {
        Report report = report(gateway);
        return report.facts() + " " + report.problems() + gateway.chain.view();
    }

    private static Report report(Gateway gateway) {
        Report.Builder report = Report.builder();
        ChainReport.write(gateway.chain, report);
        return report.build();
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
