package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.awaitility.Awaitility;
import org.headgate.testkit.TrustAll;

/** A running shop, and someone who asks it. */
final class Shop implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Integer> DOORS = Map.of("mqtt-door", 1883, "shell", 7);

    final PayHttp shop;
    private final HttpClient client;
    private final boolean encrypted;

    /** @param config with one port, plain or with TLS */
    Shop(PayHttpConfig config) {
        shop = new PayHttp(config, () -> DOORS);
        shop.sales = new TestSales();
        encrypted = config.tls_port() >= 0;
        client = HttpClient.newBuilder().sslContext(trusting()).build();
        Awaitility.await().until(() -> port() > 0);
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return shop.report().ports().getOrDefault(encrypted ? "pay-http.tls" : "pay-http", 0);
    }

    String url(String path) {
        return (encrypted ? "https" : "http") + "://127.0.0.1:" + port() + path;
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return ask("GET", path, "", headers);
    }

    HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** JSON in a header, in base64. */
    static JsonNode decoded(HttpResponse<String> answer, String header) throws IOException {
        return JSON.readTree(
                Base64.getDecoder().decode(answer.headers().firstValue(header).orElseThrow()));
    }

    static String code(HttpResponse<String> answer) throws IOException {
        JsonNode body = JSON.readTree(answer.body());
        org.assertj.core.api.Assertions.assertThat(body.path("reason").asText()).isNotBlank();
        org.assertj.core.api.Assertions.assertThat(body.path("do").asText()).isNotBlank();
        return body.path("code").asText();
    }

    @Override
    public void close() {
        shop.close();
    }
}
