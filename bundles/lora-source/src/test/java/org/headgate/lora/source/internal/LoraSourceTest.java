package org.headgate.lora.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraSourceTest {
    private static final ScheduledExecutorService SCHEDULER = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    static Path data;

    private final FakeIntake intake = new FakeIntake();
    private LoraSource source;

    private LoraSource started(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("port", 0);
        LoraSource started = new LoraSource(TestConfig.with(all), SCHEDULER, data, InetAddress::isLoopbackAddress);
        started.intake = intake;
        return started;
    }

    @BeforeEach
    void listens() {
        source = started(Map.of());
        assertThat(source.report().problems()).isEmpty();
    }

    @AfterAll
    static void end() {
        SCHEDULER.shutdownNow();
    }

    @AfterEach
    void stop() {
        source.stop();
    }

    private String exchange(byte[] datagram) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(10_000);
            int port = source.report().ports().get(LoraSource.NAME);
            socket.send(new DatagramPacket(
                    datagram, datagram.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return HexFormat.of().formatHex(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer within ten seconds", e);
        }
    }

    @Test
    void forwarder_isAnsweredOverUdp_andItsFramesGoToIntake() throws IOException {
        assertThat(exchange(Datagrams.of(2, 0x0102, Gwmp.PULL_DATA, Datagrams.EUI, "")))
                .isEqualTo("02010204");
        assertThat(exchange(Datagrams.push(0x0304, Datagrams.rxpk(1)))).isEqualTo("02030401");
        assertThat(intake.messages).hasSize(1);
        assertThat(source.report().metrics())
                .containsEntry("lora-source.stored", 1L)
                .containsEntry("lora-source.gateways", 1L)
                .containsEntry("lora-source.acknowledged.synced", 1L);
        assertThat(source.report().facts().get("lora-source.acknowledges"))
                .contains("outside the rule 'acknowledged means stored'");
    }

    @Test
    void garbage_doesNotStopTheListener() throws IOException {
        int port = source.report().ports().get(LoraSource.NAME);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (byte[] garbage :
                    new byte[][] {{}, {2}, new byte[60_000], Datagrams.of(2, 1, Gwmp.PUSH_DATA, 1, "{\"rxpk\":[")}) {
                socket.send(new DatagramPacket(
                        garbage, garbage.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
        }
        assertThat(exchange(Datagrams.push(0x0304, Datagrams.rxpk(1)))).isEqualTo("02030401");
        assertThat(source.report().metrics().get("lora-source.malformed")).isEqualTo(4);
    }

    @Test
    void portInUse_isAProblemThatSaysWhatToDo() {
        LoraSource second = started(Map.of("port", source.report().ports().get(LoraSource.NAME)));
        try {
            assertThat(second.report().problems()).extracting(Problem::code).containsExactly("port_not_bound");
            assertThat(second.report().ports()).isEmpty();
        } finally {
            second.stop();
        }
    }

    @Test
    void wrongSettings_areProblems() {
        LoraSource one = started(Map.of("gateways_allow", new String[] {"aa:bb"}));
        assertThat(one.report().problems()).extracting(Problem::code).containsExactly("gateways_unreadable");
        one.stop();
        LoraSource other = started(Map.of("address", "no.such.name.invalid"));
        assertThat(other.report().problems()).extracting(Problem::code).containsExactly("address_unknown");
        other.stop();
    }

    @Test
    void place_ofAReceiver_isHandedInForTheGatewaysOfThisMachine() throws IOException {
        try (ServerSocket gpsd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            source.stop();
            source = started(Map.of("place", "40, 3", "place_gnss", "127.0.0.1:" + gpsd.getLocalPort()));
            exchange(Datagrams.push(1, Datagrams.rxpk(1)));
            try (Socket client = gpsd.accept()) {
                client.getOutputStream()
                        .write(("{\"class\":\"VERSION\"}\n{\"class\":\"TPV\",\"mode\":3,\"lat\":48.3,"
                                        + "\"lon\":2.9,\"eph\":4}\n{\"class\":\"TP")
                                .getBytes(StandardCharsets.UTF_8));
                assertThat(client.getInputStream().readNBytes(7)).isEqualTo("?WATCH=".getBytes(StandardCharsets.UTF_8));
                Awaitility.await()
                        .untilAsserted(() -> assertThat(intake.messages)
                                .filteredOn(one -> one.address().equals("gateway/aa555a0102030405/place"))
                                .map(one -> new String(one.payload(), StandardCharsets.UTF_8))
                                .contains("{\"lat\":48.3,\"lon\":2.9,\"accuracy\":4.0,\"source\":\"gnss\"}"));
                assertThat(source.report().facts().get("lora-source.place")).contains("48.3", "within 4.0 m");
                assertThat(source.report().problems()).isEmpty();
            }
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(source.report().problems())
                        .extracting(Problem::code)
                        .containsExactly("gnss_absent"));
    }

    @Test
    void placeThatIsNone_isAProblem() {
        LoraSource one = started(Map.of("place", "here"));
        assertThat(one.report().problems()).extracting(Problem::code).containsExactly("place_unreadable");
        one.stop();
        LoraSource other = started(Map.of("place_gnss", "2947x"));
        assertThat(other.report().problems()).extracting(Problem::code).containsExactly("place_unreadable");
        other.stop();
    }

    @Test
    void beaconsWithoutARegionThatIsKnown_areAProblemThatNamesThem() {
        LoraSource one = started(Map.of("beacon_region", "EU433", "beacon_gateway", "0016C001F153A14C"));
        assertThat(one.report().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains("EU433", "AS923-4"))
                .extracting(Problem::code)
                .isEqualTo("beacon_settings");
        one.stop();
        LoraSource other = started(Map.of("beacon_region", "eu868"));
        assertThat(other.report().problems())
                .extracting(Problem::reason)
                .singleElement()
                .asString()
                .contains("names no gateway");
        other.stop();
    }

    @Test
    void listedGateways_areTakenInAnyNotation() throws IOException {
        source.stop();
        source = started(Map.of("gateways_allow", new String[] {"AA:55:5a:01:02:03:04:05", "0016C001F153A14C"}));
        assertThat(exchange(Datagrams.push(0x0304, Datagrams.rxpk(1)))).isEqualTo("02030401");
    }
}
