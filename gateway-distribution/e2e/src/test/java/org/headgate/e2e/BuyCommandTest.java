package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive's {@code headgate buy}: pays, reads, verifies, is killed, goes on. */
class BuyCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PASS_PRICE = 250_000;

    @TempDir
    static Path folder;

    private static Certificate certificate;
    private static Shop shop;
    private static Publisher device;

    @BeforeAll
    static void openTheShop() throws Exception {
        certificate = Certificate.make(folder);
        shop = Shop.open(
                "buy-command",
                "batches.seal.age.seconds=1",
                "market.credit.window.records=5",
                "mqtt-door.tls.port=0",
                "mqtt-door.websocket.tls.port=0",
                "mqtt-door.tls.certificate.file=" + certificate.chain(),
                "mqtt-door.tls.key.file=" + certificate.key(),
                "pay-http.tls.port=0",
                "pay-http.tls.certificate.file=" + certificate.chain(),
                "pay-http.tls.key.file=" + certificate.key());
        shop.sell(
                "all",
                Publisher.urn("thermometer"),
                "--pass-price",
                "0.25",
                "--pass-for",
                "1h",
                "--record-price",
                "0.0001");
        device = Publisher.senml(shop.gateway.port("mqtt-door"), "thermometer").every(Duration.ofMillis(50));
    }

    @AfterAll
    static void close() throws Exception {
        if (device != null) {
            device.close();
        }
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void records_boughtOneByOne_areChargedOnceAndWithoutGapAcrossKills() throws Exception {
        BuyRun run = run("records", 0x17, "mqtt://127.0.0.1:" + shop.gateway.port("mqtt-door"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(3_000_000));

        for (int records : new int[] {1, 12, 25}) {
            run.killAfter(records, "--limit", "1.5");
        }
        int exit = run.toTheEnd("--count", "40");

        assertThat(exit).as(run.said()).isZero();
        List<JsonNode> records = run.records();
        assertThat(records).hasSizeGreaterThanOrEqualTo(40);
        List<Long> values = records.stream().map(BuyCommandTest::value).toList();
        assertThat(values)
                .as("each value once and none left out: %s", run.said())
                .isEqualTo(LongStream.range(values.get(0), values.get(0) + values.size())
                        .boxed()
                        .toList());
        long charged = records.stream()
                .mapToLong(one -> property(one, "charged").asLong())
                .max()
                .orElse(0);
        assertThat(charged)
                .as("all that was charged is the price of what came: %s", run.said())
                .isEqualTo(100L * records.size());
        assertThat(run.state().path("signed").asLong())
                .as("of one deposit: %s", run.said())
                .isEqualTo(run.state().path("channel").path("balance").asLong());
        Gateway.Finished verified = Gateway.finish(List.of(
                Gateway.INSTALLED + "/bin/headgate",
                "verify",
                "--gateway",
                shop.seller.toString(),
                run.out.toString()));
        assertThat(verified.exitCode()).as(verified.output()).isZero();

        assertThat(run.toTheEnd("--refund")).as(run.said()).isZero();
        assertThat(run.said()).contains("dollars came back to " + run.wallet() + " in transaction 0x");
        long kept = run.state().path("channel").path("balance").asLong();
        assertThat(kept).as("what is charged: %s", run.said()).isGreaterThanOrEqualTo(charged);
        assertThat(shop.chain.balance(run.wallet()))
                .as("all else is back: %s", run.said())
                .isEqualTo(BigInteger.valueOf(3_000_000 - kept));
        assertThat(run.toTheEnd("--refund")).as("and once more: %s", run.said()).isZero();
        assertThat(run.said()).contains("Nothing is left in the channel").doesNotContain(run.key());
    }

    @Test
    void pass_boughtFromTheCatalogue_isPaidOnceAcrossKills() throws Exception {
        BuyRun run = run("pass", 0x18, "http://127.0.0.1:" + shop.gateway.port("pay-http"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(4 * PASS_PRICE));

        run.killAfter(0, "--limit", "0.50");
        run.killAfter(8, "--limit", "0.50");
        int exit = run.toTheEnd("--count", "30");

        assertThat(exit).as(run.said()).isZero();
        assertThat(run.records()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(shop.chain.balance(run.wallet()))
                .as("one pass was paid for: %s", run.said())
                .isEqualTo(BigInteger.valueOf(3 * PASS_PRICE));
        assertThat(Files.readString(run.kept("receipts.jsonl"))).contains("\"pass_signed\"", "offer-receipt");
    }

    @Test
    void pass_boughtOverHttps_isReadOverTlsToo() throws Exception {
        BuyRun run = run("https", 0x20, "https://127.0.0.1:" + shop.gateway.port("pay-http.tls"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(PASS_PRICE));

        int exit = run.toTheEnd("--limit", "0.25", "--count", "10");

        assertThat(exit).as(run.said()).isZero();
        assertThat(run.records()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(shop.chain.balance(run.wallet())).isZero();
        assertThat(run.state().toString())
                .as("the broker's encrypted port is told first")
                .contains("mqtts://127.0.0.1:" + shop.gateway.port("mqtt-door.tls"));
    }

    @Test
    void records_boughtOverTls_areInterruptedAndGoneOnWithOverWebSocket() throws Exception {
        BuyRun run = run("tls", 0x1d, "mqtts://127.0.0.1:" + shop.gateway.port("mqtt-door.tls"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(3_000_000));

        assertThat(run.interruptAfter(8, "--limit", "1.5")).as(run.said()).isEqualTo(130);
        assertThat(run.said()).contains("Stopped. Run it again to go on.");
        JsonNode interrupted = run.state();
        assertThat(interrupted.path("channel").path("balance").asLong()).isPositive();
        assertThat(Files.readString(run.kept("receipts.jsonl"))).contains("offer-receipt");

        run.address = "wss://127.0.0.1:" + shop.gateway.port("mqtt-door.websocket.tls");
        int exit = run.toTheEnd("--count", "20", "--gateway", shop.seller.toString());

        assertThat(exit).as(run.said()).isZero();
        List<JsonNode> records = run.records();
        List<Long> values = records.stream().map(BuyCommandTest::value).toList();
        assertThat(values)
                .as("each value once and none left out: %s", run.said())
                .hasSizeGreaterThanOrEqualTo(20)
                .isEqualTo(LongStream.range(values.get(0), values.get(0) + values.size())
                        .boxed()
                        .toList());
        assertThat(run.state().path("channel").path("salt"))
                .as("the same channel")
                .isEqualTo(interrupted.path("channel").path("salt"));
        assertThat(run.state().path("signed").asLong())
                .as("of one deposit: %s", run.said())
                .isEqualTo(run.state().path("channel").path("balance").asLong());
    }

    @Test
    void certificate_thatIsNotTrusted_isNoWayIn() throws Exception {
        BuyRun run = run("untrusted", 0x1e, "mqtts://127.0.0.1:" + shop.gateway.port("mqtt-door.tls"));
        run.trusts = false;
        Process buyer = run.start("--limit", "1.5");
        try {
            Until.holds(
                    "it says why",
                    Patience.LIMIT,
                    () -> run.said().contains("no answer from mqtts://") || !buyer.isAlive());
        } finally {
            buyer.destroyForcibly().waitFor();
        }
        assertThat(run.said()).contains("no answer from mqtts://").contains("certification path");
    }

    @Test
    void limit_isAskedForAtATerminal_andElseMustBeGiven() throws Exception {
        BuyRun run = run("asked", 0x1f, "http://127.0.0.1:" + shop.gateway.port("pay-http"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(PASS_PRICE));

        assertThat(run.toTheEnd()).as(run.said()).isEqualTo(2);
        assertThat(run.said()).contains("There is no terminal to ask for the spending limit", "--limit 2.50");

        assertThat(run.atTerminal("0.24")).as(run.said()).isEqualTo(4);
        assertThat(run.said()).contains("Spend how many dollars at most, in all?", "The spending limit is reached");
        assertThat(run.atTerminal("much")).as(run.said()).isIn(2, 4);
        assertThat(shop.chain.balance(run.wallet())).isEqualTo(BigInteger.valueOf(PASS_PRICE));
    }

    @Test
    void price_aboveTheLimit_isNotPaid() throws Exception {
        BuyRun run = run("limit", 0x19, "http://127.0.0.1:" + shop.gateway.port("pay-http"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(PASS_PRICE));

        assertThat(run.toTheEnd("--limit", "0.24")).as(run.said()).isEqualTo(4);

        assertThat(run.said()).contains("The spending limit is reached", "--limit");
        assertThat(shop.chain.balance(run.wallet())).isEqualTo(BigInteger.valueOf(PASS_PRICE));
    }

    @Test
    void leastDeposit_aboveTheLimit_isNotPaid() throws Exception {
        BuyRun run = run("spent", 0x1a, "mqtt://127.0.0.1:" + shop.gateway.port("mqtt-door"));
        shop.chain.mint(run.wallet(), BigInteger.valueOf(3_000_000));

        assertThat(run.toTheEnd("--limit", "0.0001")).as(run.said()).isEqualTo(4);

        assertThat(shop.chain.balance(run.wallet())).isEqualTo(BigInteger.valueOf(3_000_000));
    }

    @Test
    void token_thatIsNotKnown_isRefused() throws Exception {
        BuyRun run = run("token", 0x1b, "mqtt://127.0.0.1:" + shop.gateway.port("mqtt-door"));
        run.asset = "";

        assertThat(run.toTheEnd("--limit", "5")).as(run.said()).isEqualTo(5);

        assertThat(run.said()).contains("which is not known for a dollar", "Nothing was signed");
    }

    @Test
    void feed_thatIsNotSold_isNamed() throws Exception {
        for (String address : List.of(
                "mqtt://127.0.0.1:" + shop.gateway.port("mqtt-door"),
                "http://127.0.0.1:" + shop.gateway.port("pay-http"))) {
            BuyRun run = run("nothing-" + address.substring(0, 4), 0x1c, address);
            run.feed = "nothing";

            assertThat(run.toTheEnd("--limit", "5")).as(run.said()).isEqualTo(5);

            assertThat(run.said()).contains("nothing");
        }
    }

    private static BuyRun run(String name, int key, String address) throws IOException {
        return new BuyRun(folder, name, key, address, shop.asset(), certificate);
    }

    private static JsonNode property(JsonNode message, String name) {
        return message.path("properties").path("user-properties").path(name);
    }

    private static long value(JsonNode message) {
        try {
            return JSON.readTree(message.path("payload").asText())
                    .get(0)
                    .path("v")
                    .asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
