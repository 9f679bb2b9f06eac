package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be found without paying. */
class DiscoveryTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = new Shop(TestConfig.PLAIN);
        shop.shop.feeds = TestFeeds.of("air", "granted", "pending", "unsettled");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static JsonNode resources(String query) throws Exception {
        return Shop.JSON.readTree(shop.get("/discovery/resources" + query).body());
    }

    @Test
    void resource_forSale_isListedWithItsTerms() throws Exception {
        JsonNode page = resources("");

        assertThat(page.path("x402Version").asInt()).isEqualTo(2);
        JsonNode air = page.path("items").get(0);
        assertThat(air.path("resource").asText()).isEqualTo(shop.url("/feeds/air/passes"));
        assertThat(air.path("type").asText()).isEqualTo("http");
        assertThat(air.path("accepts").get(0).path("payTo").asText()).isEqualTo(TestSales.PAY_TO.toString());
        assertThat(air.path("lastUpdated").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(air.path("metadata").path("title").asText()).isEqualTo("Air of air");
        assertThat(page.findValuesAsText("resource"))
                .as("what is granted alone is not for sale")
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=2, 2, 3",
        "?limit=2&offset=2, 1, 3",
        "?offset=9, 0, 3",
        "?type=http, 3, 3",
        "?type=mcp, 0, 0",
        "?scheme=exact&network=eip155%3A84532, 3, 3",
        "?scheme=batch-settlement, 0, 0",
        "?network=eip155:1, 0, 0",
        "?payTo=0x1111111111111111111111111111111111111111, 3, 3",
        "?payTo=0x2222222222222222222222222222222222222222, 0, 0",
        "?extensions=payment-identifier, 3, 3",
        "?extensions=bazaar, 0, 0",
    })
    void resources_askedForInParts_areThoseThatFit(String query, int items, int total) throws Exception {
        JsonNode page = resources(query);

        assertThat(page.path("items")).hasSize(items);
        assertThat(page.path("pagination").path("total").asInt()).isEqualTo(total);
    }

    @Test
    void catalogAndOffer_areThoseOfTheTopics() throws Exception {
        assertThat(shop.get("/catalog").body()).isEqualTo(shop.shop.feeds.catalog());
        assertThat(shop.get("/feeds/air/offer").body()).isEqualTo("{\"v\":1,\"feed\":\"air\"}");
        assertThat(shop.get("/feeds/none/offer").statusCode()).isEqualTo(404);
    }
}
