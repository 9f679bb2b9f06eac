package org.headgate.lora.source.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.lora.source.internal.Limits.Limit;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to intake. What intake does not take now waits its turn in a queue of limited size, since no forwarder sends it again. Only on the loop.
 */
final class Handover {
    private static final long LEAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MOST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Supplier<@Nullable Intake> intake;
    private final Executor loop;
    private final Counts counts;
    private final long limit;
    private final Deque<Held> held = new ArrayDeque<>();
    private long retryAt;

    /** @param limit bytes that may wait */
    Handover(Supplier<@Nullable Intake> intake, Executor loop, Counts counts, long limit) {
        this.intake = intake;
        this.loop = loop;
        this.counts = counts;
        this.limit = limit;
    }

    void offer(Message message, Acks.Ack ack, long nanos) {
        ack.begun();
        counts.pending.incrementAndGet();
        if (!held.isEmpty() || !taken(message, ack, nanos)) {
            hold(message, ack);
        }
    }

    /** Offers again what waits. @return nanoseconds until the next time, or -1 where nothing waits */
    long retry(long nanos) {
        while (!held.isEmpty() && retryAt - nanos <= 0) {
            Held first = held.peek();
            if (!taken(first.message, first.ack, nanos)) {
                break;
            }
            held.remove();
            counts.heldBytes.addAndGet(-first.message.size());
        }
        return held.isEmpty() ? -1 : Math.max(0, retryAt - nanos);
    }

    private boolean taken(Message message, Acks.Ack ack, long nanos) {
        Intake current = intake.get();
        if (current == null) {
            retryAt = nanos + MOST_RETRY_NANOS;
            return false;
        }
        CompletableFuture<Outcome> outcome;
        try {
            outcome = current.accept(message).toCompletableFuture();
        } catch (IllegalStateException e) {
            retryAt = nanos + MOST_RETRY_NANOS;
            return false;
        }
        if (outcome.isDone() && outcome.join() instanceof Outcome.Refused no) {
            long wait = TimeUnit.MILLISECONDS.toNanos(no.retryAfterMillis());
            retryAt = nanos + Math.max(LEAST_RETRY_NANOS, Math.min(MOST_RETRY_NANOS, wait));
            return false;
        }
        outcome.thenAccept(there -> loop.execute(() -> ended(there, ack)));
        return true;
    }

    private void hold(Message message, Acks.Ack ack) {
        if (counts.heldBytes.get() + message.size() > limit) {
            counts.limits.met(Limit.HELD);
            lost(ack);
            return;
        }
        counts.heldBytes.addAndGet(message.size());
        held.add(new Held(message, ack));
    }

    private void lost(Acks.Ack ack) {
        counts.pending.decrementAndGet();
        counts.lost.increment();
        ack.ended(false);
    }

    private void ended(Outcome outcome, Acks.Ack ack) {
        if (outcome instanceof Outcome.Refused) {
            lost(ack);
            return;
        }
        if (outcome instanceof Outcome.Duplicate) {
            counts.repeated.increment();
        } else if (outcome instanceof Outcome.Quarantined) {
            counts.quarantined.increment();
        } else {
            counts.stored.increment();
        }
        counts.pending.decrementAndGet();
        ack.ended(true);
    }

    private record Held(Message message, Acks.Ack ack) {}
}
