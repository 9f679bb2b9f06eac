package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Strangers talk nonsense to every port, with and without a login, while devices go on; for minutes: {@code benchmarks/soak/hostile.sh}. */
class HostileTest {
    private static final long MESSAGES = Long.getLong("hostile.messages", 200);
    /** Of what each stranger says, at least. */
    private static final int ENOUGH = 50;

    @Test
    void strangers_talkNonsense_devicesDoNotNotice() throws Exception {
        Path home = Gateway.home("hostile");
        long seed = System.nanoTime();
        List<Stranger> strangers = new ArrayList<>();
        try (Gateway gateway = Gateway.start(
                home,
                "mqtt-door.port=0",
                "mqtt-door.websocket.port=0",
                "coap-source.port=0",
                "lora-source.port=0",
                "coap-source.dtls.enabled=true",
                "coap-source.dtls.port=0",
                "devices.adopt.rule=*",
                "host-source.interval.seconds=3600")) {
            int mqtt = gateway.port("mqtt-door");
            int coap = gateway.port("coap-source");
            byte[] login = connect("mallory", credential(gateway, home, "mallory"));
            strangers.add(Stranger.mqtt(mqtt, seed, new byte[0]));
            strangers.add(Stranger.mqtt(mqtt, seed + 1, connect("", "")));
            strangers.add(Stranger.mqtt(mqtt, seed + 2, login));
            strangers.add(Stranger.coap(coap, seed + 3));
            strangers.add(Stranger.webSocket(gateway.port("mqtt-door.websocket"), seed + 4));
            strangers.add(Stranger.dtls(gateway.port("coap-source.dtls"), seed + 5));
            try (Publisher device = Publisher.senml(mqtt, "good").every(Duration.ofMillis(20));
                    CoapDevice other = new CoapDevice(coap, "other")) {
                other.every(Duration.ofMillis(50));
                for (Stranger stranger : strangers) {
                    Thread thread = new Thread(stranger, "stranger");
                    thread.setDaemon(true);
                    thread.start();
                }
                await().atMost(Duration.ofSeconds(240 + MESSAGES / 10))
                        .until(() -> device.acknowledged.size() >= MESSAGES
                                && strangers.stream().allMatch(stranger -> stranger.said.get() > ENOUGH));
                strangers.forEach(Stranger::end);
                device.finish();
                other.finish();
                greetByWebSocket(gateway.port("mqtt-door.websocket"));
                postByDtls(gateway, home);
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

    /** A client of WebSocket is let in as if nothing had been. */
    private static void greetByWebSocket(int port) throws Exception {
        CompletableFuture<Byte> first = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                first.complete(data.get(data.position()));
                return null;
            }
        };
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/mqtt"), listener)
                .get(1, TimeUnit.MINUTES);
        socket.sendBinary(ByteBuffer.wrap(connect("", "")), true);
        assertThat(first.get(1, TimeUnit.MINUTES)).as("CONNACK").isEqualTo((byte) 0x20);
        socket.abort();
    }

    /** A device with a key is heard as if nothing had been. */
    private static void postByDtls(Gateway gateway, Path home) throws Exception {
        gateway.command("device", "credential", "add", "meter", "--type", "psk");
        Path written = home.resolve("credentials").resolve("meter");
        List<String> key;
        try (Stream<Path> files = Files.list(written)) {
            key = Files.readAllLines(files.findFirst().orElseThrow());
        }
        List<String> post = List.of(
                "coap-client-openssl",
                "-v",
                "6",
                "-B",
                "20",
                "-m",
                "post",
                "-t",
                "110",
                "-u",
                key.get(0),
                "-k",
                key.get(1),
                "-e",
                "[{\"bn\":\"" + Publisher.urn("meter") + ":\",\"n\":\"t\",\"v\":1}]",
                "coaps://127.0.0.1:" + gateway.port("coap-source.dtls") + "/senml/meter");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Gateway.finish(post).output().contains("2.04"));
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
