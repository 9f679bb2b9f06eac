package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An endpoint in front of a chain that fails as it is told. */
final class FaultProxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI chain;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Fault fault = Upstream::ask;

    /** What is answered to a request; nothing where the connection is to break. */
    interface Fault {
        byte @Nullable [] answer(Upstream upstream) throws IOException, InterruptedException;
    }

    /** One request, and the chain behind. */
    record Upstream(FaultProxy proxy, byte[] request) {

        byte[] ask() throws IOException, InterruptedException {
            return proxy.client
                    .send(
                            HttpRequest.newBuilder(proxy.chain)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        }

        boolean calls(String method) {
            return new String(request, UTF_8).contains(method);
        }

        /** The same error to each call. */
        byte[] error(int code, String message) throws IOException {
            JsonNode asked = JSON.readTree(request);
            var error = JSON.createObjectNode().put("code", code).put("message", message);
            if (asked.isArray()) {
                var all = JSON.createArrayNode();
                asked.forEach(
                        one -> all.addObject().put("id", one.get("id").asInt()).set("error", error));
                return all.toString().getBytes(UTF_8);
            }
            return JSON.createObjectNode()
                    .put("id", asked.get("id").asInt())
                    .set("error", error)
                    .toString()
                    .getBytes(UTF_8);
        }

        /** Never; until the proxy is closed. */
        byte @Nullable [] hang() throws InterruptedException {
            proxy.closing.await();
            return null;
        }
    }

    FaultProxy(URI chain) throws IOException {
        this.chain = chain;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v2/SECRETSECRET");
    }

    void fails(Fault how) {
        fault = how;
    }

    void works() {
        fault = Upstream::ask;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] answer =
                    fault.answer(new Upstream(this, exchange.getRequestBody().readAllBytes()));
            if (answer != null) {
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
