package org.headgate.chain.evm.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC endpoint over HTTP. Its address may hold a secret: only {@link #host} is ever shown. */
final class Endpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 4 << 20;

    private final HttpClient http;
    private final ScheduledExecutorService scheduler;
    private final Duration limit;
    private final URI address;
    private final String authorization;
    final String host;
    final Health health = new Health();

    Endpoint(URI given, HttpClient http, ScheduledExecutorService scheduler, Duration limit) {
        this.http = http;
        this.scheduler = scheduler;
        this.limit = limit;
        this.host = given.getHost() + (given.getPort() < 0 ? "" : ":" + given.getPort());
        String user = given.getUserInfo();
        this.authorization = user == null ? "" : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
        this.address = user == null ? given : URI.create(given.toString().replaceFirst("//[^@/]*@", "//"));
    }

    /** Asks all in one request; the answers in the same order. Fails with {@link NotSent} where nothing reached the endpoint, else with an {@link IOException} whose message shows no secret. */
    CompletableFuture<List<Answer>> ask(List<Call> calls) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request(calls), head -> new BoundedBody(MOST_BYTES));
        ScheduledFuture<?> timer =
                scheduler.schedule(() -> answer.cancel(true), limit.toMillis(), TimeUnit.MILLISECONDS);
        return answer.handle((response, failure) -> {
            timer.cancel(false);
            if (failure != null) {
                throw new CompletionException(shown(failure));
            }
            try {
                return read(response, calls.size());
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private HttpRequest request(List<Call> calls) {
        ArrayNode batch = JSON.createArrayNode();
        for (Call call : calls) {
            batch.add(call.json(batch.size() + 1));
        }
        JsonNode body = calls.size() == 1 ? batch.get(0) : batch;
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toString().getBytes(UTF_8)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    private static List<Answer> read(HttpResponse<byte[]> response, int count) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode());
        }
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (IOException e) {
            throw new MalformedAnswer("it answers what is not JSON");
        }
        @Nullable Answer[] answers = new Answer[count];
        for (JsonNode one : body.isArray() ? body : List.of(body)) {
            int id = one.path("id").asInt(0);
            if (id >= 1 && id <= count) {
                answers[id - 1] = Answer.read(one);
            }
        }
        List<Answer> all = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer == null) {
                throw new MalformedAnswer("it leaves " + count + " calls in one request without an answer to each");
            }
            all.add(answer);
        }
        return all;
    }

    private IOException shown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new NotSent("no connection");
        }
        if (cause instanceof java.util.concurrent.CancellationException) {
            return new IOException("no answer within " + limit.toSeconds() + " s");
        }
        if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
            return new NotSent("TLS: " + cause.getMessage());
        }
        return cause instanceof MalformedAnswer malformed
                ? malformed
                : new IOException("connection broken (" + cause.getClass().getSimpleName() + ")");
    }

    /** Nothing of the request went out. */
    static final class NotSent extends IOException {
        private static final long serialVersionUID = 1L;

        NotSent(String message) {
            super(message);
        }
    }
}
