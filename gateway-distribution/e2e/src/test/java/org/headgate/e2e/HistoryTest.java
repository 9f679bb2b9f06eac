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
import java.util.List;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Address;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A range of the past, bought by the published npm client, read over a connection that breaks, and checked without the gateway. */
class HistoryTest {
    private static final long PRICE = 20;
    private static final int RECORDS = 12;
    private static final String KEY = "0x" + "07".repeat(32);
    private static final Address BUYER = Address.parse("0x4a62316623ad457f02cdc5d997ded67a383ec569");
    private static final String DEVICE = "urn:dev:ops:house";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Shop shop;

    @BeforeAll
    static void openTheShop() throws Exception {
        shop = Shop.open("history", "batches.seal.age.seconds=1");
        shop.chain.mint(BUYER, BigInteger.valueOf(1_000_000));
        shop.sell("house", DEVICE, "--history-price", "0.00002");
        shop.sell("rounded", DEVICE, "--quantity", "temperature", "--history-price", "0.00002");
        // The first makes the device known, and adopted from the next on.
        for (int i = 0; i <= RECORDS; i++) {
            shop.hear("senml/house", "[{\"n\":\"" + DEVICE + ":temperature\",\"u\":\"Cel\",\"v\":" + i + "}]");
        }
    }

    @AfterAll
    static void close() {
        if (shop != null) {
            shop.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"house, seq", "rounded, fseq"})
    void range_boughtByThePublishedClient_isPaidOnce_andVerifiesAlsoOverABrokenConnection(String feed, String sequence)
            throws Exception {
        String url = "http://127.0.0.1:" + shop.gateway.port("pay-http") + "/feeds/" + feed + "/history";
        Awaitility.await().until(() -> records(url) >= RECORDS);
        BigInteger before = shop.chain.balance(shop.seller);
        Path file = folder.resolve(feed + ".jsonl");

        JsonNode told = JSON.readTree(new NodeScript(Shop.EXAMPLES)
                        .run(
                                Path.of("../../bundles/pay-http/src/test/node/history.mjs")
                                        .toAbsolutePath()
                                        .toString(),
                                Shop.EXAMPLES.toString(),
                                KEY,
                                "eip155:" + Shop.CHAIN,
                                shop.chain.dollar().toString(),
                                url,
                                file.toString())
                        .stream()
                        .filter(line -> line.startsWith("{"))
                        .findFirst()
                        .orElseThrow());

        JsonNode bought = told.path("bought");
        assertThat(bought.path("status").asInt()).as(told.toString()).isEqualTo(200);
        long count = bought.path("body").path("range").path("records").asLong();
        assertThat(shop.chain.balance(shop.seller).subtract(before))
                .as("paid once, for each record its price")
                .isEqualTo(count * PRICE);
        assertThat(told.path("offered").path("status").asInt()).isEqualTo(402);
        assertThat(told.path("again").path("status").asInt()).isEqualTo(200);
        assertThat(told.path("again").path("body")).as("the same payment again").isEqualTo(bought.path("body"));
        List<Long> sequences = sequences(file, sequence);
        assertThat(sequences)
                .as("each record once, in order, over two connections")
                .hasSize((int) count)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(verified(file.toString()))
                .containsPattern("feed " + feed + " +" + count + "[ (].*proven")
                .contains("all holds");
        assertThat(verified(file + ".proofs", file + ".cbor")).contains("all holds");
    }

    private static List<Long> sequences(Path file, String property) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("/records\""))
                .map(line -> {
                    try {
                        return JSON.readTree(line).findValue(property).asLong();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static String verified(String... files) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of(Gateway.INSTALLED + "/bin/headgate", "verify", "--gateway", shop.seller.toString()));
        command.addAll(List.of(files));
        Gateway.Finished verified = Gateway.finish(command);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        return verified.output();
    }

    /** That are for sale. */
    private static long records(String url) throws IOException, InterruptedException {
        return JSON.readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                        .body())
                .path("range")
                .path("records")
                .asLong();
    }
}
