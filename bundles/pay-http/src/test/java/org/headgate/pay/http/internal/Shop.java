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
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;

/** A running shop, and someone who asks it. */
final class Shop implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    final PayHttp shop;
    private final HttpClient client = HttpClient.newHttpClient();

    Shop(PayHttpConfig config) {
        shop = new PayHttp(config, () -> Map.of("mqtt-door", 1883, "shell", 7));
        shop.sales = new TestSales();
        Awaitility.await().until(() -> port() > 0);
    }

    int port() {
        return shop.report().ports().getOrDefault("pay-http", 0);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
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
