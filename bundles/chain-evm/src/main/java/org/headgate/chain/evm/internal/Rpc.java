package org.headgate.chain.evm.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.headgate.x402.Network;
import org.headgate.x402.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of one chain: asks the one that served last, then the others. An endpoint is believed only after it told the configured chain id. All state belongs to the
 * chain's thread; stages complete on it.
 */
final class Rpc {
    private static final Logger LOG = LoggerFactory.getLogger(Rpc.class);

    private final Network network;
    private final List<Endpoint> endpoints;
    private final Executor thread;
    private final LongSupplier clock;
    private int preferred;
    private volatile long unreachableSince;

    Rpc(Network network, List<Endpoint> endpoints, Executor thread, LongSupplier clock) {
        this.network = network;
        this.endpoints = List.copyOf(endpoints);
        this.thread = thread;
        this.clock = clock;
        this.unreachableSince = clock.getAsLong();
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Answers of one endpoint to all calls, in order. Fails with {@link ChainUnavailable}. */
    CompletableFuture<List<Answer>> ask(Call... calls) {
        return ask(List.of(calls));
    }

    CompletableFuture<List<Answer>> ask(List<Call> calls) {
        return CompletableFuture.supplyAsync(() -> askFrom(candidates(true), 0, calls), thread)
                .thenCompose(asked -> asked);
    }

    /** Offers signed bytes to one endpoint after the other, until one has them. */
    CompletableFuture<Broadcast> send(byte[] signed) {
        return CompletableFuture.supplyAsync(
                        () -> sendFrom(candidates(false), 0, Call.send(signed), Broadcast.NOT_SENT, false), thread)
                .thenCompose(sent -> sent);
    }

    /** Offers what is in no block though an endpoint took it: to each endpoint. Another than that one is asked first from then on. */
    CompletableFuture<Broadcast> sendToAll(byte[] signed) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            List<Endpoint> all = candidates(false);
                            preferred = endpoints.isEmpty() ? 0 : (preferred + 1) % endpoints.size();
                            return sendFrom(all, 0, Call.send(signed), Broadcast.NOT_SENT, true);
                        },
                        thread)
                .thenCompose(sent -> sent);
    }

    /** Why no endpoint serves; empty where one does, or where none was asked yet. */
    Optional<String> obstacle() {
        if (endpoints.isEmpty()) {
            return Optional.of("no endpoint is configured");
        }
        if (unreachableSince == 0) {
            return Optional.empty();
        }
        StringBuilder why = new StringBuilder();
        for (Endpoint endpoint : endpoints) {
            why.append(why.length() == 0 ? "" : "; ")
                    .append(endpoint.host)
                    .append(": ")
                    .append(endpoint.health.reason());
        }
        return Optional.of(why.toString());
    }

    /** Since when no endpoint serves; 0 where one does. */
    long unreachableSince() {
        return unreachableSince;
    }

    ChainUnavailable unavailable() {
        boolean wrong = !endpoints.isEmpty()
                && endpoints.stream().allMatch(endpoint -> endpoint.health.state() == Health.State.WRONG_CHAIN);
        return new ChainUnavailable(
                wrong ? "chain_id_mismatch" : "rpc_unreachable",
                "no endpoint of " + network + " serves: " + obstacle().orElse("all failed just now"));
    }

    /** One that serves alone is asked twice: a kept connection may have been closed under us. */
    private List<Endpoint> candidates(boolean twice) {
        long now = System.nanoTime();
        List<Endpoint> candidates = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get((preferred + i) % endpoints.size());
            if (endpoint.health.due(now)) {
                candidates.add(endpoint);
            }
        }
        if (twice && candidates.size() == 1 && candidates.get(0).health.state() == Health.State.UP) {
            candidates.add(candidates.get(0));
        }
        return candidates;
    }

    private CompletableFuture<List<Answer>> askFrom(List<Endpoint> candidates, int index, List<Call> calls) {
        if (index == candidates.size()) {
            note();
            return CompletableFuture.failedFuture(unavailable());
        }
        Endpoint endpoint = candidates.get(index);
        return checked(endpoint, calls)
                .handleAsync(
                        (answers, failure) -> {
                            IOException why = failure == null ? trouble(calls, answers) : cause(failure);
                            if (why == null) {
                                serves(endpoint, true);
                                return CompletableFuture.completedFuture(answers);
                            }
                            fails(endpoint, why);
                            return askFrom(candidates, index + 1, calls);
                        },
                        thread)
                .thenCompose(next -> next);
    }

    /** @param all whether others are asked when one has it */
    private CompletableFuture<Broadcast> sendFrom(
            List<Endpoint> candidates, int index, Call send, Broadcast before, boolean all) {
        if (index == candidates.size()) {
            note();
            return CompletableFuture.completedFuture(before);
        }
        Endpoint endpoint = candidates.get(index);
        return checked(endpoint, List.of(send))
                .handleAsync(
                        (answers, failure) -> {
                            Broadcast now =
                                    failure == null ? Broadcast.of(answers.get(0)) : Broadcast.of(cause(failure));
                            IOException why = failure == null ? trouble(List.of(send), answers) : cause(failure);
                            if (why == null) {
                                serves(endpoint, !all);
                            } else {
                                fails(endpoint, why);
                            }
                            Broadcast both = before.and(now);
                            return now.isFinal() && !all
                                    ? CompletableFuture.completedFuture(both)
                                    : sendFrom(candidates, index + 1, send, both, all);
                        },
                        thread)
                .thenCompose(next -> next);
    }

    /** What comes first from an endpoint that is not known to be up is its chain id. */
    private CompletableFuture<List<Answer>> checked(Endpoint endpoint, List<Call> calls) {
        if (endpoint.health.state() == Health.State.UP) {
            return endpoint.ask(calls);
        }
        return endpoint.ask(List.of(Call.chainId()))
                .thenApplyAsync(
                        answers -> {
                            try {
                                BigInteger id = answers.get(0).quantity();
                                if (!id.equals(BigInteger.valueOf(network.chainId()))) {
                                    throw new OtherChain("it serves eip155:" + id + ", configured is " + network);
                                }
                                return id;
                            } catch (IOException e) {
                                throw new CompletionException(
                                        e instanceof OtherChain ? e : new Endpoint.NotSent(e.getMessage()));
                            }
                        },
                        thread)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        cause(failure) instanceof OtherChain other
                                ? other
                                : new Endpoint.NotSent(cause(failure).getMessage())))
                .thenCompose(id -> endpoint.ask(calls));
    }

    private static @Nullable IOException trouble(List<Call> calls, List<Answer> answers) {
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            boolean spared = calls.get(i).isOptional() && answer.isUnknownMethod();
            if (!answer.isVerdict() && !spared) {
                return new IOException("error " + answer.code() + ": " + answer.message());
            }
        }
        return null;
    }

    private void serves(Endpoint endpoint, boolean first) {
        if (endpoint.health.state() != Health.State.UP) {
            LOG.info("{} serves {}", endpoint.host, network);
        }
        endpoint.health.up(clock.getAsLong());
        if (first) {
            preferred = endpoints.indexOf(endpoint);
        }
        unreachableSince = 0;
    }

    private void fails(Endpoint endpoint, IOException why) {
        Health.State how = why instanceof OtherChain ? Health.State.WRONG_CHAIN : Health.State.DOWN;
        if (endpoint.health.down(how, String.valueOf(why.getMessage()), clock.getAsLong(), System.nanoTime())) {
            LOG.info("{} does not serve {}: {}", endpoint.host, network, why.getMessage());
        }
        note();
    }

    private void note() {
        boolean up = endpoints.stream().anyMatch(endpoint -> endpoint.health.state() == Health.State.UP);
        if (!up && unreachableSince == 0) {
            unreachableSince = clock.getAsLong();
        }
    }

    private static IOException cause(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return cause instanceof IOException io ? io : new IOException(cause.toString());
    }

    private static final class OtherChain extends IOException {
        private static final long serialVersionUID = 1L;

        OtherChain(String message) {
            super(message);
        }
    }
}
