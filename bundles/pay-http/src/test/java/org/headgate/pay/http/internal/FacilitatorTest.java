package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as its own facilitator, as far as it goes without a chain: what gets to one would be told that there is none. */
class FacilitatorTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop(TestConfig.PLAIN);
        shop.shop.feeds = TestFeeds.of("air");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @BeforeEach
    void sell() {
        shop.shop.sales = new TestSales();
    }

    private static ObjectNode asked(String what) throws Exception {
        return asked(what, shop.url("/feeds/air/passes"));
    }

    private static ObjectNode asked(String what, String resource) throws Exception {
        ObjectNode payment = (ObjectNode) PaymentSamples.payment(what);
        payment.putObject("resource").put("url", resource);
        ObjectNode asked = Shop.JSON.createObjectNode().put("x402Version", 2);
        asked.set("paymentPayload", payment);
        asked.set("paymentRequirements", payment.get("accepted").deepCopy());
        return asked;
    }

    private static HttpResponse<String> ask(String what, JsonNode asked) throws Exception {
        return shop.ask("POST", "/facilitator/" + what, asked.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"payTo", "asset", "amount", "network", "maxTimeoutSeconds"})
    void terms_thatAreNotOurs_areRefusedBeforeTheChain(String field) throws Exception {
        ObjectNode asked = asked("right");
        for (JsonNode terms : new JsonNode[] {
            asked.get("paymentRequirements"), asked.get("paymentPayload").get("accepted")
        }) {
            ObjectNode other = (ObjectNode) terms;
            switch (field) {
                case "payTo", "asset" -> other.put(field, "0x" + "22".repeat(20));
                case "amount" -> other.put(field, "1");
                case "network" -> other.put(field, "eip155:1");
                default -> other.put(field, 61);
            }
        }

        JsonNode verified = Shop.JSON.readTree(ask("verify", asked).body());
        JsonNode settled = Shop.JSON.readTree(ask("settle", asked).body());

        assertThat(verified.path("isValid").asBoolean(true)).isFalse();
        assertThat(verified.path("invalidReason").asText()).isEqualTo("invalid_payment_requirements");
        assertThat(settled.path("success").asBoolean(true)).isFalse();
        assertThat(settled.path("errorReason").asText())
                .isEqualTo(
                        field.equals("network")
                                ? "invalid_exact_evm_network_mismatch"
                                : "invalid_payment_requirements");
        assertThat(settled.path("transaction").asText("?")).isEmpty();
    }

    @Test
    void payment_ofOurTerms_getsToTheChain() throws Exception {
        HttpResponse<String> verified = ask("verify", asked("right"));

        assertThat(verified.statusCode()).isEqualTo(503);
        assertThat(Shop.JSON.readTree(verified.body()).path("invalidReason").asText())
                .isEqualTo("chain_absent");
    }

    @Test
    void settle_sellsThePassOfTheResource() throws Exception {
        HttpResponse<String> settled = ask("settle", asked("right"));

        JsonNode response = Shop.JSON.readTree(settled.body());
        assertThat(settled.statusCode()).isEqualTo(200);
        assertThat(response.path("success").asBoolean()).isTrue();
        assertThat(response.path("transaction").asText()).startsWith("0x");
        assertThat(response.path("payer").asText()).isEqualTo(PaymentSamples.BUYER.toString());
        assertThat(settled.body()).as("the pass is told at the feed's address").doesNotContain("a-token");
        assertThat(((TestSales) shop.shop.sales).asked).containsExactly(shop.url("/feeds/air/passes"));
    }

    @ParameterizedTest
    @CsvSource({
        "unsettled, 200, invalid_transaction_state",
        "pending, 200, settlement_pending",
        "closed, 503, chain_absent",
        "granted, 200, not_priced",
        "nothing, 200, feed_unknown",
    })
    void settle_whatIsNotSold_failsWithItsReason(String feed, int status, String code) throws Exception {
        HttpResponse<String> settled = ask("settle", asked("right", shop.url("/feeds/" + feed + "/passes")));

        assertThat(settled.statusCode()).isEqualTo(status);
        assertFailed(settled, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/feeds/air/records", "/feeds//passes", "/feeds/passes", "/feeds/a/b/passes"})
    void settle_ofWhatIsNotSoldHere_isRefusedBeforeTheMarket(String path) throws Exception {
        HttpResponse<String> settled = ask("settle", asked("right", shop.url(path)));

        assertFailed(settled, "resource_unknown");
        assertFailed(ask("settle", asked("right", "https://other.example/feeds/air/passes")), "resource_unknown");
        assertThat(((TestSales) shop.shop.sales).asked).isEmpty();
    }

    @Test
    void settle_withoutResource_isRefusedBeforeTheMarket() throws Exception {
        ObjectNode asked = asked("right");
        ((ObjectNode) asked.get("paymentPayload")).remove("resource");

        assertFailed(ask("settle", asked), "resource_unknown");
        assertThat(((TestSales) shop.shop.sales).asked).isEmpty();
    }

    @Test
    void settle_withoutMarket_isForLater() throws Exception {
        shop.shop.sales = null;

        HttpResponse<String> settled = ask("settle", asked("right"));

        assertThat(settled.statusCode()).isEqualTo(503);
        assertFailed(settled, "market_absent");
    }

    private static void assertFailed(HttpResponse<String> settled, String code) throws Exception {
        JsonNode response = Shop.JSON.readTree(settled.body());
        assertThat(response.path("success").asBoolean(true)).isFalse();
        assertThat(response.path("errorReason").asText()).isEqualTo(code);
        assertThat(response.path("errorMessage").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "badSignature, invalid_exact_evm_signature",
        "otherScheme, unsupported_scheme",
    })
    void settle_paymentThatFailsACheck_isNotSettled(String what, String code) throws Exception {
        assertFailed(ask("settle", asked(what)), code);
    }

    @ParameterizedTest
    @CsvSource({
        "badSignature, invalid_exact_evm_signature",
        "otherScheme, unsupported_scheme",
    })
    void payment_thatFailsACheck_isInvalid(String what, String code) throws Exception {
        JsonNode verified = Shop.JSON.readTree(ask("verify", asked(what)).body());

        assertThat(verified.path("isValid").asBoolean(true)).isFalse();
        assertThat(verified.path("invalidReason").asText()).isEqualTo(code);
        assertThat(verified.path("invalidMessage").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paymentPayload", "paymentRequirements"})
    void request_withoutAPart_isMalformed(String part) throws Exception {
        ObjectNode asked = asked("right");
        asked.remove(part);

        HttpResponse<String> answer = ask("settle", asked);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Shop.code(answer)).isEqualTo("invalid_payload");
    }

    @Test
    void supported_withoutAChain_isNothing() throws Exception {
        JsonNode supported =
                Shop.JSON.readTree(shop.get("/facilitator/supported").body());

        assertThat(supported.path("kinds")).isEmpty();
        assertThat(supported.path("signers").has("eip155:*")).isTrue();
    }
}
