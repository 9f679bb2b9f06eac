package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.awaitility.Awaitility;
import org.headgate.api.status.Problem;
import org.headgate.x402.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asks too much, too slowly or nonsense costs himself only. */
class HostileTest {
    private static final String END = "\r\n\r\n";
    private static final String[] NONE = new String[0];

    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop(TestConfig.PLAIN);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @AfterEach
    void goesOn() throws Exception {
        assertThat(shop.get("/feeds/air/passes").statusCode()).isEqualTo(402);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: here\r\n";
    }

    private static String post(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: here\r\n";
    }

    private static List<String> codes(Shop shop) {
        return shop.shop.report().problems().stream().map(Problem::code).toList();
    }

    private static long metric(Shop shop, String name) {
        return shop.shop.report().metrics().get(name);
    }

    @Test
    void body_ofAMegabyte_isTooLarge() throws Exception {
        String body = "{\"x402Version\":2,\"padding\":\"" + "x".repeat(1 << 20) + "\"}";
        try (RawClient client = new RawClient(shop.port())) {
            client.say(post("/facilitator/settle") + "Content-Length: " + body.length() + END);

            assertThat(client.say(body).readAll()).startsWith("HTTP/1.1 413").contains("body_too_large");
        }
        assertThat(codes(shop)).contains("limit_bodies");
    }

    @Test
    void body_inChunksWithoutEnd_isTooLarge() throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            client.say(post("/facilitator/verify") + "Transfer-Encoding: chunked" + END);
            for (int i = 0; i < 48; i++) {
                client.say("1000\r\n" + "y".repeat(0x1000) + "\r\n");
            }

            assertThat(client.readUntil("body_too_large")).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void body_tooLarge_whoAsksFirstIsTold() throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            client.say(post("/facilitator/verify") + "Content-Length: 1000000\r\nExpect: 100-continue" + END);

            assertThat(client.readUntil("body_too_large")).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void headers_of16KiB_areTaken() throws Exception {
        HttpResponse<String> answer = shop.get("/feeds/air/passes", Headers.PAYMENT_SIGNATURE, "A".repeat(16 * 1024));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Shop.code(answer)).isEqualTo("invalid_payload");
    }

    @Test
    void headers_of17KiB_areTooLarge() throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            client.say(get("/feeds/air/passes") + "PAYMENT-SIGNATURE: " + "A".repeat(17 * 1024) + END);

            assertThat(client.readAll()).startsWith("HTTP/1.1 431").contains("headers_too_large");
        }
        assertThat(codes(shop)).contains("limit_headers");
    }

    @Test
    void address_ofManyKilobytes_isTooLong() throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            client.say(get("/feeds/" + "a".repeat(8000)) + END);

            assertThat(client.readAll()).startsWith("HTTP/1.1 414");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001 hello\r\n\r\n",
                "GET /catalog\r\n\r\n",
                "GET http://other.example/catalog HTTP/1.1\r\nHost: here\r\n\r\n",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: here\r\n\r\n",
                "GET /catalog HTTP/1.1\r\n\r\n",
                "GET /catalog HTTP/1.1\r\nHost: a/../b\r\n\r\n",
                "GET /catalog?a=%zz HTTP/1.1\r\nHost: here\r\n\r\n",
                "POST /facilitator/verify HTTP/1.1\r\nHost: here\r\nContent-Length: -5\r\n\r\n",
                "POST /facilitator/verify HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n[[",
                "POST /facilitator/verify HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nnull",
                "POST /facilitator/verify HTTP/1.1\r\nHost: here\r\nContent-Length: 27\r\n\r\n{\"a\":1,\"a\":2,\"b\":[1,2,3,4]}"
            })
    void request_thatIsNone_isMalformed(String request) throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            assertThat(client.say(request).readUntil("\"do\"")).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void requests_sentTogether_areAnsweredInTheirOrder() throws Exception {
        try (RawClient client = new RawClient(shop.port())) {
            client.say(get("/feeds/air/passes") + END + get("/nowhere") + END + get("/feeds/granted/passes") + END);

            String answers = client.readUntil("not_priced");

            assertThat(answers).containsSubsequence("payment_required", "not_found", "not_priced");
        }
    }

    @Test
    void request_thatIsNeverWhole_endsWithItsReason() throws Exception {
        try (Shop hasty = new Shop(new TestConfig("", NONE, 8, 1, 60))) {
            // Where the machine stalls before the first byte is read, the connection ends as one that says nothing.
            Awaitility.await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
                try (RawClient client = new RawClient(hasty.port())) {
                    client.say("GET /catalog HTTP/1.1\r\nHos");

                    assertThat(client.readAll()).startsWith("HTTP/1.1 408").contains("request_slow");
                }
            });
            assertThat(metric(hasty, "pay-http.limit.slow")).isPositive();
            assertThat(codes(hasty)).contains("limit_slow");
        }
    }

    @Test
    void connection_thatSaysNothing_ends() throws Exception {
        try (Shop hasty = new Shop(new TestConfig("", NONE, 8, 1, 60));
                RawClient client = new RawClient(hasty.port())) {
            assertThat(client.readAll()).isEmpty();
            assertThat(metric(hasty, "pay-http.limit.slow")).isZero();
        }
    }

    @Test
    void connections_aboveTheLimit_areRefusedUntilOneEnds() throws Exception {
        try (Shop small = new Shop(new TestConfig("", NONE, 2, 60, 60));
                RawClient second = new RawClient(small.port())) {
            RawClient first = new RawClient(small.port());
            Awaitility.await().until(() -> metric(small, "pay-http.connections") == 2);
            try (RawClient third = new RawClient(small.port())) {
                assertThat(third.readAll()).isEmpty();
            }
            assertThat(metric(small, "pay-http.limit.connections")).isEqualTo(1);
            assertThat(codes(small)).contains("limit_connections");

            first.close();
            Awaitility.await().until(() -> metric(small, "pay-http.connections") == 1);

            assertThat(small.get("/feeds/air/passes").statusCode()).isEqualTo(402);
            assertThat(second.say(get("/feeds/air/passes") + END).readUntil("payment_required"))
                    .startsWith("HTTP/1.1 402");
        }
    }

    @Test
    void answer_thatTakesTooLong_isToldToBeAskedForAgain() throws Exception {
        try (Shop hasty = new Shop(new TestConfig("", NONE, 8, 60, 1))) {
            String payment = java.util.Base64.getEncoder()
                    .encodeToString(PaymentSamples.payment("right").toString().getBytes());

            HttpResponse<String> answer = hasty.get("/feeds/silent/passes", Headers.PAYMENT_SIGNATURE, payment);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Shop.code(answer)).isEqualTo("answer_late");
            assertThat(metric(hasty, "pay-http.limit.late")).isEqualTo(1);
        }
    }
}
