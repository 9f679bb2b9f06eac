package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.headgate.api.intake.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObserveTest {
    private static final String URN = "urn:dev:mac:0024befffe000001";
    private final FakeIntake intake = new FakeIntake();
    private final FakeCredentials credentials = new FakeCredentials();
    private final FakeJournal journal = new FakeJournal(500);
    private CoapSource source;
    private CoapEndpoint endpoint;
    private CoapClient client;

    @BeforeEach
    void start() throws IOException {
        source = new CoapSource(
                TestConfig.with(Map.of("port", 0, "dtls_port", 0, "dtls_enabled", true, "observers", 3)),
                InetAddress::isLoopbackAddress);
        source.intake = intake;
        source.journal = journal;
        source.credentials = credentials;
        source.authenticators.add(credentials);
        Configuration settings =
                new Configuration(SystemConfig.DEFINITIONS, CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS);
        settings.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 1 << 20);
        settings.set(CoapConfig.ACK_TIMEOUT, 300, TimeUnit.MILLISECONDS);
        settings.set(CoapConfig.MAX_RETRANSMIT, 8);
        endpoint = CoapEndpoint.builder().setConfiguration(settings).build();
        endpoint.start();
        client = new CoapClient();
        client.setEndpoint(endpoint);
        client.setTimeout(120_000L);
    }

    @AfterEach
    void stop() {
        endpoint.destroy();
        source.stop();
    }

    @Test
    void health_intakeRefusesAndTakesAgain_isToldToWhoObserves() throws Exception {
        Seen seen = observe("health");
        await().until(() -> seen.bodies.equals(List.of("{\"taking\":true}")));
        intake.answers(new Outcome.Refused("disk_full", "no space", 4500));
        CoapResponse refused = client.setURI(uri("t")).post("1", 0);
        assertThat(refused.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
        assertThat(refused.getOptions().getMaxAge()).isEqualTo(5);
        await().until(() -> seen.bodies.size() == 2);
        assertThat(seen.bodies.get(1)).isEqualTo("{\"taking\":false,\"code\":\"disk_full\"}");
        await().until(() -> seen.bodies.size() == 3);
        assertThat(seen.bodies.get(2)).isEqualTo("{\"taking\":true}");
    }

    @Test
    void health_libcoap_observes() throws Exception {
        assertThat(new Libcoap("notls")
                        .run("-s", "1", "-m", "get", uri("health"))
                        .output())
                .contains("Observe:")
                .contains("taking");
    }

    @Test
    void latest_eachCommit_isToldToWhoObserves() throws Exception {
        journal.add(URN, "[{\"n\":\"" + URN + ":t\",\"v\":1}]");
        Seen seen = observe("latest/" + URN);
        await().until(() -> seen.bodies.size() == 1);
        assertThat(seen.bodies.get(0)).contains("\"v\":1");
        for (int i = 2; i <= 4; i++) {
            journal.add("urn:dev:mac:0024befffe000002", "[{\"n\":\"urn:dev:mac:0024befffe000002:t\",\"v\":99}]");
            journal.add(URN, "[{\"n\":\"" + URN + ":t\",\"v\":" + i + "}]");
            source.committed(journal.next());
            String wanted = "\"v\":" + i;
            await().until(() -> seen.bodies.get(seen.bodies.size() - 1).contains(wanted));
        }
        assertThat(seen.bodies).noneMatch(body -> body.contains("99"));
    }

    @Test
    void latest_largePackThroughALossyPath_arrivesWhole() throws Exception {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < 400; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"n\":\"")
                    .append(URN)
                    .append(":q")
                    .append(i)
                    .append("\",\"v\":")
                    .append(i)
                    .append('}');
        }
        journal.add(URN, json.append(']').toString());
        try (LossyPath path = new LossyPath(source.report().ports().get(CoapSource.NAME), 0.1, 7)) {
            CoapResponse response = client.setURI("coap://127.0.0.1:" + path.port() + "/latest/" + URN)
                    .get();
            assertThat(response.getResponseText())
                    .hasSizeGreaterThan(10_000)
                    .endsWith("}]")
                    .contains(":q399\"");
            assertThat(path.lost.get()).isPositive();
        }
    }

    @Test
    void post_inBlocksThroughALossyPath_isOneMessage() throws Exception {
        String body = "0123456789".repeat(4000);
        try (LossyPath path = new LossyPath(source.report().ports().get(CoapSource.NAME), 0.1, 11)) {
            CoapResponse response =
                    client.setURI("coap://127.0.0.1:" + path.port() + "/big").post(body, 0);
            assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
            assertThat(path.lost.get()).isPositive();
        }
        assertThat(intake.messages).hasSize(1);
        assertThat(new String(intake.messages.get(0).payload())).isEqualTo(body);
    }

    @Test
    void latest_unknownDevice_is404() throws ConnectorException, IOException {
        assertThat(client.setURI(uri("latest/" + URN)).get().getCode()).isEqualTo(ResponseCode.NOT_FOUND);
    }

    @Test
    void latest_withDtls_needsAFilterForIt() throws Exception {
        journal.add(URN, "[{\"n\":\"" + URN + ":t\",\"v\":1}]");
        credentials.keys.put("display", "a-long-enough-secret");
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
        String uri = "coaps://127.0.0.1:" + source.report().ports().get(CoapSource.DTLS);
        try (DtlsClient display = new DtlsClient("display", "a-long-enough-secret", 10, threads)) {
            Response refused =
                    display.send(Request.newGet(), uri + "/latest/" + URN).get();
            assertThat(refused.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
            credentials.subscribe = List.of("latest/#");
            Response content =
                    display.send(Request.newGet(), uri + "/latest/" + URN).get();
            assertThat(content.getCode()).isEqualTo(ResponseCode.CONTENT);
            assertThat(display.send(Request.newGet(), uri + "/health").get().getCode())
                    .isEqualTo(ResponseCode.FORBIDDEN);
            credentials.subscribe = List.of();
            assertThat(display.send(Request.newGet(), uri + "/health").get().getCode())
                    .isEqualTo(ResponseCode.CONTENT);
        } finally {
            threads.shutdownNow();
        }
    }

    private record Seen(List<String> bodies) implements CoapHandler {
        @Override
        public void onLoad(CoapResponse response) {
            bodies.add(response.getResponseText());
        }

        @Override
        public void onError() {
            bodies.add("error");
        }
    }

    private Seen observe(String path) {
        Seen seen = new Seen(new CopyOnWriteArrayList<>());
        CoapObserveRelation relation = client.setURI(uri(path)).observe(seen);
        assertThat(relation).isNotNull();
        return seen;
    }

    private String uri(String path) {
        return "coap://127.0.0.1:" + source.report().ports().get(CoapSource.NAME) + "/" + path;
    }
}
