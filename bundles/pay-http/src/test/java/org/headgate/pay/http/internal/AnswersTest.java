package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headgate.pay.http.internal.Shop.code;
import static org.headgate.pay.http.internal.Shop.decoded;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.headgate.api.status.Problem;
import org.headgate.x402.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With which status and which headers a buyer is answered. */
class AnswersTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop(TestConfig.PLAIN);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void pass_unpaid_isOffered() throws Exception {
        HttpResponse<String> answer = shop.ask("POST", "/feeds/air/passes?colour=blue", "");

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains(Headers.PAYMENT_REQUIRED, Headers.PAYMENT_RESPONSE);
        assertThat(answer.headers().firstValue(Headers.PAYMENT_RESPONSE)).isEmpty();
        JsonNode offer = decoded(answer, Headers.PAYMENT_REQUIRED);
        assertThat(offer.path("x402Version").asInt()).isEqualTo(2);
        assertThat(offer.path("resource").path("url").asText()).isEqualTo(shop.url("/feeds/air/passes"));
        assertThat(offer.path("accepts").get(0).path("amount").asText()).isEqualTo("250000");
        assertThat(code(answer)).isEqualTo("payment_required");
    }

    @ParameterizedTest
    @CsvSource({
        "/feeds/air/passes, otherScheme, invalid_exact_evm_scheme",
        "/feeds/air/passes, otherNetwork, invalid_exact_evm_network_mismatch",
        "/feeds/air/passes, otherAmount, invalid_payment_requirements",
        "/feeds/air/passes, badSignature, invalid_exact_evm_signature",
    })
    void payment_thatFailsACheck_isOfferedAnewWithItsCodeAndNoResponse(String path, String what, String code)
            throws Exception {
        HttpResponse<String> answer =
                shop.ask("POST", path, "", Headers.PAYMENT_SIGNATURE, encoded(PaymentSamples.payment(what)));

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.headers().firstValue(Headers.PAYMENT_RESPONSE)).isEmpty();
        assertThat(decoded(answer, Headers.PAYMENT_REQUIRED).path("error").asText())
                .isEqualTo(code);
        assertThat(code(answer)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"%%%", "e30", "eyJ4NDAyVmVyc2lvbiI6MX0=", "bm90IGpzb24=", "W10="})
    void payment_thatIsNone_isMalformed(String header) throws Exception {
        HttpResponse<String> answer = shop.ask("POST", "/feeds/air/passes", "", Headers.PAYMENT_SIGNATURE, header);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("invalid_payload");
        assertThat(answer.headers().firstValue(Headers.PAYMENT_REQUIRED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /feeds/none/passes, 404, feed_unknown",
        "GET, /feeds/granted/passes, 404, not_priced",
        "POST, /feeds/closed/passes, 503, chain_absent",
        "GET, /, 404, not_found",
        "GET, /feeds/air, 404, not_found",
        "GET, /feeds/air/passes/more, 404, not_found",
        "PUT, /feeds/air/passes, 405, method_not_allowed",
        "DELETE, /facilitator/settle, 405, method_not_allowed",
        "GET, /feeds/%2e%2e/passes, 400, request_malformed",
        "GET, /feeds/a%2Fb/passes, 400, request_malformed",
        "GET, /feeds/..%2f..%2fetc/passwd, 400, request_malformed",
        "GET, /feeds/%00/passes, 400, request_malformed",
        "GET, /feeds//passes, 400, request_malformed",
        "GET, /feeds/air%5cpasses, 400, request_malformed",
        "GET, /discovery/resources?limit=many, 400, query_malformed",
        "GET, /discovery/resources?offset=-1, 400, query_malformed",
    })
    void request_thatCannotBe_isToldWhy(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> answer = shop.ask(method, path, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(code(answer)).isEqualTo(code);
    }

    @Test
    void market_fails_tellsNothingOfTheInside() throws Exception {
        HttpResponse<String> answer = shop.ask(
                "POST",
                "/feeds/broken/passes",
                "",
                Headers.PAYMENT_SIGNATURE,
                encoded(PaymentSamples.payment("badSignature")));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(code(answer)).isEqualTo("internal");
        assertThat(answer.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void market_absent_isToldToBuyersAndToTheOperator() throws Exception {
        try (Shop closed = new Shop(TestConfig.PLAIN)) {
            closed.shop.sales = null;

            HttpResponse<String> answer = closed.get("/feeds/air/passes");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(code(answer)).isEqualTo("market_absent");
            assertThat(closed.shop.report().problems())
                    .extracting(Problem::code)
                    .contains("market_absent");
        }
    }

    /** JSON that is none, in the header; what is larger than a header may be is refused before (HostileTest). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "{}{}",
                "{\"x402Version\":2,\"x402Version\":2}",
                "{\"x402Version\":1}",
                "\u0000"
            })
    void payment_thatIsNoJson_isMalformedWhateverIsSold(String json) throws Exception {
        for (String goods : List.of("passes", "records", "history")) {
            HttpResponse<String> answer =
                    shop.get("/feeds/air/" + goods, Headers.PAYMENT_SIGNATURE, Headers.encode(json.getBytes()));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(code(answer)).isEqualTo("invalid_payload");
        }
    }

    @Test
    void preflight_ofAWebPage_isAllowedWhatTheClientSends() throws Exception {
        HttpResponse<String> answer = shop.ask("OPTIONS", "/feeds/air/passes", "", "Origin", "https://shop.example");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("GET", "POST");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains(Headers.PAYMENT_SIGNATURE, "Access-Control-Expose-Headers");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void publicAddress_configured_isInOffersAndBrokers() throws Exception {
        String[] brokers = {"mqtts://shop.example:8883"};
        TestConfig config = new TestConfig("https://shop.example/", brokers, 8, 60, 60);
        try (Shop open = new Shop(config)) {
            HttpResponse<String> offered = open.get("/feeds/air/passes");
            HttpResponse<String> bought =
                    open.get("/feeds/air/passes", Headers.PAYMENT_SIGNATURE, encoded(PaymentSamples.payment("right")));

            assertThat(decoded(offered, Headers.PAYMENT_REQUIRED)
                            .path("resource")
                            .path("url")
                            .asText())
                    .isEqualTo("https://shop.example/feeds/air/passes");
            assertThat(Shop.JSON.readTree(bought.body()).path("broker").get(0).asText())
                    .isEqualTo(brokers[0]);
        }
    }

    private static String encoded(JsonNode payment) {
        return Base64.getEncoder().encodeToString(payment.toString().getBytes());
    }
}
