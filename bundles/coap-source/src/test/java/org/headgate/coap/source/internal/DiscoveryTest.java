package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who finds the gateway, and whom it does not flood. Loopback stands for another machine where the test says so. */
class DiscoveryTest {
    /** IPv4 and UDP. */
    private static final int HEADERS = 28;

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private CoapSource source;

    @AfterEach
    void stop() {
        source.stop();
    }

    @Test
    void get_fromAnotherMachine_isAnsweredOnlyWithAFreshEcho() throws IOException {
        startForStrangers();
        try (PlainClient client = new PlainClient(LOOPBACK, port())) {
            Response first = client.get(".well-known/core", null);
            assertThat(first.getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
            assertThat(client.receivedBytes + HEADERS).isLessThan(3 * (client.sentBytes + HEADERS));
            byte[] echo = PlainClient.echo(first);
            assertThat(echo).isNotNull();
            Response second = client.get(".well-known/core", echo);
            assertThat(second.getCode()).isEqualTo(ResponseCode.CONTENT);
            assertThat(second.getPayloadString()).contains("headgate.uplink");
            echo[echo.length - 1]++;
            assertThat(client.get(".well-known/core", echo).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        }
        assertThat(source.report().metrics()).containsEntry("coap-source.challenged", 2L);
    }

    @Test
    void get_withAnothersEcho_isChallengedAgain() throws IOException {
        startForStrangers();
        byte[] echo;
        try (PlainClient client = new PlainClient(LOOPBACK, port())) {
            echo = PlainClient.echo(client.get(".well-known/core", null));
        }
        try (PlainClient thief = new PlainClient(LOOPBACK, port())) {
            assertThat(thief.get(".well-known/core", echo).getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
        }
    }

    @Test
    void get_ownResourcesFromAnotherMachine_needSignIn() throws IOException {
        startForStrangers();
        try (PlainClient client = new PlainClient(LOOPBACK, port())) {
            byte[] echo = PlainClient.echo(client.get("health", null));
            Response response = client.get("health", echo);
            assertThat(response.getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
            assertThat(response.getPayloadString()).contains("not_signed_in");
        }
    }

    @Test
    void strangers_inAFlood_areAnsweredFiveTimesASecondAndInTheStatus() throws IOException {
        startForStrangers();
        try (PlainClient client = new PlainClient(LOOPBACK, port())) {
            for (int i = 0; i < 200; i++) {
                client.send(new byte[] {0x40, 2, 0x7f, (byte) i});
            }
            await().until(() -> source.report().metrics().get("coap-source.strangers") > 100);
        }
        assertThat(source.report().problems()).extracting(Problem::code).contains("limit_strangers");
    }

    @Test
    void multicast_onLoopback_findsTheGateway() throws IOException {
        start(Map.of("port", 0, "multicast_interface", "lo"));
        try (PlainClient client = multicast()) {
            Request request = new Request(Code.GET, Type.NON);
            request.getOptions().setUriPath(".well-known/core");
            Response response = client.exchange(request);
            assertThat(response.getPayloadString()).contains("headgate.uplink").contains("</health>");
            assertThat(client.receivedBytes + HEADERS).isLessThan(3 * (client.sentBytes + HEADERS));
        }
        assertThat(source.report().problems()).extracting(Problem::code).doesNotContain("multicast_unusable");
    }

    @Test
    void multicast_anythingElse_isNotAnswered() throws IOException {
        FakeIntake intake = new FakeIntake();
        start(Map.of("port", 0, "multicast_interface", "lo"));
        source.intake = intake;
        try (PlainClient client = multicast()) {
            client.send(new byte[] {0x50, 2, 0, 99, (byte) 0xb1, 't', (byte) 0xff, '1'});
            await().until(() -> source.report().metrics().get("coap-source.rejected") == 1);
        }
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void multicast_unknownInterface_isAProblemAndUnicastGoesOn() throws IOException {
        start(Map.of("port", 0, "multicast_interface", "nowhere0"));
        assertThat(source.report().problems()).extracting(Problem::code).contains("multicast_unusable");
        try (PlainClient client = new PlainClient(LOOPBACK, port())) {
            assertThat(client.get(".well-known/core", null).getCode()).isEqualTo(ResponseCode.CONTENT);
        }
    }

    private PlainClient multicast() throws IOException {
        PlainClient client = new PlainClient(InetAddress.getByName("224.0.1.187"), port());
        client.socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
        return client;
    }

    private void startForStrangers() {
        source = new CoapSource(TestConfig.with(Map.of("port", 0)), address -> false);
    }

    private void start(Map<String, Object> settings) {
        source = new CoapSource(TestConfig.with(settings));
    }

    private int port() {
        return source.report().ports().get(CoapSource.NAME);
    }
}
