package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.headgate.api.batch.Hash;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRequirements;
import org.jspecify.annotations.Nullable;

/** An outside facilitator (x402 version 2) over HTTP: what it is asked, what it says, how it does. State is changed on the chain's thread and read by any. */
final class Facilitator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,100}");
    private static final int MOST_BYTES = 256 << 10;
    private static final int LONGEST_REASON = 200;
    private static final Duration ASK = Duration.ofMinutes(5);
    private static final Duration ASK_WITHOUT = Duration.ofSeconds(10);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final long SHOWN_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Outside outside;
    private final Network network;
    private final HttpClient http;
    private final ScheduledExecutorService scheduler;
    private final Executor thread;
    private final LongSupplier clock;
    private volatile @Nullable Set<String> schemes;
    private volatile String trouble = "";
    private volatile String troubleCode = "facilitator_unreachable";
    private volatile long troubleSince;
    private volatile String refusal = "";
    private volatile long refusedAt;
    private volatile String untruth = "";
    private volatile long settled;
    private volatile long refused;
    private volatile long untrue;
    private boolean asking;
    private long nextAsk = System.nanoTime();

    Facilitator(
            Outside outside,
            Network network,
            HttpClient http,
            ScheduledExecutorService scheduler,
            Executor thread,
            LongSupplier clock) {
        this.outside = outside;
        this.network = network;
        this.http = http;
        this.scheduler = scheduler;
        this.thread = thread;
        this.clock = clock;
    }

    boolean trusted() {
        return outside.trusted();
    }

    String host() {
        return outside.host();
    }

    /** Whether it settles payments of a scheme here, as far as it told; until it did, it is taken to settle {@code exact} alone. */
    boolean settles(String scheme) {
        Set<String> told = schemes;
        return told == null ? scheme.equals(PaymentRequirements.EXACT) : told.contains(scheme);
    }

    /** Asks for what it settles, now and then. */
    void tick() {
        long now = System.nanoTime();
        if (asking || now - nextAsk < 0) {
            return;
        }
        asking = true;
        ask(request("supported", outside.verify()).GET(), outside.verify(), Facilitator::schemes)
                .whenCompleteAsync(
                        (told, failure) -> {
                            asking = false;
                            boolean answered = told instanceof Set<?>;
                            if (told instanceof Set<?> all) {
                                schemes = matching(all);
                                well();
                            } else if (told instanceof Verdict.Silent silent) {
                                ill(silent);
                            }
                            Duration rest =
                                    !answered ? ASK_AGAIN : settles(PaymentRequirements.EXACT) ? ASK : ASK_WITHOUT;
                            nextAsk = System.nanoTime() + rest.toNanos();
                        },
                        thread);
    }

    CompletableFuture<Verdict> verify(byte[] question) {
        return post("verify", question, outside.verify(), Facilitator::looked);
    }

    CompletableFuture<Verdict> settle(byte[] question) {
        return post("settle", question, outside.settle(), this::taken);
    }

    /** What it claimed is so. */
    void proved() {
        settled++;
    }

    /** It claimed what the chain does not show. */
    void lied(String what) {
        untrue++;
        untruth = what + ", at " + Instant.ofEpochMilli(clock.getAsLong());
    }

    void report(Report.Builder report) {
        Set<String> told = schemes;
        report.fact("chain.facilitator", host())
                .fact("chain.facilitator.settles", told == null ? "not told yet" : String.join(", ", told))
                .fact(
                        "chain.facilitator.checked",
                        trusted()
                                ? "no: no endpoint is configured, its word is taken, as facilitator.trust says"
                                : "on the chain, payment by payment")
                .metric("chain.facilitator.settled", settled)
                .metric("chain.facilitator.refused", refused)
                .metric("chain.facilitator.untrue", untrue);
        problems(report, told);
    }

    private void problems(Report.Builder report, @Nullable Set<String> told) {
        if (!trouble.isEmpty()) {
            report.problem(new Problem(
                    troubleCode,
                    host() + " does not answer as a facilitator since " + Instant.ofEpochMilli(troubleSince) + ": "
                            + trouble + "; payments wait",
                    "check facilitator.url and facilitator.token.file; it is asked again by itself",
                    false));
        }
        if (told != null && !told.contains(PaymentRequirements.EXACT)) {
            report.problem(new Problem(
                    "facilitator_kind_unsupported",
                    host() + " settles no payments of the scheme exact on " + network,
                    "name another in facilitator.url, or leave it empty: then the gateway settles by itself",
                    true));
        }
        if (trouble.isEmpty() && !refusal.isEmpty() && clock.getAsLong() - refusedAt < SHOWN_MILLIS) {
            report.problem(new Problem(
                    "facilitator_refused",
                    host() + " did not take a payment that the gateway's own checks let through: " + refusal,
                    "nothing, where it happens once; where it lasts, ask who runs it",
                    false));
        }
        if (!untruth.isEmpty()) {
            report.problem(new Problem(
                    "facilitator_untrue",
                    host() + " claimed " + untrue + " settlements that the chain does not show, the last: " + untruth,
                    "name another in facilitator.url; nothing was given for what it claimed",
                    false));
        }
    }

    private CompletableFuture<Verdict> post(
            String step, byte[] question, Duration limit, Function<JsonNode, Object> reader) {
        HttpRequest.Builder request = request(step, limit)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question));
        return ask(request, limit, reader)
                .thenApplyAsync(
                        said -> {
                            if (said instanceof Verdict.Silent silent) {
                                ill(silent);
                            } else {
                                well();
                            }
                            if (said instanceof Verdict.Bad bad) {
                                refused++;
                                refusal = bad.reason();
                                refusedAt = clock.getAsLong();
                            }
                            return (Verdict) said;
                        },
                        thread);
    }

    /** What the reader makes of the answer, or a {@link Verdict.Silent}. */
    private CompletableFuture<Object> ask(
            HttpRequest.Builder request, Duration limit, Function<JsonNode, Object> reader) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), head -> new BoundedBody(MOST_BYTES));
        ScheduledFuture<?> timer =
                scheduler.schedule(() -> answer.cancel(true), limit.toMillis(), TimeUnit.MILLISECONDS);
        return answer.handle((response, failure) -> {
            timer.cancel(false);
            return failure == null ? read(response, reader) : silent(shown(failure, limit));
        });
    }

    private HttpRequest.Builder request(String step, Duration limit) {
        String base = outside.address().toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/" + step)).timeout(limit);
        if (!outside.token().isEmpty()) {
            request.header("Authorization", "Bearer " + outside.token());
        }
        return request;
    }

    /** A refusal with a status of 4xx is one; what comes with 5xx is about the facilitator. */
    private static Object read(HttpResponse<byte[]> response, Function<JsonNode, Object> reader) {
        int status = response.statusCode();
        if (status < 500) {
            try {
                Object said = reader.apply(JSON.readTree(response.body()));
                if (status == 200 || said instanceof Verdict.Bad) {
                    return said;
                }
            } catch (IOException e) {
                if (status == 200) {
                    return silent("it answers what is not JSON");
                }
            }
        }
        return status == 401 || status == 403
                ? new Verdict.Silent("facilitator_refused", "HTTP status " + status + ": it does not let us in")
                : silent("HTTP status " + status);
    }

    private static Object looked(JsonNode in) {
        if (!in.path("isValid").isBoolean()) {
            return silent("its answer to verify has no isValid");
        }
        return in.get("isValid").booleanValue()
                ? new Verdict.Good(null)
                : bad(in.path("invalidReason"), in.path("invalidMessage"));
    }

    private Object taken(JsonNode in) {
        if (!in.path("success").isBoolean()) {
            return silent("its answer to settle has no success");
        }
        Hash transaction = hash(in.path("transaction").asText(""));
        if (in.get("success").booleanValue()) {
            if (transaction == null || !in.path("network").asText("").equals(network.toString())) {
                return silent("it claims a settlement without a transaction on " + network);
            }
            return new Verdict.Good(transaction);
        }
        return transaction != null || in.path("errorReason").asText("").equals("settlement_pending")
                ? new Verdict.Sent(transaction)
                : bad(in.path("errorReason"), in.path("errorMessage"));
    }

    private static Object schemes(JsonNode in) {
        if (!in.path("kinds").isArray()) {
            return silent("its answer to supported has no kinds");
        }
        Set<String> all = new HashSet<>();
        for (JsonNode kind : in.path("kinds")) {
            if (kind.path("x402Version").asInt() == 2) {
                all.add(kind.path("scheme").asText("") + " "
                        + kind.path("network").asText(""));
            }
        }
        return all;
    }

    private Set<String> matching(Set<?> kinds) {
        Set<String> here = new TreeSet<>();
        for (String scheme : new String[] {PaymentRequirements.EXACT, PaymentRequirements.BATCH_SETTLEMENT}) {
            if (kinds.contains(scheme + " " + network) || kinds.contains(scheme + " eip155:*")) {
                here.add(scheme);
            }
        }
        return here;
    }

    private static Verdict.Bad bad(JsonNode code, JsonNode message) {
        String said = code.asText("");
        String shown = plain(said + (message.asText("").isEmpty() ? "" : ": " + message.asText("")));
        return new Verdict.Bad(
                CODE.matcher(said).matches() ? said : "facilitator_refused", shown.isEmpty() ? "no reason" : shown);
    }

    private static @Nullable Hash hash(String text) {
        try {
            return Hash.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Verdict.Silent silent(String reason) {
        return new Verdict.Silent("facilitator_unreachable", plain(reason));
    }

    private static String plain(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", " ").strip();
        return plain.substring(0, Math.min(LONGEST_REASON, plain.length()));
    }

    private void well() {
        trouble = "";
        troubleSince = 0;
    }

    private void ill(Verdict.Silent why) {
        troubleSince = troubleSince == 0 ? clock.getAsLong() : troubleSince;
        troubleCode = why.code();
        trouble = why.reason();
    }

    private static String shown(Throwable failure, Duration limit) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return "no connection";
        }
        if (cause instanceof CancellationException || cause instanceof HttpTimeoutException) {
            return "no answer within " + limit.toSeconds() + " s";
        }
        return "connection broken (" + cause.getClass().getSimpleName() + ")";
    }
}
