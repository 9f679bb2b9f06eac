package org.headgate.pay.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.pay.http.internal.server.Answer;
import org.headgate.pay.http.internal.server.Handler;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Headers;

/** Finds who answers at an address, and lets web pages with a wallet ask, too: nothing here depends on cookies or on where a browser stands. */
final class Router implements Handler {
    private static final String ANY = "*";
    private static final String EXPOSED = String.join(
            ", ", Headers.PAYMENT_REQUIRED, Headers.PAYMENT_SIGNATURE, Headers.PAYMENT_RESPONSE, RecordsPage.NEXT);

    private final Map<List<String>, Endpoint> endpoints = new LinkedHashMap<>();

    /** @param path levels parted by {@code /}; {@code *} is any one */
    Router with(String path, Endpoint endpoint) {
        endpoints.put(List.of(path.split("/")), endpoint);
        return this;
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        return route(request)
                .thenApply(answer ->
                        answer.with("Access-Control-Allow-Origin", "*").with("Access-Control-Expose-Headers", EXPOSED));
    }

    private CompletionStage<Answer> route(Request request) {
        Endpoint endpoint = endpoints.entrySet().stream()
                .filter(entry -> fits(entry.getKey(), request.path()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (endpoint == null) {
            return done(Answer.error(
                    404,
                    "not_found",
                    "there is nothing at /" + String.join("/", request.path()),
                    "ask for /catalog to see what is for sale"));
        }
        TreeSet<String> methods = new TreeSet<>(endpoint.methods());
        methods.add("OPTIONS");
        String allowed = String.join(", ", methods);
        if (request.method().equals("OPTIONS")) {
            return done(new Answer(204, "text/plain", "".getBytes(UTF_8), Map.of())
                    .with("Allow", allowed)
                    .with("Access-Control-Allow-Methods", allowed)
                    .with(
                            "Access-Control-Allow-Headers",
                            // The published client sends the last with its payment.
                            "Content-Type, Authorization, PAYMENT-SIGNATURE, SIGN-IN-WITH-X, Access-Control-Expose-Headers")
                    .with("Access-Control-Max-Age", "86400"));
        }
        if (!endpoint.methods().contains(request.method())) {
            return done(
                    Answer.error(405, "method_not_allowed", request.method() + " means nothing here", "use " + allowed)
                            .with("Allow", allowed));
        }
        return endpoint.answer(request);
    }

    private static boolean fits(List<String> pattern, List<String> path) {
        if (pattern.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            if (!pattern.get(i).equals(ANY) && !pattern.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
