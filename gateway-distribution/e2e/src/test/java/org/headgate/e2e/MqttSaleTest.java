package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.headgate.api.batch.Address;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.testkit.NodeScript;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;

/** The published signing code of x402, unmodified, pays a gateway for each record over MQTT: {@code docs/examples/buy-records.mjs}. */
class MqttSaleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLES =
            Path.of("../../docs/examples").toAbsolutePath().normalize();
    private static final Path ANVIL = Path.of("../../bundles/chain-testkit/src/main/solidity");
    private static final String KEY = "0x" + "07".repeat(32);
    private static final Address BUYER = Address.parse("0x4a62316623ad457f02cdc5d997ded67a383ec569");
    private static final int RECORDS = 12;

    @Test
    void wallet_withoutAccount_buysRecordByRecordOverSeveralWindows() throws Exception {
        new NodeScript(ANVIL).run("compile.mjs", "--check", "../resources/org/headgate/chain/testkit/contracts.json");
        new NodeScript(EXAMPLES).run("--check", "buy-records.mjs");
        try (LocalChain chain = LocalChain.start(ANVIL, 31_337);
                Gateway gateway = start(chain)) {
            Address seller = Address.parse(gateway.status()
                    .path("facts")
                    .path("identity")
                    .path("gateway")
                    .asText());
            chain.rpc("anvil_setBalance", seller.toString(), "0xde0b6b3a7640000");
            chain.mint(BUYER, BigInteger.valueOf(1_000_000));
            gateway.command("feed", "create", "all", "--min-trust", "0", "--record-price", "0.0001");
            List<JsonNode> bought = buy(gateway, chain, seller);
            assertThat(bought).hasSize(RECORDS);
            assertThat(bought)
                    .allSatisfy(one -> assertThat(one.path("price").asText()).isEqualTo("100"));
            assertThat(bought.stream().map(one -> one.path("charged").asLong()))
                    .isEqualTo(LongStream.rangeClosed(1, RECORDS)
                            .mapToObj(i -> i * 100)
                            .toList());
            assertThat(chain.balance(LocalChain.SETTLEMENT)).isPositive();
        }
    }

    private static Gateway start(LocalChain chain) throws Exception {
        return Gateway.launch(
                        Gateway.home("mqtt-sale"),
                        "mqtt-door.port=0",
                        "coap-source.port=0",
                        "devices.adopt.rule=*",
                        "market.network=eip155:31337",
                        "market.asset=" + chain.dollar(),
                        "market.credit.window.records=5",
                        "chain-evm.network=eip155:31337",
                        "chain-evm.poll.ms=100",
                        "chain-evm.rpc.urls=" + chain.endpoint())
                .awaitUp();
    }

    private static List<JsonNode> buy(Gateway gateway, LocalChain chain, Address seller) throws Exception {
        Path key = Files.writeString(gateway.home.resolve("wallet.key"), KEY);
        Path out = gateway.home.resolve("bought.jsonl");
        int port = gateway.port("mqtt-door");
        ProcessBuilder command = new ProcessBuilder(
                        "node",
                        "buy-records.mjs",
                        "mqtt://127.0.0.1:" + port,
                        "all",
                        seller.toString(),
                        chain.endpoint().toString(),
                        Integer.toString(RECORDS))
                .directory(EXAMPLES.toFile())
                .redirectOutput(out.toFile())
                .redirectError(gateway.home.resolve("buyer.txt").toFile());
        command.environment()
                .putAll(Map.of("WALLET_KEY_FILE", key.toString(), "ASSET", "eip155:31337/" + chain.dollar()));
        Process buyer = command.start();
        try (Publisher device = Publisher.senml(port, "thermometer")) {
            Until.holds(
                    "the buyer has subscribed",
                    Duration.ofSeconds(Patience.SECONDS),
                    () -> !buyer.isAlive()
                            || Files.readString(gateway.home.resolve("buyer.txt"))
                                    .contains("subscribed"));
            device.every(Duration.ofMillis(20));
            assertThat(buyer.waitFor(Patience.SECONDS, TimeUnit.SECONDS))
                    .as(Files.readString(gateway.home.resolve("buyer.txt")))
                    .isTrue();
        } finally {
            buyer.destroy();
        }
        assertThat(buyer.exitValue())
                .as(Files.readString(gateway.home.resolve("buyer.txt")))
                .isZero();
        return Files.readAllLines(out).stream().map(MqttSaleTest::read).toList();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
