package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.chain.evm.internal.Bench.SELLER;
import static org.headgate.chain.evm.internal.Bench.assertUnavailable;
import static org.headgate.chain.evm.internal.Bench.get;
import static org.headgate.chain.evm.internal.Bench.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.chain.PaymentChain.Settlement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that a node took, and what keeps them from a block. */
class DeliveryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    private LocalChain local;
    private FaultProxy proxy;
    private int nonces = 20;

    @BeforeEach
    void start() throws Exception {
        local = Bench.startChain();
        proxy = new FaultProxy(local.endpoint());
    }

    @AfterEach
    void stop() {
        proxy.close();
        local.close();
    }

    @Test
    void nonce_toldTooHigh_theGapIsFilled() throws Exception {
        proxy.fails(upstream -> lying(upstream, "eth_getTransactionCount", DeliveryTest::oneMore));
        try (Gateway gateway = gateway(proxy.endpoint())) {
            Settlement settled = get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));

            assertThat(nonceOf(settled)).isEqualTo(1);
            await().until(() -> gateway.chain.outbox.open().size() == 0);
            assertThat(rows(gateway, "purpose LIKE 'gap:%' AND nonce = 0 AND state = 'DONE'"))
                    .isEqualTo(1);
        }
    }

    /** Some nodes take none whose nonce is too high. */
    @Test
    void nonce_toldTooHighAndRefused_isThatOfTheBlocks() throws Exception {
        AtomicInteger sends = new AtomicInteger();
        proxy.fails(upstream -> upstream.calls("eth_sendRawTransaction") && sends.getAndIncrement() == 0
                ? upstream.error(-32_003, "nonce too high")
                : lying(upstream, "eth_getTransactionCount", DeliveryTest::oneMore));
        try (Gateway gateway = gateway(proxy.endpoint())) {
            Settlement settled = get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));

            assertThat(nonceOf(settled)).isZero();
            assertThat(sends).hasValue(2);
        }
    }

    @Test
    void transaction_thatItsNodeLost_isOfferedAgain() throws Exception {
        local.rpc("evm_setAutomine", false);
        try (Gateway gateway = gateway(local.endpoint())) {
            CompletionStage<Settlement> first = gateway.chain.settle(Bench.bill(local.dollar()), pay());
            CompletionStage<Settlement> second = gateway.chain.settle(Bench.bill(local.dollar()), pay());
            await().until(() -> gateway.chain.outbox.open().size() == 2
                    && gateway.chain.outbox.open().hasRoom());
            local.rpc("anvil_dropTransaction", hashWithNonce(gateway, 0));
            local.rpc("evm_setAutomine", true);
            await().until(() -> {
                local.rpc("evm_mine");
                return first.toCompletableFuture().isDone()
                        && second.toCompletableFuture().isDone();
            });
            get(first);
            get(second);
        }
    }

    @Test
    void endpoint_thatTakesAndNeverPassesOn_isHelpedByTheOther() throws Exception {
        AtomicInteger swallowed = new AtomicInteger();
        proxy.fails(upstream -> {
            if (!upstream.calls("eth_sendRawTransaction")) {
                return upstream.ask();
            }
            swallowed.incrementAndGet();
            return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x00\"}".getBytes(UTF_8);
        });
        try (Gateway gateway = gateway(proxy.endpoint(), local.endpoint())) {
            get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
            int before = swallowed.get();
            assertThat(before).isPositive();

            get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));
            assertThat(swallowed).hasValue(before);
        }
    }

    @Test
    void node_withoutSuggestedPriority_isAskedForItsPrice() throws Exception {
        proxy.fails(upstream -> lying(upstream, "eth_maxPriorityFeePerGas", DeliveryTest::unknown));
        try (Gateway gateway = gateway(proxy.endpoint())) {
            Settlement settled = get(gateway.chain.settle(Bench.bill(local.dollar()), pay()));

            JsonNode sent = local.rpc("eth_getTransactionByHash", settled.transaction());
            assertThat(Call.quantity(sent.get("maxPriorityFeePerGas").textValue()))
                    .isPositive();
            assertThat(gateway.chain.view().obstacle()).isEmpty();
        }
    }

    @Test
    void transaction_refusedByAll_isKeptAsVoid() throws Exception {
        proxy.fails(upstream -> upstream.calls("eth_sendRawTransaction")
                ? upstream.error(-32_003, "insufficient funds for gas * price + value")
                : upstream.ask());
        ExactPayment paid = pay();
        try (Gateway gateway = gateway(proxy.endpoint())) {
            assertUnavailable("gas_account_empty", () -> get(gateway.chain.settle(Bench.bill(local.dollar()), paid)));

            assertThat(rows(gateway, "state = 'VOID' AND refusal = 'gas_account_empty'"))
                    .isEqualTo(1);
            proxy.works();
            get(gateway.chain.settle(Bench.bill(local.dollar()), paid));
            assertThat(rows(gateway, "state = 'DONE'")).isEqualTo(1);
        }
    }

    @Test
    void transaction_thatReverted_isKeptWhenItsPurposeIsTriedAgain() throws Exception {
        proxy.fails(upstream -> {
            String answer = new String(upstream.ask(), UTF_8);
            return (upstream.calls("eth_getTransactionReceipt")
                            ? answer.replace("\"status\":\"0x1\"", "\"status\":\"0x0\"")
                            : answer)
                    .getBytes(UTF_8);
        });
        Order order = new Order("again", SELLER, new byte[0], new byte[0], new Order.Refusals("a", "b", "c"));
        try (Gateway gateway = gateway(proxy.endpoint())) {
            Bench.assertRefused("b", () -> get(gateway.chain.outbox.submit(order)));
            proxy.works();

            get(gateway.chain.outbox.submit(order));
            assertThat(rows(gateway, "state = 'REVERTED' AND purpose LIKE 'past:%'"))
                    .isEqualTo(1);
            assertThat(rows(gateway, "state = 'DONE' AND purpose = 'again'")).isEqualTo(1);
        }
    }

    private Gateway gateway(URI... endpoints) throws Exception {
        Limits usual = Bench.limits();
        return new Gateway(
                data,
                new Limits(
                        usual.caps(),
                        usual.dailyGas(),
                        usual.patience(),
                        Duration.ofMillis(500),
                        usual.poll(),
                        usual.lag(),
                        usual.share()),
                endpoints);
    }

    private ExactPayment pay() {
        return payment(local, 1, nonces++);
    }

    private long nonceOf(Settlement settled) throws Exception {
        return Call.quantity(local.rpc("eth_getTransactionByHash", settled.transaction())
                        .get("nonce")
                        .textValue())
                .longValue();
    }

    private static String hashWithNonce(Gateway gateway, long nonce) {
        return gateway.chain.outbox.open().inOrder().stream()
                .filter(one -> one.sent.nonce() == nonce)
                .map(one -> one.sent.newest().toString())
                .findFirst()
                .orElseThrow();
    }

    private static int rows(Gateway gateway, String where) throws Exception {
        return gateway.store.precious().<Integer>read(connection -> {
            try (ResultSet count = connection
                    .createStatement()
                    .executeQuery("SELECT COUNT(*) FROM chain_transaction WHERE " + where)) {
                count.next();
                return count.getInt(1);
            }
        });
    }

    private static byte[] lying(FaultProxy.Upstream upstream, String method, BiConsumer<JsonNode, ObjectNode> lie)
            throws IOException, InterruptedException {
        JsonNode asked = JSON.readTree(upstream.request());
        JsonNode answered = JSON.readTree(upstream.ask());
        for (JsonNode call : asked.isArray() ? asked : List.of(asked)) {
            for (JsonNode answer : answered.isArray() ? answered : List.of(answered)) {
                if (call.get("method").asText().equals(method) && call.get("id").equals(answer.get("id"))) {
                    lie.accept(call, (ObjectNode) answer);
                }
            }
        }
        return JSON.writeValueAsBytes(answered);
    }

    private static void oneMore(JsonNode call, ObjectNode answer) {
        if (call.get("params").get(1).asText().equals("pending")) {
            BigInteger told = Call.quantity(answer.get("result").textValue());
            answer.put("result", "0x" + told.add(BigInteger.ONE).toString(16));
        }
    }

    private static void unknown(JsonNode call, ObjectNode answer) {
        answer.remove("result");
        answer.putObject("error").put("code", -32_601).put("message", "the method does not exist");
    }
}
