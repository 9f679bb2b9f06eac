package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.headgate.market.Sales.BoughtHistory;
import org.headgate.market.Sales.HistoryRange;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentRequired;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final String[] TOKEN = {"Authorization", "Bearer " + TestSales.HISTORY_TOKEN};

    private final TestHistory history = new TestHistory(100);
    private Shop shop;
    private TestSales sales;

    @BeforeEach
    void open() {
        shop = new Shop(TestConfig.PLAIN);
        sales = (TestSales) shop.shop.sales;
        sales.sellsHistory = true;
        shop.shop.feeds = new TestFeeds(List.of("air", "granted"), history);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void offer_isOfWholePieces_andTellsWhatIsGone_beforeTheSale() throws Exception {
        history.kept.set(15);

        HttpResponse<String> answer = shop.ask("POST", "/feeds/air/history?from=5&to=42", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
        JsonNode body = Shop.JSON.readTree(answer.body());
        assertThat(body.path("range").toString()).isEqualTo("{\"from\":\"21\",\"to\":\"50\",\"records\":\"15\"}");
        assertThat(body.path("gone").toString()).isEqualTo("[{\"from\":\"5\",\"to\":\"20\"}]");
        PaymentRequired offer = PaymentRequired.read(
                Headers.decode(answer.headers().firstValue("PAYMENT-REQUIRED").orElseThrow()));
        assertThat(offer.accepts().get(0).amount())
                .as("what is gone is not charged")
                .isEqualTo(15 * TestSales.HISTORY_PRICE);
        assertThat(offer.resource().url()).isEqualTo(shop.url("/feeds/air/history?from=21&to=50"));
        assertThat(history.records).as("records read for it").hasValue(0);
    }

    @Test
    void offer_withoutBounds_isOfAllThatIsSealed() throws Exception {
        JsonNode body = Shop.JSON.readTree(shop.get("/feeds/air/history").body());
        assertThat(body.path("range").toString()).isEqualTo("{\"from\":\"1\",\"to\":\"100\",\"records\":\"50\"}");
        assertThat(body.path("gone")).isEmpty();
    }

    @Test
    void range_thatIsNone_orEmpty_orOfNoSuchFeed_isToldSo() throws Exception {
        for (String range : List.of("from=0", "from=9&to=8", "from=x", "to=9223372036854775807", "to=-1")) {
            HttpResponse<String> answer = shop.get("/feeds/air/history?" + range);
            assertThat(answer.statusCode()).as(range).isEqualTo(400);
            assertThat(Shop.code(answer)).isEqualTo("range_malformed");
        }
        assertThat(Shop.code(shop.get("/feeds/air/history?from=101"))).isEqualTo("history_empty");
        assertThat(Shop.code(shop.get("/feeds/granted/history"))).isEqualTo("not_priced");
        assertThat(Shop.code(shop.get("/feeds/none/history"))).isEqualTo("feed_unknown");
        assertThat(Shop.code(shop.get("/feeds/air/history", Headers.PAYMENT_SIGNATURE, "e30=")))
                .isNotEqualTo("internal");
    }

    @Test
    void bought_isStreamedWithItsProofs_pieceByPiece() throws Exception {
        sales.history = bought(11, 30);

        HttpResponse<String> answer = shop.get("/history/h-1", TOKEN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(told(answer))
                .containsExactly("11", "13", "15", "17", "19", "proof 2", "21", "23", "25", "27", "29", "proof 3");
        assertThat(answer.body().lines().findFirst().orElseThrow())
                .isEqualTo(
                        "{\"topic\":\"feeds/air/records\",\"properties\":{\"user-properties\":{\"seq\":\"11\"}},\"payload\":\"[{\\\"n\\\":\\\"t\\\",\\\"v\\\":11}]\"}");
        assertThat(told(shop.get("/history/h-1", TOKEN))).as("again, free").hasSize(12);
    }

    @Test
    void bought_goesOnBehindWhatTheBuyerHas_withTheProofsThatMayNotHaveCome() throws Exception {
        sales.history = bought(11, 30);

        assertThat(told(shop.get("/history/h-1?after=16", TOKEN)))
                .containsExactly("17", "19", "proof 2", "21", "23", "25", "27", "29", "proof 3");
        assertThat(told(shop.get("/history/h-1?after=19", TOKEN))).startsWith("proof 2", "21");
        assertThat(told(shop.get("/history/h-1?after=30", TOKEN))).containsExactly("proof 3");
        assertThat(told(shop.get("/history/h-1?after=3", TOKEN))).startsWith("11");
        assertThat(shop.get("/history/h-1?after=31", TOKEN).body()).isEmpty();
        assertThat(Shop.code(shop.get("/history/h-1?after=x", TOKEN))).isEqualTo("query_malformed");
    }

    @Test
    void bought_asCbor_isTheLeaves_andTheProofsAreADocumentOfTheirOwn() throws Exception {
        sales.history = bought(1, 20);

        HttpResponse<String> leaves = shop.get("/history/h-1", "Accept", "application/cbor-seq", TOKEN[0], TOKEN[1]);

        assertThat(leaves.headers().firstValue("Content-Type")).contains("application/cbor-seq");
        assertThat(leaves.body()).hasSize(10);
        assertThat(shop.get("/history/h-1/proofs", TOKEN).body()).isEqualTo("{\"proofOf\":1}\n{\"proofOf\":2}\n");
    }

    @Test
    void bought_andTakenByRetentionMeanwhile_isToldInItsPlace() throws Exception {
        sales.history = bought(1, 30);
        history.kept.set(15);

        List<String> told = told(shop.get("/history/h-1", TOKEN));

        assertThat(told).startsWith("gone {\"from\":\"1\",\"to\":\"20\"}", "21").endsWith("proof 3");
    }

    @Test
    void bought_isGivenToNobodyElse_norLater() throws Exception {
        sales.history = bought(1, 20);
        assertThat(shop.get("/history/h-1").statusCode()).isEqualTo(401);
        assertThat(Shop.code(shop.get("/history/h-1", "Authorization", "Bearer another")))
                .isEqualTo("history_unknown");
        assertThat(Shop.code(shop.get("/history/h-1", "Authorization", "Basic " + TestSales.HISTORY_TOKEN)))
                .isEqualTo("history_unknown");
        sales.history = new BoughtHistory("h-1", "air", new HistoryRange(1, 20, 10), 1, TestSales.HISTORY_TOKEN);
        HttpResponse<String> late = shop.get("/history/h-1", TOKEN);
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(Shop.code(late)).isEqualTo("history_ended");
    }

    @Test
    void connection_isUsedAgainBehindAStream() throws Exception {
        sales.history = bought(1, 10);
        try (RawClient client = new RawClient(shop.port())) {
            String request = "GET /history/h-1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TestSales.HISTORY_TOKEN
                    + "\r\n\r\n";
            client.say(request);
            assertThat(client.readUntil("\r\n0\r\n\r\n"))
                    .containsIgnoringCase("transfer-encoding: chunked")
                    .contains("proofOf");
            client.say(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThat(client.readAll()).contains("proofOf").endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void discovery_listsIt_atThePriceOfARecord() throws Exception {
        JsonNode items =
                Shop.JSON.readTree(shop.get("/discovery/resources").body()).path("items");

        List<JsonNode> found = new ArrayList<>();
        items.forEach(item -> {
            if (item.path("resource").asText().endsWith("/history")) {
                found.add(item);
            }
        });
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("resource").asText()).isEqualTo(shop.url("/feeds/air/history"));
        assertThat(found.get(0).path("accepts").get(0).path("amount").asText())
                .isEqualTo(Long.toString(TestSales.HISTORY_PRICE));
        assertThat(found.get(0).path("metadata").path("unit").asText()).isEqualTo("record");
    }

    static BoughtHistory bought(long from, long to) {
        return new BoughtHistory(
                "h-1", "air", new HistoryRange(from, to, (to - from + 1) / 2), Long.MAX_VALUE, TestSales.HISTORY_TOKEN);
    }

    /** Sequences of records, and what else there is, in order. */
    private static List<String> told(HttpResponse<String> answer) throws Exception {
        List<String> told = new ArrayList<>();
        for (String text : answer.body().lines().toList()) {
            JsonNode line = Shop.JSON.readTree(text);
            String topic = line.path("topic").asText();
            String payload = line.path("payload").asText();
            told.add(
                    topic.endsWith("/records")
                            ? line.path("properties")
                                    .path("user-properties")
                                    .path("seq")
                                    .asText()
                            : topic.endsWith("/proofs")
                                    ? "proof " + Shop.JSON.readTree(payload).path("proofOf")
                                    : "gone " + payload);
        }
        return told;
    }
}
