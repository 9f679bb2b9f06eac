package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.headgate.pay.http.internal.Shop.decoded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.headgate.api.market.Passes.Pass;
import org.headgate.api.status.Problem;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.testkit.PemFiles;
import org.headgate.testkit.TrustAll;
import org.headgate.x402.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop over TLS. What else holds of certificates, the door's tests show (they are the same code). */
class TlsTest {
    @TempDir
    Path folder;

    private PemFiles pem;

    @BeforeEach
    void certificate() throws Exception {
        pem = PemFiles.make(folder);
    }

    private Shop open() {
        return new Shop(TestConfig.encrypted(pem, 128, 60));
    }

    private static SSLSocket socket(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static String shown(int port) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = socket(port)) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    private static void replace(Path file, Path by) throws IOException {
        Path beside = file.resolveSibling("beside");
        Files.copy(by, beside);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> reasons(PayHttp shop) {
        return shop.report().problems().stream()
                .filter(problem -> problem.code().equals("tls_files_unusable"))
                .map(Problem::reason)
                .toList();
    }

    @Test
    void offer_askedForOverTls_namesTheAddressThatWasUsed() throws Exception {
        try (Shop shop = open()) {
            HttpResponse<String> answer = shop.get("/feeds/air/passes");

            assertThat(answer.statusCode()).isEqualTo(402);
            assertThat(decoded(answer, Headers.PAYMENT_REQUIRED)
                            .path("resource")
                            .path("url")
                            .asText())
                    .isEqualTo("https://127.0.0.1:" + shop.port() + "/feeds/air/passes");
            assertThat(decoded(answer, Headers.PAYMENT_REQUIRED).path("extensions"))
                    .as("a wallet may sign in here")
                    .anyMatch(one ->
                            one.path("info").path("uri").asText().startsWith("https://127.0.0.1:" + shop.port()));
        }
    }

    @Test
    void answers_overOneConnection_goOnAfterEachOther() throws Exception {
        try (Shop shop = open();
                SSLSocket socket = socket(shop.port())) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET /feeds/air/offer HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                byte[] answered = new byte[12];
                assertThat(socket.getInputStream().readNBytes(answered, 0, 12)).isEqualTo(12);
                assertThat(new String(answered, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 ");
                await().until(() -> {
                    int waiting = socket.getInputStream().available();
                    return waiting > 0 && socket.getInputStream().skip(waiting) == waiting;
                });
            }
        }
    }

    @Test
    void answer_inManyParts_comesWhole() throws Exception {
        int last = 50_000;
        try (Shop shop = open()) {
            ((TestSales) shop.shop.sales).sellsHistory = true;
            shop.shop.feeds = new TestFeeds(List.of("air"), new TestHistory(last));
            ((TestSales) shop.shop.sales).history = HistoryTest.bought(1, last);

            HttpResponse<String> answer =
                    shop.get("/history/h-1", "Authorization", "Bearer " + TestSales.HISTORY_TOKEN);

            assertThat(answer.body().lines())
                    .filteredOn(line -> line.startsWith("{\"topic\":\"feeds/air/records\""))
                    .hasSize(last / 2);
        }
    }

    @Test
    void request_ofManyTlsRecords_isReadWhole() throws Exception {
        try (Shop shop = open()) {
            HttpResponse<String> answer = shop.ask("POST", "/facilitator/verify", "{".repeat(100_000));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(shop.ask("POST", "/facilitator/verify", "{".repeat(200_000))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(shop.get("/feeds/air/passes").statusCode()).isEqualTo(402);
        }
    }

    @Test
    void broker_toldOverTls_isFirstOneWithTls() {
        Map<String, Integer> doors = new TreeMap<>(Map.of(
                "mqtt-door", 1883, "mqtt-door.tls", 8883, "mqtt-door.websocket", 80, "mqtt-door.websocket.tls", 443));
        PassJson passes = new PassJson(List.of(), () -> doors);

        assertThat(told(passes, "https://shop.example"))
                .containsExactly(
                        "mqtts://shop.example:8883",
                        "wss://shop.example:443",
                        "mqtt://shop.example:1883",
                        "ws://shop.example:80");
        assertThat(told(passes, "http://shop.example")).first().isEqualTo("mqtt://shop.example:1883");
    }

    private static List<String> told(PassJson passes, String base) {
        Request request =
                new Request("POST", List.of(), Map.of(), name -> null, new byte[0], "shop.example", base, true);
        List<String> brokers = new ArrayList<>();
        passes.of(new Pass("p-1", "air", "anna", 1, 2, "active", ""), null, request)
                .path("broker")
                .forEach(one -> brokers.add(one.asText()));
        return brokers;
    }

    @Test
    void certificate_renewed_isShownToWhoComesWithoutARestart() throws Exception {
        try (Shop shop = open();
                SSLSocket stays = socket(shop.port())) {
            stays.startHandshake();
            PemFiles renewed = PemFiles.selfSigned(
                    Files.createDirectory(folder.resolve("renewed")), "renewed", "DNS:localhost,IP:127.0.0.1");
            replace(pem.certificate(), renewed.certificate());
            await().until(() -> !reasons(shop.shop).isEmpty());
            assertThat(shown(shop.port())).as("until both are there").isEqualTo("CN=localhost");
            replace(pem.key(), renewed.key());
            await().until(() -> shown(shop.port()).equals("CN=renewed"));
            assertThat(reasons(shop.shop)).isEmpty();

            stays.getOutputStream()
                    .write("GET /catalog HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(stays.getInputStream().readNBytes(9), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 ");
        }
    }

    @Test
    void certificate_madeAfterTheStart_opensThePort() throws Exception {
        PemFiles late = new PemFiles(folder.resolve("late.crt"), folder.resolve("late.key"));
        PayHttp shop = new PayHttp(TestConfig.encrypted(late, 128, 60), Map::of);
        try {
            assertThat(reasons(shop)).singleElement().asString().startsWith("no TLS: ");
            Files.copy(pem.key(), late.key());
            replace(late.certificate(), pem.certificate());
            await().until(() -> shop.report().ports().containsKey("pay-http.tls"));
            assertThat(reasons(shop)).isEmpty();
        } finally {
            shop.close();
        }
    }

    @Test
    void plainHttp_onTheTlsPort_getsNothingAndHoldsNoPlace() throws Exception {
        try (Shop shop = open()) {
            try (RawClient client = new RawClient(shop.port())) {
                client.say("GET /catalog HTTP/1.1\r\nHost: here\r\n\r\n");
                assertThat(client.readAll()).doesNotContain("HTTP/1.1");
            }
            await().until(() -> shop.shop.report().metrics().get("pay-http.connections") == 0);
        }
    }

    /** Who connects and says nothing is let go in time, and takes nobody's place for longer. */
    @Test
    void handshake_thatNeverComes_endsInTime() throws Exception {
        try (Shop shop = new Shop(TestConfig.encrypted(pem, 1, 1));
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), shop.port())) {
            assertThat(silent.getInputStream().read()).isNegative();
            await().until(() -> shop.shop.report().metrics().get("pay-http.connections") == 0);
            assertThat(shop.get("/feeds/air/passes").statusCode()).isEqualTo(402);
        }
    }
}
