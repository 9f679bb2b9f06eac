package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoapSourceTest {
    private final Libcoap client = new Libcoap("notls");
    private final FakeIntake intake = new FakeIntake();
    private CoapSource source;
    private String uri;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        start(60_000);
    }

    private void start(int separateMillis) {
        source = new CoapSource(TestConfig.with(Map.of("port", 0, "separate_ms", separateMillis)));
        source.intake = intake;
        uri = "coap://127.0.0.1:" + source.report().ports().get(CoapSource.NAME);
    }

    @AfterEach
    void stop() {
        source.stop();
    }

    @Test
    void post_senmlJson_isStoredAndChanged() throws Exception {
        Libcoap.Result result =
                client.run("-m", "post", "-t", "110", "-e", "[{\"n\":\"t\",\"v\":1}]", uri + "/field/7");
        assertThat(result.output()).contains("2.04");
        Message message = only();
        assertThat(message.transport()).isEqualTo("coap");
        assertThat(message.source()).isEqualTo("coap-source");
        assertThat(message.address()).isEqualTo("field/7");
        assertThat(message.contentType()).isEqualTo("application/senml+json");
        assertThat(message.sender()).isEmpty();
        assertThat(message.trust()).isEqualTo(Trust.UNKNOWN);
        assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("[{\"n\":\"t\",\"v\":1}]");
        assertThat(message.origin()).isNotNull();
        assertThat(message.origin().resend()).isTrue();
        assertThat(message.origin().seconds()).isEqualTo(247);
    }

    @Test
    void put_withoutContentFormat_hasNoContentType() throws Exception {
        assertThat(client.run("-m", "put", "-e", "21.5", uri + "/t").output()).contains("2.04");
        assertThat(only().contentType()).isEmpty();
    }

    @Test
    void post_nonConfirmable_hasNoOrigin() throws Exception {
        assertThat(client.run("-N", "-m", "post", "-t", "0", "-e", "1", uri + "/n")
                        .output())
                .contains("2.04");
        assertThat(only().origin()).isNull();
    }

    @Test
    void post_unknownContentFormat_is415() throws Exception {
        assertThat(client.run("-m", "post", "-t", "22", "-e", "x", uri + "/t").output())
                .contains("4.15")
                .contains("unknown_content_format: 22");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void get_anyPath_is405() throws Exception {
        assertThat(client.run("-m", "get", uri + "/t").output()).contains("4.05");
        assertThat(client.run("-m", "delete", uri + "/t").output()).contains("4.05");
    }

    @Test
    void post_noPath_is404() throws Exception {
        assertThat(client.run("-m", "post", "-e", "1", uri).output()).contains("4.04");
    }

    @Test
    void get_wellKnownCore_listsTheUplink() throws Exception {
        assertThat(client.run("-m", "get", uri + "/.well-known/core").output())
                .contains("</data>")
                .contains("110")
                .contains("headgate.uplink");
    }

    @Test
    void post_inBlocks_isOneMessage() throws Exception {
        String body = "[" + "1234567890,".repeat(500) + "0]";
        Libcoap.Result result = client.run("-b", "512", "-m", "post", "-t", "50", "-f", file(body), uri + "/big");
        assertThat(result.output()).contains("2.04");
        assertThat(new String(only().payload(), StandardCharsets.UTF_8)).isEqualTo(body);
    }

    @Test
    void post_largerThanTheBodyLimit_is413WithSize1() throws Exception {
        Libcoap.Result result =
                client.run("-b", "1024", "-m", "post", "-t", "42", "-f", file("x".repeat(70_000)), uri + "/big");
        assertThat(result.output()).contains("4.13").contains("Size1:65536");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void outcome_quarantined_is400WithReason() throws Exception {
        intake.answers(new Outcome.Quarantined("not_json", "offset 3"));
        assertThat(client.run("-m", "post", "-e", "x", uri + "/t").output())
                .contains("4.00")
                .contains("not_json: offset 3");
    }

    @Test
    void outcome_refused_is503WithMaxAge() throws Exception {
        intake.answers(new Outcome.Refused("queue_full", "8 MiB", 2500));
        assertThat(client.run("-m", "post", "-e", "x", uri + "/t").output())
                .contains("5.03")
                .contains("Max-Age:3")
                .contains("queue_full");
    }

    @Test
    void outcome_waitingDuplicateIgnored_is204() throws Exception {
        for (Outcome outcome : new Outcome[] {new Outcome.Waiting(), new Outcome.Duplicate(), new Outcome.Ignored()}) {
            intake.answers(outcome);
            assertThat(client.run("-m", "post", "-e", "x", uri + "/t").output()).contains("2.04");
        }
    }

    @Test
    void intake_absent_is503() throws Exception {
        source.intake = null;
        assertThat(client.run("-m", "post", "-e", "x", uri + "/t").output()).contains("5.03");
        assertThat(source.report().problems()).extracting(Problem::code).containsExactly("no_intake");
    }

    @Test
    void outcome_late_isAnsweredSeparately() throws Exception {
        source.stop();
        start(300);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        intake.answer = message -> outcome;
        CompletableFuture<Libcoap.Result> running = CompletableFuture.supplyAsync(() -> {
            try {
                return client.run("-m", "post", "-e", "x", uri + "/slow");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> source.report().metrics().get("coap-source.separate") == 1);
        assertThat(running).isNotDone();
        outcome.complete(new Outcome.Stored(1, 1));
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).output()).contains("2.04");
        assertThat(intake.messages).hasSize(1);
    }

    @Test
    void confirmable_repeated_isStoredOnceAndAnsweredTwice() throws Exception {
        byte[] request = {0x41, 0x02, 0x12, 0x34, 0x55, (byte) 0xb1, 't', (byte) 0xff, '1'};
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(Patience.MILLIS);
            byte[] first = exchange(socket, request);
            byte[] second = exchange(socket, request);
            assertThat(first).startsWith(0x61, 0x44, 0x12, 0x34, 0x55).isEqualTo(second);
        }
        assertThat(intake.messages).hasSize(1);
    }

    @Test
    void garbage_onTheSocket_harmsNobody() throws Exception {
        int port = source.report().ports().get(CoapSource.NAME);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int size = 0; size < 600; size++) {
                byte[] noise = new byte[size];
                for (int i = 0; i < size; i++) {
                    noise[i] = (byte) (i * 31 + size * 17);
                }
                socket.send(new DatagramPacket(noise, size, InetAddress.getLoopbackAddress(), port));
            }
        }
        assertThat(client.run("-m", "post", "-e", "1", uri + "/t").output()).contains("2.04");
    }

    @Test
    void emptyMessage_withSomethingBehindIt_isDroppedAndCounted() throws Exception {
        int port = source.report().ports().get(CoapSource.NAME);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] overlong = {0x40, 0, 0, 1, (byte) 0xff, '1'};
            socket.send(new DatagramPacket(overlong, overlong.length, InetAddress.getLoopbackAddress(), port));
        }
        await().until(() -> source.report().metrics().get("coap-source.malformed") == 1);
        assertThat(client.run("-m", "post", "-e", "1", uri + "/t").output()).contains("2.04");
    }

    @Test
    void californiumsLog_fedFromOutside_writesOneLineAMinute() {
        Logger endpoint = Logger.getLogger("org.eclipse.californium.core.network.CoapEndpoint");
        long written = IntStream.range(0, 100)
                .filter(i -> endpoint.getFilter().isLoggable(new LogRecord(Level.SEVERE, "x")))
                .count();
        assertThat(written).isLessThanOrEqualTo(1);
    }

    @Test
    void port_taken_isAProblemWithARemedy() {
        int port = source.report().ports().get(CoapSource.NAME);
        CoapSource second = new CoapSource(TestConfig.with(Map.of("port", port)));
        second.intake = intake;
        assertThat(second.report().problems()).extracting(Problem::code).containsExactly("port_not_bound");
        assertThat(second.report().ports()).isEmpty();
        second.stop();
    }

    @Test
    void server_running_writesNoPropertiesFile() {
        assertThat(Path.of("Californium3.properties")).doesNotExist();
        assertThat(Path.of("Californium.properties")).doesNotExist();
    }

    private byte[] exchange(DatagramSocket socket, byte[] request) throws IOException {
        int port = source.report().ports().get(CoapSource.NAME);
        socket.send(new DatagramPacket(request, request.length, InetAddress.getLoopbackAddress(), port));
        DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
        socket.receive(answer);
        return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
    }

    private String file(String body) throws IOException {
        return Files.writeString(folder.resolve("body"), body).toString();
    }

    private Message only() {
        assertThat(intake.messages).hasSize(1);
        return intake.messages.get(0);
    }
}
