package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.headgate.mqtt.door.internal.broker.Limits;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT in WebSocket frames (§6), spoken by the JDK's client and by hand. */
class WebSocketTest {
    private static final String CONNECT = "10 r14 s4 'MQTT' 05 02 k60 v0 s1 'w'";
    private static final Listening LISTENING = new Listening(
            "127.0.0.1", -1, 0, -1, -1, TestDoor.NO_TLS, List.of("https://shop.example"), TestDoor.NOWHERE, true);

    private final TestDoor door = new TestDoor();

    @BeforeEach
    void open() {
        start(TestDoor.LIMITS);
    }

    private void start(Limits limits) {
        door.start(limits, null, LISTENING, "mqtt-door.websocket");
    }

    @AfterEach
    void close() {
        door.close();
    }

    private int port() {
        return door.door().port("mqtt-door.websocket");
    }

    /** What came: bytes in hexadecimal, or how it was closed. */
    private static final class Heard implements WebSocket.Listener {
        final BlockingQueue<String> all = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream part = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            while (data.hasRemaining()) {
                part.write(data.get());
            }
            if (last) {
                all.add(HexFormat.of().formatHex(part.toByteArray()));
                part.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            all.add("pong");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            all.add("closed " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            all.add("error " + error);
        }

        String next() throws InterruptedException {
            String next = all.poll(Patience.SECONDS, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }
    }

    private WebSocket socket(Heard heard) {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("ws://127.0.0.1:" + port() + "/any/path"), heard)
                .join();
        assertThat(socket.getSubprotocol()).isEqualTo("mqtt");
        return socket;
    }

    private static void send(WebSocket socket, String text, boolean last) {
        socket.sendBinary(ByteBuffer.wrap(WireCases.encode(text)), last).join();
    }

    @Test
    void packets_inAsManyFramesAsTheyCome_areServed() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = socket(heard);
        for (byte octet : WireCases.encode(CONNECT)) {
            socket.sendBinary(ByteBuffer.wrap(new byte[] {octet}), true).join();
        }
        assertThat(heard.next()).startsWith("20").contains("0000");
        send(socket, "82 r7 m1", false);
        send(socket, "v0 s1 'a' 01 C0", false);
        send(socket, "00 32 r9 s1 'a' m9 v0 'one'", true);
        String first = "900400010001" + "d000";
        StringBuilder answers = new StringBuilder(); // a frame may hold several packets (§6)
        while (answers.length() < 46) {
            answers.append(heard.next());
        }
        assertThat(answers.toString())
                .isIn(first + "32090001610001006f6e65" + "40020009", first + "40020009" + "32090001610001006f6e65");
        socket.sendPing(ByteBuffer.allocate(3)).join();
        assertThat(heard.next()).isEqualTo("pong");
        send(socket, "E0 00", true);
        assertThat(heard.next()).isEqualTo("closed 1000");
        await().until(() -> door.broker().connectionCount() == 0);
    }

    @Test
    void violation_reasonComesBeforeTheClose() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = socket(heard);
        send(socket, CONNECT, true);
        heard.next();
        send(socket, "00 00", true);
        assertThat(heard.next()).startsWith("e0").contains("81");
        assertThat(heard.next()).isEqualTo("closed 1000");
    }

    /** [MQTT-6.0.0-1]. */
    @Test
    void textFrame_closed() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = socket(heard);
        socket.sendText("no", true).join();
        assertThat(heard.next()).isEqualTo("closed 1003");
        await().until(() -> door.broker().connectionCount() == 0);
    }

    @Test
    void client_closesTheWebSocket_isAnswered() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = socket(heard);
        send(socket, CONNECT, true);
        heard.next();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        assertThat(heard.next()).isEqualTo("closed 1000");
        await().until(() -> door.broker().connectionCount() == 0);
    }

    private String answer(String... headers) throws IOException {
        try (RawClient client = new RawClient(port())) {
            client.send(("GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\n" + String.join("\r\n", headers)
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            for (int octet = client.next(); octet >= 0 && octet != '\r'; octet = client.next()) {
                line.append((char) octet);
            }
            return line.toString();
        }
    }

    private String upgrade(String subprotocol, String... more) throws IOException {
        List<String> headers = new java.util.ArrayList<>(List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: " + subprotocol));
        headers.addAll(Arrays.asList(more));
        return answer(headers.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example,101",
        "HTTPS://SHOP.example,101",
        "https://evil.example,403",
        "http://shop.example,403",
        "null,403",
        "not a url,403",
        "http://127.0.0.1:PORT,101",
        "http://127.0.0.1:1,403",
        "http://localhost:PORT,403"
    })
    void origin_ofAWebPage_onlyListedAndOwn(String origin, int status) throws IOException {
        assertThat(upgrade("mqtt", "Origin: " + origin.replace("PORT", String.valueOf(port()))))
                .contains(" " + status + " ");
    }

    /** A page of a name whose server says that it is this machine: host and origin agree, and it is a stranger's all the same. */
    @Test
    void origin_sameNameAsTheHostButNotAnAddress_refused() throws IOException {
        try (RawClient client = new RawClient(port())) {
            client.send(("GET / HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
                            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] line = new byte[12];
            for (int i = 0; i < line.length; i++) {
                line[i] = (byte) client.next();
            }
            assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 403");
        }
    }

    /** Paho for Python tells an origin, too. */
    @ParameterizedTest
    @CsvSource({"'',https://anyone.example,101", "https://shop.example,https://anyone.example,403"})
    void origin_everyoneNeedsAPassword_anyUnlessSomeAreListed(String listed, String origin, int status)
            throws IOException {
        door.stop();
        List<String> origins = listed.isEmpty() ? List.of() : List.of(listed);
        Listening strict = new Listening("127.0.0.1", -1, 0, -1, -1, TestDoor.NO_TLS, origins, TestDoor.NOWHERE, false);
        door.start(TestDoor.LIMITS, null, strict, "mqtt-door.websocket");
        assertThat(upgrade("mqtt", "Origin: " + origin)).contains(" " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv3.1", "chat", ""})
    void subprotocol_notMqtt_refused(String subprotocol) throws IOException {
        assertThat(upgrade(subprotocol)).contains(" 400 ");
    }

    @Test
    void subprotocol_amongOthers_mqttIsTaken() throws IOException {
        assertThat(upgrade("mqttv3.1, mqtt")).contains(" 101 ");
    }

    @Test
    void noWebSocket_toldWhatThisPortIsFor() throws IOException {
        assertThat(answer("Accept: */*")).contains(" 426 ");
    }

    @Test
    void httpHeader_withoutEnd_closed() throws IOException {
        try (RawClient client = new RawClient(port())) {
            client.send(("GET / HTTP/1.1\r\nX: " + "x".repeat(20_000)).getBytes(StandardCharsets.US_ASCII));
            await().until(() -> door.broker().connectionCount() == 0);
        }
    }

    /** RFC 6455 §5.1: a client masks. */
    @Test
    void frame_notMasked_closed() throws IOException {
        try (RawClient client = upgraded()) {
            client.send("82 02 C0 00");
            await().until(() -> door.broker().connectionCount() == 0);
        }
    }

    private RawClient upgraded() throws IOException {
        RawClient client = new RawClient(port());
        client.send(("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String seen = "";
        while (!seen.endsWith("\r\n\r\n")) {
            seen += (char) client.next();
        }
        return client;
    }

    /** A frame that is not whole yet is held by the framing, and counts all the same. */
    @Test
    void unfinishedFrames_fillWhatAllShare_theirSenderIsClosed() throws IOException {
        door.stop();
        start(TestDoor.limits().inflightTotal(100_000).make());
        try (RawClient client = upgraded()) {
            client.send("82 FF 00000000000F4240 00000000");
            client.send(new byte[60_000]);
            await().until(() -> door.broker().receivedBytes() > 50_000);
            client.send(new byte[60_000]);
            while (client.next() >= 0) {
                Thread.onSpinWait(); // what it says before it closes
            }
        }
        await().until(() ->
                door.broker().connectionCount() == 0 && door.broker().receivedBytes() == 0);
        assertThat(door.door().report().metrics().get("mqtt-door.connections.closed.unfinished"))
                .isOne();
    }

    @Test
    void frame_largerThanAPacketMayBe_closed() throws IOException {
        try (RawClient client = upgraded()) {
            client.send("82 FF 0000000010000000 00000000");
            await().until(() -> door.broker().connectionCount() == 0);
        }
    }
}
