package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.testkit.NodeScript;
import org.headgate.testkit.PemFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published npm client, unmodified, buys over HTTP: what it makes of each kind of answer. */
class ReferenceClientTest {
    private static final String KEY = "0x" + "07".repeat(32);
    private static final Path PACKAGES = Path.of("../../docs/examples");

    private static List<JsonNode> buy(Shop shop, String method, String... feeds) throws Exception {
        return buy(Map.of(), shop, method, feeds);
    }

    private static List<JsonNode> buy(Map<String, String> environment, Shop shop, String method, String... feeds)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                PACKAGES.toAbsolutePath().normalize().toString(),
                KEY,
                TestSales.NETWORK.toString(),
                TestSales.DOLLAR.toString(),
                method));
        for (String feed : feeds) {
            arguments.add(shop.url("/feeds/" + feed + "/passes"));
        }
        String script = Path.of("src/test/node/buyer.mjs").toAbsolutePath().toString();
        List<JsonNode> answers = new ArrayList<>();
        for (String line : new NodeScript(PACKAGES).run(environment, script, arguments.toArray(String[]::new))) {
            if (line.startsWith("{")) {
                answers.add(read(line));
            }
        }
        return answers;
    }

    private static JsonNode read(String line) throws IOException {
        return Shop.JSON.readTree(line);
    }

    @Test
    void client_posts_getsThePass() throws Exception {
        try (Shop shop = new Shop(TestConfig.PLAIN)) {
            List<JsonNode> answers = buy(shop, "POST", "air", "unsettled", "pending");

            JsonNode bought = answers.get(0);
            assertThat(bought.path("status").asInt()).isEqualTo(200);
            assertThat(bought.path("settlement").path("success").asBoolean()).isTrue();
            assertThat(bought.path("body").path("user").asText()).isEqualTo("p-1");
            assertThat(bought.path("body").path("password").asText()).isEqualTo("a-token");
            assertThat(bought.path("body").path("broker"))
                    .extracting(JsonNode::asText)
                    .containsExactly("mqtt://127.0.0.1:1883");
            assertThat(bought.path("body").path("topics"))
                    .extracting(JsonNode::asText)
                    .contains("feeds/air/records");
            assertThat(bought.path("body").path("until").asText()).isEqualTo("61000");

            JsonNode unsettled = answers.get(1);
            assertThat(unsettled.path("status").asInt()).isEqualTo(402);
            assertThat(unsettled.path("offered").asBoolean()).isFalse();
            assertThat(unsettled.path("settlement").path("success").asBoolean()).isFalse();
            assertThat(unsettled.path("settlement").path("errorReason").asText())
                    .isEqualTo("invalid_transaction_state");

            JsonNode pending = answers.get(2);
            assertThat(pending.path("settlement").path("errorReason").asText()).isEqualTo("settlement_pending");
            assertThat(pending.path("settlement").path("transaction").asText()).hasSize(66);
        }
    }

    /** As it is told of an authority of one's own; Node.js knows the public ones. */
    @Test
    void client_overTls_getsThePass(@TempDir Path folder) throws Exception {
        PemFiles pem = PemFiles.make(folder);
        try (Shop shop = new Shop(TestConfig.encrypted(pem, 128, 60))) {
            JsonNode bought = buy(
                            Map.of("NODE_EXTRA_CA_CERTS", pem.certificate().toString()), shop, "POST", "air")
                    .get(0);

            assertThat(bought.path("status").asInt()).isEqualTo(200);
            assertThat(bought.path("settlement").path("success").asBoolean()).isTrue();
            assertThat(bought.path("body").path("password").asText()).isEqualTo("a-token");
            assertThatThrownBy(() -> buy(shop, "POST", "air"))
                    .as("by whom it is not trusted")
                    .hasMessageContaining("fetch failed");
        }
    }

    @Test
    void client_thatOnlyGets_getsThePassToo() throws Exception {
        try (Shop shop = new Shop(TestConfig.PLAIN)) {
            assertThat(buy(shop, "GET", "air").get(0).path("status").asInt()).isEqualTo(200);
        }
    }
}
