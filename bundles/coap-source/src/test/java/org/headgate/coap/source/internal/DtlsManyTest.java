package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.headgate.api.message.Message;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DtlsManyTest {
    private static final String SECRET = "a-long-enough-secret";
    private final FakeIntake intake = new FakeIntake();
    private final FakeCredentials credentials = new FakeCredentials();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final List<DtlsClient> clients = new ArrayList<>();
    private int deferred = 10;
    private CoapSource source;

    @AfterEach
    void stop() {
        clients.forEach(DtlsClient::close);
        threads.shutdownNow();
        source.stop();
    }

    @Test
    void clients_200AtOnce_areAllHeard() throws Exception {
        start(Map.of("peer_rate", 0));
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            client("meter-" + i);
        }
        for (DtlsClient client : clients) {
            answers.add(client.send(post(), uri(port(), "field/3")));
        }
        for (CompletableFuture<Response> answer : answers) {
            assertThat(answer.get(150, TimeUnit.SECONDS).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(intake.messages).extracting(Message::sender).doesNotHaveDuplicates();
        assertThat(source.report().metrics()).containsEntry("coap-source.dtls.connections", 200L);
        answers.clear();
        for (DtlsClient client : clients) {
            answers.add(client.send(post(), uri(port(), "field/3")));
        }
        for (CompletableFuture<Response> answer : answers) {
            assertThat(answer.get(150, TimeUnit.SECONDS).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(intake.messages).hasSize(400);
    }

    /** With Scandium's default of 10 a client that begins with more requests hears nothing of the others: that is at the client, not here. */
    @Test
    void client_32RequestsWhileItsHandshakeRuns_areAllHeard() throws Exception {
        deferred = 64;
        start(Map.of("peer_rate", 0));
        DtlsClient client = client("meter-1");
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            answers.add(client.send(post(), uri(port(), "field/3")));
        }
        for (CompletableFuture<Response> answer : answers) {
            assertThat(answer.get(150, TimeUnit.SECONDS).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(intake.messages).hasSize(32);
    }

    @Test
    void connectionId_addressChanges_needsNoNewHandshake() throws Exception {
        start(Map.of());
        DtlsClient client = client("meter-1");
        try (LossyPath path = new LossyPath(port(), 0, 1)) {
            String uri = uri(path.port(), "field/3");
            assertThat(client.send(post(), uri).get().getCode()).isEqualTo(ResponseCode.CHANGED);
            path.move();
            assertThat(client.send(post(), uri).get().getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(intake.messages).hasSize(2);
        assertThat(source.report().metrics()).containsEntry("coap-source.dtls.connections", 1L);
    }

    /** A CON whose answer was lost, and that comes again from another address, is the same message. */
    @Test
    void connectionId_repetitionFromAnotherAddress_isRecognised() throws Exception {
        start(Map.of("separate_ms", 60_000));
        DtlsClient client = client("meter-1");
        try (LossyPath path = new LossyPath(port(), 0, 1)) {
            String uri = uri(path.port(), "field/3");
            client.send(post(), uri).get();
            CompletableFuture<org.headgate.api.intake.Outcome> outcome = new CompletableFuture<>();
            intake.answer = message -> outcome;
            CompletableFuture<Response> answer = client.send(post(), uri);
            await().until(() -> intake.messages.size() == 2);
            path.move();
            outcome.complete(new org.headgate.api.intake.Outcome.Stored(2, 1));
            assertThat(answer.get().getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(intake.messages).hasSize(2);
        assertThat(source.report().metrics().get("coap-source.repeated")).isPositive();
    }

    @Test
    void peer_aboveItsRate_isTold429AndWhenToComeAgain() throws Exception {
        start(Map.of("peer_rate", 3));
        DtlsClient client = client("meter-1");
        client.send(post(), uri(port(), "field/3")).get();
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(client.send(post(), uri(port(), "field/3")));
        }
        List<Response> limited = new ArrayList<>();
        for (CompletableFuture<Response> answer : answers) {
            Response response = answer.get(150, TimeUnit.SECONDS);
            if (response.getCode() != ResponseCode.CHANGED) {
                limited.add(response);
            }
        }
        assertThat(limited).isNotEmpty().allSatisfy(response -> {
            assertThat(response.getCode()).isEqualTo(ResponseCode.TOO_MANY_REQUESTS);
            assertThat(response.getOptions().getMaxAge()).isEqualTo(1);
        });
        assertThat(source.report().metrics()).containsEntry("coap-source.limited", (long) limited.size());
        assertThat(source.report().problems()).extracting(Problem::code).containsExactly("limit_peer_rate");
    }

    @Test
    void connections_full_isAProblemAndTheOthersAreHeard() throws Exception {
        start(Map.of("dtls_connections", 3));
        for (int i = 0; i < 3; i++) {
            DtlsClient client = client("meter-" + i);
            assertThat(client.send(post(), uri(port(), "t")).get().getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        client("meter-9").send(post(), uri(port(), "t"));
        await().until(() -> source.report().problems().stream()
                .anyMatch(problem -> problem.code().equals("limit_dtls_connections")));
        assertThat(clients.get(0).send(post(), uri(port(), "t")).get().getCode())
                .isEqualTo(ResponseCode.CHANGED);
        assertThat(intake.messages).extracting(Message::sender).doesNotContain("meter-9");
    }

    private void start(Map<String, Object> settings) {
        Map<String, Object> all = new java.util.HashMap<>(settings);
        all.putAll(Map.of("port", 0, "dtls_port", 0, "dtls_enabled", true));
        source = new CoapSource(TestConfig.with(all), InetAddress::isAnyLocalAddress);
        source.intake = intake;
        source.credentials = credentials;
        source.authenticators.add(credentials);
    }

    private DtlsClient client(String name) throws Exception {
        credentials.keys.put(name, SECRET);
        DtlsClient client = new DtlsClient(name, SECRET, deferred, threads);
        clients.add(client);
        return client;
    }

    private static Request post() {
        Request request = Request.newPost();
        request.setPayload("1");
        return request;
    }

    private int port() {
        return source.report().ports().get(CoapSource.DTLS);
    }

    private static String uri(int port, String path) {
        return "coaps://127.0.0.1:" + port + "/" + path;
    }
}
