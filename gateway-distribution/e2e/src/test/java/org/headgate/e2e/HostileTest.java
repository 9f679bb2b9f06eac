package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Strangers talk nonsense to every port, with and without a login, while devices go on; for minutes: {@code benchmarks/soak/hostile.sh}. */
class HostileTest {
    private static final long MESSAGES = Long.getLong("hostile.messages", 200);

    @Test
    void strangers_talkNonsense_devicesDoNotNotice() throws Exception {
        Path home = Gateway.home("hostile");
        long seed = System.nanoTime();
        List<Stranger> strangers = new ArrayList<>();
        try (Gateway gateway = Gateway.start(
                home,
                "mqtt-door.port=0",
                "coap-source.port=0",
                "devices.adopt.rule=*",
                "host-source.interval.seconds=3600")) {
            int mqtt = gateway.port("mqtt-door");
            int coap = gateway.port("coap-source");
            byte[] login = connect("mallory", credential(gateway, home, "mallory"));
            strangers.add(Stranger.mqtt(mqtt, seed, new byte[0]));
            strangers.add(Stranger.mqtt(mqtt, seed + 1, connect("", "")));
            strangers.add(Stranger.mqtt(mqtt, seed + 2, login));
            strangers.add(Stranger.coap(coap, seed + 3));
            try (Publisher device = Publisher.senml(mqtt, "good").every(Duration.ofMillis(20));
                    CoapDevice other = new CoapDevice(coap, "other")) {
                other.every(Duration.ofMillis(50));
                for (Stranger stranger : strangers) {
                    Thread thread = new Thread(stranger, "stranger");
                    thread.setDaemon(true);
                    thread.start();
                }
                await().atMost(Duration.ofSeconds(120 + MESSAGES / 10))
                        .until(() -> device.acknowledged.size() >= MESSAGES);
                strangers.forEach(Stranger::end);
                device.finish();
                other.finish();
                assertThat(strangers).as("seed %d", seed).allMatch(stranger -> stranger.said.get() > 10);
                System.out.println("strangers said "
                        + strangers.stream()
                                .map(stranger -> stranger.said.get())
                                .toList() + " with seed " + seed);
                Exported exported = Exported.of(gateway);
                assertThat(exported.values(Publisher.urn("good") + ":count"))
                        .isEqualTo(
                                LongStream.rangeClosed(1, device.sent()).boxed().toList());
                assertThat(exported.values(Publisher.urn("other") + ":count"))
                        .doesNotHaveDuplicates()
                        .containsAll(other.acknowledged);
                assertThat(other.acknowledged).isNotEmpty();
            }
            assertThat(gateway.status().get("state").asText()).isEqualTo("ready");
            assertThat(gateway.log()).as("seed %d: a stack", seed).doesNotContain("\n\tat ");
        } finally {
            strangers.forEach(Stranger::end);
        }
    }

    /** Makes a credential that may publish anywhere; gives its password. */
    private static String credential(Gateway gateway, Path home, String name) throws Exception {
        gateway.command("device", "credential", "add", name, "--publish", "#");
        Path options = home.resolve("credentials").resolve(name).resolve("mosquitto_pub");
        return Files.readAllLines(options).stream()
                .filter(line -> line.startsWith("-P "))
                .map(line -> line.substring(3).strip())
                .findFirst()
                .orElseThrow();
    }

    /** CONNECT of MQTT 5 with a clean start and an assigned client id. @param user "" for none */
    private static byte[] connect(String user, String password) {
        String head = "00044d51545405" + (user.isEmpty() ? "02" : "c2") + "003c" + "00" + "0000";
        String body = head + (user.isEmpty() ? "" : text(user) + text(password));
        return HexFormat.of().parseHex("10" + String.format("%02x", body.length() / 2) + body);
    }

    private static String text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return String.format("%04x", bytes.length) + HexFormat.of().formatHex(bytes);
    }
}
