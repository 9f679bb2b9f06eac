package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;

/** {@code kill -9} after messages of a broker are on disk and before the broker hears of it: it sends them all again, and they are kept once. */
class ResendTest {
    private static final long MESSAGES = 40;

    @Test
    void gateway_killedBetweenSyncAndAcknowledgement_keepsNothingTwice() throws Exception {
        Path home = Gateway.home("resend");
        try (OutsideBroker broker = new OutsideBroker(home);
                DeafProxy proxy = new DeafProxy(broker.port)) {
            String[] settings = {
                "mqtt-door.port=0",
                "coap-source.port=0",
                "lora-source.port=0",
                "devices.adopt.rule=*",
                "mqtt-source~one.url=mqtt://127.0.0.1:" + proxy.port(),
                "mqtt-source~one.topics=senml/one",
                "mqtt-source~two.url=mqtt://127.0.0.1:" + proxy.port(),
                "mqtt-source~two.topics=senml/two",
                "mqtt-source~two.qos=2"
            };
            Gateway gateway = Gateway.start(home, settings);
            try {
                awaitRunning(gateway);
                proxy.deaf = true;
                publish(broker, "one");
                publish(broker, "two");
                long all = 2 * MESSAGES;
                Gateway first = gateway;
                await().until(() -> acknowledged(first, "one") + acknowledged(first, "two") == all);
                gateway.kill();
                proxy.deaf = false;
                gateway = Gateway.start(home, settings);
                Gateway second = gateway;
                await().until(() -> acknowledged(second, "one") + acknowledged(second, "two") == all);
                Exported exported = Exported.of(gateway);
                List<Long> sent = LongStream.rangeClosed(1, MESSAGES).boxed().toList();
                assertThat(exported.values(Publisher.urn("one") + ":count")).isEqualTo(sent);
                assertThat(exported.values(Publisher.urn("two") + ":count")).isEqualTo(sent);
            } finally {
                gateway.close();
            }
        }
    }

    private static void awaitRunning(Gateway gateway) {
        await().until(() -> {
            var facts = gateway.status().get("facts").path("mqtt-source");
            return facts.path("one").asText().endsWith("running")
                    && facts.path("two").asText().endsWith("running");
        });
    }

    private static long acknowledged(Gateway gateway, String name) throws Exception {
        return gateway.metric("mqtt-source." + name + ".acknowledged");
    }

    private static void publish(OutsideBroker broker, String name) throws Exception {
        List<String> lines = new ArrayList<>();
        for (long value = 1; value <= MESSAGES; value++) {
            lines.add("[{\"n\":\"" + Publisher.urn(name) + ":count\",\"v\":" + value + "}]");
        }
        Process client = new ProcessBuilder(
                        "mosquitto_pub",
                        "-V",
                        "5",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(broker.port),
                        "-q",
                        "2",
                        "-t",
                        "senml/" + name,
                        "-l")
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (var in = client.getOutputStream()) {
            in.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(client.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }
}
