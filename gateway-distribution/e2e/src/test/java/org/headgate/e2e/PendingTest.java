package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Address;
import org.headgate.testkit.NodeScript;
import org.headgate.x402.Headers;
import org.junit.jupiter.api.Test;

/** A chain that makes no block for a while: who was told that his payment is on its way gets what he paid for, once, with the very same request. */
class PendingTest {
    private static final long PRICE = 250_000;
    private static final String KEY = "0x" + "07".repeat(32);
    private static final Address BUYER = Address.parse("0x4a62316623ad457f02cdc5d997ded67a383ec569");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void pass_whosePaymentIsInNoBlockYet_isGivenOnceItIs_toTheSamePaymentAgain() throws Exception {
        try (Shop shop = Shop.open("pending", "chain-evm.settle.seconds=2")) {
            shop.chain.mint(BUYER, BigInteger.valueOf(10 * PRICE));
            shop.sell("house", "urn:dev:ops:house", "--pass-price", "0.25", "--pass-for", "1h");
            URI passes = URI.create("http://127.0.0.1:" + shop.gateway.port("pay-http") + "/feeds/house/passes");
            Awaitility.await().until(() -> ask(passes, null).statusCode() == 402);
            shop.chain.rpc("evm_setAutomine", false);

            JsonNode pending = buy(shop, passes);

            assertThat(pending.path("status").asInt()).as(pending.toString()).isEqualTo(402);
            assertThat(pending.path("offered").asBoolean())
                    .as("nothing is asked for again")
                    .isFalse();
            assertThat(pending.path("settlement").path("errorReason").asText()).isEqualTo("settlement_pending");
            String transaction = pending.path("settlement").path("transaction").asText();
            assertThat(transaction).matches("0x[0-9a-f]{64}");
            String payment = pending.path("payment").asText();
            HttpResponse<String> still = ask(passes, payment);
            assertThat(still.statusCode()).isEqualTo(402);
            assertThat(settlement(still).path("errorReason").asText()).isEqualTo("settlement_pending");
            assertThat(settlement(still).path("transaction").asText()).isEqualTo(transaction);
            assertThat(shop.chain.balance(shop.seller)).isZero();

            shop.chain.rpc("evm_setAutomine", true);
            shop.chain.rpc("evm_mine");
            HttpResponse<String> bought = ask(passes, payment);

            assertThat(bought.statusCode()).as(bought.body()).isEqualTo(200);
            assertThat(settlement(bought).path("success").asBoolean()).isTrue();
            assertThat(settlement(bought).path("transaction").asText()).isEqualTo(transaction);
            JsonNode pass = JSON.readTree(bought.body());
            assertThat(pass.path("password").asText()).isNotEmpty();
            assertThat(JSON.readTree(ask(passes, payment).body()).path("user"))
                    .as("and once more")
                    .isEqualTo(pass.path("user"));
            assertThat(shop.chain.balance(shop.seller)).isEqualTo(PRICE);
            assertThat(shop.chain.balance(BUYER)).isEqualTo(9 * PRICE);
            assertThat(shop.gateway.command("pass", "list")).containsOnlyOnce(BUYER.toString());
        }
    }

    /** The published client keeps no payment: it signs anew each time. */
    @Test
    void client_thatSignsAnewWhilePending_paysOnceAndGetsThePass() throws Exception {
        try (Shop shop = Shop.open("pending-anew", "chain-evm.settle.seconds=2")) {
            shop.chain.mint(BUYER, BigInteger.valueOf(10 * PRICE));
            shop.sell("house", "urn:dev:ops:house", "--pass-price", "0.25", "--pass-for", "1h");
            URI passes = URI.create("http://127.0.0.1:" + shop.gateway.port("pay-http") + "/feeds/house/passes");
            Awaitility.await().until(() -> ask(passes, null).statusCode() == 402);
            shop.chain.rpc("evm_setAutomine", false);

            JsonNode first = buy(shop, passes);
            JsonNode second = buy(shop, passes);

            assertThat(second.path("settlement").path("errorReason").asText()).isEqualTo("settlement_pending");
            assertThat(second.path("payment")).isNotEqualTo(first.path("payment"));
            assertThat(second.path("settlement").path("transaction"))
                    .isEqualTo(first.path("settlement").path("transaction"));

            shop.chain.rpc("evm_setAutomine", true);
            shop.chain.rpc("evm_mine");
            Awaitility.await().until(() -> shop.chain.balance(shop.seller).signum() > 0);
            JsonNode third = buy(shop, passes);

            assertThat(third.path("status").asInt()).as(third.toString()).isEqualTo(200);
            assertThat(third.path("body").path("password").asText()).isNotEmpty();
            assertThat(shop.chain.balance(shop.seller)).isEqualTo(PRICE);
            assertThat(shop.chain.balance(BUYER)).isEqualTo(9 * PRICE);
        }
    }

    private static JsonNode buy(Shop shop, URI url) throws Exception {
        String script = Path.of("../../bundles/pay-http/src/test/node/buyer.mjs")
                .toAbsolutePath()
                .toString();
        List<String> said = new NodeScript(Shop.EXAMPLES)
                .run(
                        script,
                        Shop.EXAMPLES.toString(),
                        KEY,
                        "eip155:" + Shop.CHAIN,
                        shop.chain.dollar().toString(),
                        "POST",
                        url.toString());
        return JSON.readTree(
                said.stream().filter(line -> line.startsWith("{")).findFirst().orElseThrow());
    }

    private static HttpResponse<String> ask(URI url, String payment) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.noBody());
        if (payment != null) {
            request.header(Headers.PAYMENT_SIGNATURE, payment);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode settlement(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(Base64.getDecoder()
                .decode(answer.headers().firstValue(Headers.PAYMENT_RESPONSE).orElseThrow()));
    }
}
