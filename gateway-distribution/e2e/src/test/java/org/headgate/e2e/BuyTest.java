package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Address;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bought over HTTP by the published npm client, paid on a chain, read with any MQTT client. */
class BuyTest {
    private static final long PRICE = 250_000;
    private static final String KEY = "0x" + "07".repeat(32);
    private static final Address BUYER = Address.parse("0x4a62316623ad457f02cdc5d997ded67a383ec569");
    private static final String RECORD = "[{\"n\":\"urn:dev:ops:house:temperature\",\"u\":\"Cel\",\"v\":21.5}]";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Shop shop;
    private static String passes;

    @BeforeAll
    static void openTheShop() throws Exception {
        shop = Shop.open("buy");
        shop.chain.mint(BUYER, BigInteger.valueOf(10 * PRICE));
        shop.sell("house", "urn:dev:ops:house", "--pass-price", "0.25", "--pass-for", "1h", "--record-price", "0.001");
        passes = "http://127.0.0.1:" + shop.gateway.port("pay-http") + "/feeds/house/passes";
        Awaitility.await().until(() -> asked(passes) == 402);
    }

    @AfterAll
    static void close() {
        if (shop != null) {
            shop.close();
        }
    }

    private static int asked(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void pass_boughtByThePublishedClient_opensTheBroker() throws Exception {
        BigInteger before = shop.chain.balance(shop.seller);

        JsonNode bought = buy();

        assertThat(bought.path("status").asInt()).as(bought.toString()).isEqualTo(200);
        assertThat(bought.path("settlement").path("success").asBoolean()).isTrue();
        assertThat(bought.path("settlement").path("payer").asText()).isEqualTo(BUYER.toString());
        assertThat(shop.chain.balance(shop.seller)).isEqualTo(before.add(BigInteger.valueOf(PRICE)));
        JsonNode pass = bought.path("body");
        assertThat(pass.path("broker").get(0).asText()).isEqualTo("mqtt://127.0.0.1:" + shop.gateway.port("mqtt-door"));
        String record = heardBy(
                List.of(
                        "mosquitto_sub",
                        "-p",
                        Integer.toString(shop.gateway.port("mqtt-door")),
                        "-u",
                        pass.path("user").asText(),
                        "-P",
                        pass.path("password").asText(),
                        "-q",
                        "1",
                        "-C",
                        "1",
                        "-t",
                        pass.path("topics").get(0).asText()),
                Map.of());
        assertThat(record).contains("urn:dev:ops:house:temperature");
    }

    @Test
    void example_ofTheDocuments_buysAndReads() throws Exception {
        Path key = Files.writeString(folder.resolve("wallet.key"), KEY + "\n");

        String said = heardBy(
                List.of("node", "buy-pass.mjs", passes, "1"),
                Map.of("WALLET_KEY_FILE", key.toString(), "ASSET", shop.asset()));

        assertThat(said).contains("subscribed", "urn:dev:ops:house:temperature", "\"seq\"");
        assertThat(said).doesNotContain(KEY);
    }

    @Test
    void payment_withoutEnoughDollars_isRefusedByTheChainsWord() throws Exception {
        JsonNode refused = buy("0x" + "08".repeat(32));

        assertThat(refused.path("status").asInt()).isEqualTo(402);
        assertThat(refused.path("offered").asBoolean()).isTrue();
        assertThat(refused.path("settlement").isNull()).isTrue();
        assertThat(refused.path("body").path("code").asText()).isEqualTo("invalid_exact_evm_insufficient_balance");
    }

    @Test
    void records_paidOneRequestAtATime_areChargedOnceAndSent() throws Exception {
        // The first makes the device known, and adopted from the next on.
        for (int i = 0; i < 3; i++) {
            shop.hear("senml/house", RECORD);
        }
        String records = passes.replace("/passes", "/records");
        Awaitility.await().until(() -> shop.gateway.stored() >= 3);

        List<JsonNode> answers = ask("GET", KEY, records, records);

        JsonNode first = answers.get(0);
        assertThat(first.path("status").asInt()).as(first.toString()).isEqualTo(200);
        assertThat(first.path("settlement").path("transaction").asText())
                .as("of the deposit")
                .hasSize(66);
        assertThat(first.path("body")).isNotEmpty();
        assertThat(first.path("body").get(0).path("price").asText()).isEqualTo("1000");
        assertThat(first.path("body").get(0).path("record").get(0).path("v").asDouble())
                .isEqualTo(21.5);
        JsonNode again = answers.get(1);
        assertThat(again.path("status").asInt()).as(again.toString()).isEqualTo(200);
        assertThat(again.path("settlement").path("extra").path("chargedAmount").asText())
                .as("the same records again")
                .isEqualTo("0");
        assertThat(again.path("body").size())
                .isGreaterThanOrEqualTo(first.path("body").size());
        assertThat(again.path("body").get(0).path("position"))
                .isEqualTo(first.path("body").get(0).path("position"));
    }

    private static JsonNode buy() throws Exception {
        return buy(KEY);
    }

    private static JsonNode buy(String key) throws Exception {
        return ask("POST", key, passes).get(0);
    }

    private static List<JsonNode> ask(String method, String key, String... urls) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                Shop.EXAMPLES.toString(),
                key,
                "eip155:" + Shop.CHAIN,
                shop.chain.dollar().toString(),
                method));
        arguments.addAll(List.of(urls));
        String script = Path.of("../../bundles/pay-http/src/test/node/buyer.mjs")
                .toAbsolutePath()
                .toString();
        List<JsonNode> answers = new ArrayList<>();
        for (String line : new NodeScript(Shop.EXAMPLES).run(script, arguments.toArray(String[]::new))) {
            if (line.startsWith("{")) {
                answers.add(JSON.readTree(line));
            }
        }
        return answers;
    }

    /** What a reader says until it has heard enough, while a device speaks. */
    private static String heardBy(List<String> command, Map<String, String> environment) throws Exception {
        Path output = Files.createTempFile(folder, "reader", ".txt");
        ProcessBuilder reader = new ProcessBuilder(command)
                .directory(Shop.EXAMPLES.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        reader.environment().putAll(environment);
        Process process = reader.start();
        try {
            Awaitility.await().until(() -> {
                shop.hear("senml/house", RECORD);
                return process.waitFor(1, TimeUnit.SECONDS);
            });
        } finally {
            process.destroy();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
