package org.headgate.chain.evm.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.headgate.x402.chain.PaymentChain.Settlement;

/** Who waits for one transaction, each until a time of his own. For the chain's thread. */
final class Waiters {
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(CompletableFuture<Settlement> settled, long untilNanos) {}

    void add(CompletableFuture<Settlement> settled, long untilNanos) {
        waiters.add(new Waiter(settled, untilNanos));
    }

    void addAll(Waiters others) {
        waiters.addAll(others.waiters);
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    void complete(Settlement settlement) {
        take().forEach(waiter -> waiter.settled.complete(settlement));
    }

    void fail(Throwable why) {
        take().forEach(waiter -> waiter.settled.completeExceptionally(why));
    }

    /** Those whose time is up. */
    void expire(long nanos, Supplier<Throwable> why) {
        List<Waiter> late = new ArrayList<>();
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (nanos - waiter.untilNanos >= 0) {
                all.remove();
                late.add(waiter);
            }
        }
        late.forEach(waiter -> waiter.settled.completeExceptionally(why.get()));
    }

    private List<Waiter> take() {
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }
}
