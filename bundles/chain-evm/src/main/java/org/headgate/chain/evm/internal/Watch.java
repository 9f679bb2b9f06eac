package org.headgate.chain.evm.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.headgate.api.batch.Address;
import org.headgate.x402.chain.PaymentChain.View;
import org.jspecify.annotations.Nullable;

/** Keeps looking at the chain, so that it is known what it holds and since when it is not. State belongs to the chain's thread, figures are read by any. */
final class Watch {
    private static final Duration UNREACHABLE = Duration.ofMillis(500);

    private final Rpc rpc;
    private final Address account;
    private final Duration interval;
    private final Executor thread;
    private final LongSupplier clock;
    private volatile long block;
    private volatile long seenAt;
    private volatile @Nullable BigInteger balance;
    private boolean looking;
    private long nextLook = System.nanoTime();

    Watch(Rpc rpc, Address account, Duration interval, Executor thread, LongSupplier clock) {
        this.rpc = rpc;
        this.account = account;
        this.interval = interval;
        this.thread = thread;
        this.clock = clock;
    }

    View view() {
        return new View(block, seenAt, rpc.obstacle());
    }

    /** In wei; null where it was never seen. */
    @Nullable
    BigInteger balance() {
        return balance;
    }

    void tick() {
        long now = System.nanoTime();
        if (looking || now - nextLook < 0) {
            return;
        }
        looking = true;
        rpc.ask(Call.block(), Call.balance(account))
                .whenCompleteAsync(
                        (answers, failure) -> {
                            looking = false;
                            boolean seen = false;
                            if (failure == null) {
                                try {
                                    balance = answers.get(1).quantity();
                                    block = number(answers.get(0));
                                    seenAt = clock.getAsLong();
                                    seen = true;
                                } catch (MalformedAnswer e) {
                                    seen = false;
                                }
                            }
                            nextLook = System.nanoTime() + (seen ? interval : UNREACHABLE).toNanos();
                        },
                        thread);
    }

    /** Of a block. */
    static long number(Answer head) throws MalformedAnswer {
        JsonNode result = head.result();
        if (result == null || !result.path("number").isTextual()) {
            throw new MalformedAnswer("a block without a number");
        }
        return Call.quantity(result.path("number").textValue()).longValue();
    }
}
