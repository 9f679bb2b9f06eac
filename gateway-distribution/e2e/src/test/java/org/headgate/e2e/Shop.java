package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.headgate.api.batch.Address;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.testkit.NodeScript;

/** A gateway that sells for test dollars, and the chain that it is paid on. */
final class Shop implements AutoCloseable {
    static final long CHAIN = 31_337;
    static final Path EXAMPLES = Path.of("../../docs/examples").toAbsolutePath().normalize();
    static final Path ANVIL = Path.of("../../bundles/chain-testkit/src/main/solidity");
    private static final String ETHER = "0xde0b6b3a7640000";

    final LocalChain chain;
    final Gateway gateway;
    /** Who is paid. */
    final Address seller;

    private Shop(LocalChain chain, Gateway gateway, Address seller) {
        this.chain = chain;
        this.gateway = gateway;
        this.seller = seller;
    }

    /** @param name of its home @param settings besides those of the chain and of ports picked free */
    static Shop open(String name, String... settings) throws Exception {
        LocalChain chain = LocalChain.start(new NodeScript(ANVIL).fetched(), CHAIN);
        Gateway gateway = null;
        try {
            List<String> all = new ArrayList<>(List.of(
                    "mqtt-door.port=0",
                    "coap-source.port=0",
                    "lora-source.port=0",
                    "pay-http.port=0",
                    "devices.adopt.rule=*",
                    "market.network=eip155:" + CHAIN,
                    "market.asset=" + chain.dollar(),
                    "chain-evm.network=eip155:" + CHAIN,
                    "chain-evm.poll.ms=100",
                    "chain-evm.look.seconds=1",
                    "chain-evm.rpc.urls=" + chain.endpoint()));
            all.addAll(List.of(settings));
            Gateway launched = Gateway.launch(Gateway.home(name), all.toArray(String[]::new))
                    .awaitUp();
            gateway = launched;
            Awaitility.await().until(() -> launched.status().toString().contains("\"gateway\":\"0x"));
            Address seller =
                    Address.parse(launched.status().findValue("gateway").asText());
            chain.rpc("anvil_setBalance", seller.toString(), ETHER);
            return new Shop(chain, launched, seller);
        } catch (Exception | AssertionError e) {
            if (gateway != null) {
                gateway.close();
            }
            chain.close();
            throw e;
        }
    }

    /** Of one device, so that what the machine measures of itself each minute does not come between. */
    void sell(String feed, String device, String... options) {
        List<String> command = new ArrayList<>(List.of("feed", "create", feed, "--device", device, "--min-trust", "0"));
        command.addAll(List.of(options));
        // On a machine that is busy the feeds come later than the gateway's address.
        Awaitility.await().untilAsserted(() -> {
            Gateway.Finished created = gateway.ask(command.toArray(String[]::new));
            assertThat(created.exitCode()).as(created.output()).isZero();
        });
    }

    /** A device speaks once. */
    void hear(String topic, String message) throws IOException, InterruptedException {
        Gateway.Finished said = Gateway.finish(List.of(
                "mosquitto_pub",
                "-p",
                Integer.toString(gateway.port("mqtt-door")),
                "-q",
                "1",
                "-t",
                topic,
                "-m",
                message));
        assertThat(said.exitCode()).as(said.output()).isZero();
    }

    /** A token of this chain. */
    String asset() {
        return "eip155:" + CHAIN + "/" + chain.dollar();
    }

    @Override
    public void close() {
        gateway.close();
        chain.close();
    }
}
