package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.headgate.chain.testkit.LocalChain;
import org.headgate.testkit.NodeScript;
import org.jspecify.annotations.Nullable;

/** The published facilitator of x402, in a process of its own, behind a proxy that fails as it is told. */
final class NpmFacilitator implements AutoCloseable {
    private static final Path PACKAGES = Path.of("../x402/src/test/node");
    static final String KEY = "0x" + "0b".repeat(32);

    private final Process process;
    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    /** How often each step was asked for. */
    final Map<String, Integer> asked = new ConcurrentHashMap<>();

    volatile String authorization = "";

    /** What is answered; null where the connection is to break. */
    interface Fault {
        @Nullable
        Said answer(Asked asked) throws IOException, InterruptedException;
    }

    record Said(int status, String body) {}

    record Asked(NpmFacilitator proxy, String step, byte[] body) {
        Said pass() throws IOException, InterruptedException {
            return proxy.ask(step, body);
        }

        @Nullable
        Said hang() throws InterruptedException {
            proxy.closing.await();
            return null;
        }
    }

    NpmFacilitator(LocalChain chain, String... schemes) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "node", "facilitator.mjs", chain.endpoint().toString(), Long.toString(Bench.NETWORK.chainId()), KEY));
        command.addAll(List.of(schemes));
        process = new ProcessBuilder(command)
                .directory(new NodeScript(PACKAGES).fetched().toFile())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        upstream = URI.create("http://127.0.0.1:" + port(output));
        threads.execute(() -> output.lines().forEach(System.out::println));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/x402/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x402");
    }

    void fails(String step, Fault how) {
        faults.put(step, how);
    }

    void works() {
        faults.clear();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
        process.destroy();
    }

    private Said ask(String step, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(upstream.resolve("/" + step)).header("Content-Type", "application/json");
        HttpResponse<String> answer = client.send(
                body.length == 0
                        ? request.build()
                        : request.POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Said(answer.statusCode(), answer.body());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String step = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String bearer = exchange.getRequestHeaders().getFirst("Authorization");
            authorization = bearer == null ? "" : bearer;
            asked.merge(step, 1, Integer::sum);
            Said said = faults.getOrDefault(step, Asked::pass).answer(new Asked(this, step, body));
            if (said != null) {
                byte[] answer = said.body().getBytes(UTF_8);
                exchange.sendResponseHeaders(said.status(), answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String port(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("listening ")) {
                return line.substring("listening ".length());
            }
            System.out.println(line);
        }
        throw new AssertionError("the facilitator ended before it listened");
    }
}
