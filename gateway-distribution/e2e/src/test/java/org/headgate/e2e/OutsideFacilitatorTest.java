package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Address;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.Test;

/** The published client buys a pass of a gateway whose facilitator is another gateway, whose facilitator is the published one: neither gateway can pay for gas. */
class OutsideFacilitatorTest {
    private static final Path PACKAGES = Path.of("../../bundles/x402/src/test/node");
    private static final String BUYER_KEY = "0x" + "07".repeat(32);
    private static final Address BUYER = Address.parse("0x4a62316623ad457f02cdc5d997ded67a383ec569");
    private static final String FACILITATOR_KEY = "0x" + "0b".repeat(32);
    private static final Address FACILITATOR = Address.parse("0xf288ecaf15790efcac528946963a6db8c3f8211d");
    private static final Address SELLER = Address.parse("0x00000000000000000000000000000000000000aa");
    private static final String ETHER = "0xde0b6b3a7640000";

    @Test
    void pass_paidThroughTwoFacilitators_isPaidOnce() throws Exception {
        new NodeScript(Shop.EXAMPLES).fetched();
        LocalChain chain = LocalChain.start(new NodeScript(Shop.ANVIL).fetched(), Shop.CHAIN);
        chain.mint(BUYER, BigInteger.valueOf(1_000_000));
        chain.rpc("anvil_setBalance", FACILITATOR.toString(), ETHER);
        Process npm = new ProcessBuilder(
                        "node",
                        "facilitator.mjs",
                        chain.endpoint().toString(),
                        Long.toString(Shop.CHAIN),
                        FACILITATOR_KEY)
                .directory(new NodeScript(PACKAGES).fetched().toFile())
                .redirectErrorStream(true)
                .start();
        int near = Gateway.freePort();
        int far = Gateway.freePort();
        String url = "http://127.0.0.1:" + near;
        try (chain;
                Gateway seller = launch("seller", chain, near, url, "http://127.0.0.1:" + far + "/facilitator");
                Gateway lender = launch("lender", chain, far, url, "http://127.0.0.1:" + port(npm))) {
            for (Gateway one : List.of(seller, lender)) {
                one.awaitUp();
                one.command("feed", "create", "house", "--min-trust", "0", "--pass-price", "0.25", "--pass-for", "1h");
            }
            Awaitility.await()
                    .until(() -> seller.status().toString().contains("\"chain.facilitator.settles\":\"exact\""));

            JsonNode bought = buy(chain, url + "/feeds/house/passes");

            assertThat(bought.path("status").asInt()).as(bought.toString()).isEqualTo(200);
            assertThat(bought.path("body").path("password").asText()).isNotEmpty();
            assertThat(chain.balance(SELLER)).isEqualTo(250_000);
            String transaction = bought.path("settlement").path("transaction").asText();
            assertThat(chain.rpc("eth_getTransactionByHash", transaction)
                            .path("from")
                            .asText())
                    .isEqualTo(FACILITATOR.toString());
            for (Gateway one : List.of(seller, lender)) {
                assertThat(one.status().toString()).contains("\"chain.facilitator.settled\":1");
            }
        } finally {
            npm.destroy();
        }
    }

    private static Gateway launch(String name, LocalChain chain, int port, String url, String facilitator)
            throws IOException {
        return Gateway.launch(
                Gateway.home(name),
                "mqtt-door.port=0",
                "coap-source.port=0",
                "pay-http.port=" + port,
                "pay-http.public.url=" + url,
                "market.network=eip155:" + Shop.CHAIN,
                "market.asset=" + chain.dollar(),
                "market.pay.to=" + SELLER,
                "chain-evm.network=eip155:" + Shop.CHAIN,
                "chain-evm.poll.ms=100",
                "chain-evm.look.seconds=1",
                "chain-evm.rpc.urls=" + chain.endpoint(),
                "chain-evm.facilitator.url=" + facilitator);
    }

    private static JsonNode buy(LocalChain chain, String url) throws Exception {
        String line = new NodeScript(Shop.EXAMPLES)
                        .run(
                                Path.of("../../bundles/pay-http/src/test/node/buyer.mjs")
                                        .toAbsolutePath()
                                        .toString(),
                                Shop.EXAMPLES.toString(),
                                BUYER_KEY,
                                "eip155:" + Shop.CHAIN,
                                chain.dollar().toString(),
                                "POST",
                                url)
                        .stream()
                        .filter(one -> one.startsWith("{"))
                        .findFirst()
                        .orElseThrow();
        return new ObjectMapper().readTree(line);
    }

    private static String port(Process npm) throws IOException {
        BufferedReader output = new BufferedReader(new InputStreamReader(npm.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("listening ")) {
                return line.substring("listening ".length());
            }
        }
        throw new AssertionError("the facilitator ended before it listened");
    }
}
