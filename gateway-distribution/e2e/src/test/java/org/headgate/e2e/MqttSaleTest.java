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
    private static final String KEY = "0x" + "07".repeat(32);
    private static final Address BUYER = Address.parse("0x4a62316623ad457f02cdc5d997ded67a383ec569");
    private static final int RECORDS = 12;

    @Test
    void wallet_withoutAccount_buysRecordByRecordOverSeveralWindows() throws Exception {
        new NodeScript(Shop.EXAMPLES).fetched();
        try (Shop shop = Shop.open("mqtt-sale", "market.credit.window.records=5")) {
            shop.chain.mint(BUYER, BigInteger.valueOf(1_000_000));
            shop.sell("all", Publisher.urn("thermometer"), "--record-price", "0.0001");
            List<JsonNode> bought = buy(shop);
            assertThat(bought).hasSize(RECORDS);
            assertThat(bought)
                    .allSatisfy(one -> assertThat(one.path("price").asText()).isEqualTo("100"));
            assertThat(bought.stream().map(one -> one.path("charged").asLong()))
                    .isEqualTo(LongStream.rangeClosed(1, RECORDS)
                            .mapToObj(i -> i * 100)
                            .toList());
            assertThat(shop.chain.balance(LocalChain.SETTLEMENT)).isPositive();
        }
    }

    private static List<JsonNode> buy(Shop shop) throws Exception {
        Path key = Files.writeString(shop.gateway.home.resolve("wallet.key"), KEY);
        Path out = shop.gateway.home.resolve("bought.jsonl");
        int port = shop.gateway.port("mqtt-door");
        ProcessBuilder command = new ProcessBuilder(
                        "node",
                        "buy-records.mjs",
                        "mqtt://127.0.0.1:" + port,
                        "all",
                        shop.seller.toString(),
                        shop.chain.endpoint().toString(),
                        Integer.toString(RECORDS))
                .directory(Shop.EXAMPLES.toFile())
                .redirectOutput(out.toFile())
                .redirectError(shop.gateway.home.resolve("buyer.txt").toFile());
        command.environment().putAll(Map.of("WALLET_KEY_FILE", key.toString(), "ASSET", shop.asset()));
        Process buyer = command.start();
        try (Publisher device = Publisher.senml(port, "thermometer")) {
            Until.holds(
                    "the buyer has subscribed",
                    Duration.ofSeconds(Patience.SECONDS),
                    () -> !buyer.isAlive()
                            || Files.readString(shop.gateway.home.resolve("buyer.txt"))
                                    .contains("subscribed"));
            device.every(Duration.ofMillis(20));
            assertThat(buyer.waitFor(Patience.SECONDS, TimeUnit.SECONDS))
                    .as(Files.readString(shop.gateway.home.resolve("buyer.txt")))
                    .isTrue();
        } finally {
            buyer.destroy();
        }
        assertThat(buyer.exitValue())
                .as(Files.readString(shop.gateway.home.resolve("buyer.txt")))
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
