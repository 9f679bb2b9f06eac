package org.headgate.intake.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way. One object for all it needs on that way: the link of the queue, the promise to the transport, and the listener at the journal.
 */
final class Arrival extends CompletableFuture<Outcome> implements Job, BiConsumer<Written, Throwable> {
    private static final Outcome DUPLICATE = new Outcome.Duplicate();
    private static final Outcome WAITING = new Outcome.Waiting();
    private static final Outcome IGNORED = new Outcome.Ignored();
    private static final long RETRY_MILLIS = 1000;

    private final Message message;
    private final long waitingId;
    private final long generation;
    private final Counters counters;
    private final int bytes;
    private final AtomicBoolean finished = new AtomicBoolean();
    private @Nullable Job next;
    private @Nullable CompletionStage<Void> announced;
    private volatile @Nullable Runnable ifRefused;
    private Outcome planned = WAITING;

    Arrival(Message message, Counters counters) {
        this(message, 0, 0, counters);
    }

    /** @param waitingId the waiting row that it is, 0 for a new message @param generation the set of profiles under which the row is to be judged */
    Arrival(Message message, long waitingId, long generation, Counters counters) {
        this.message = message;
        this.waitingId = waitingId;
        this.generation = generation;
        this.counters = counters;
        this.bytes = message.size();
    }

    Message message() {
        return message;
    }

    long waitingId() {
        return waitingId;
    }

    long generation() {
        return generation;
    }

    int bytes() {
        return bytes;
    }

    @Override
    public @Nullable Job next() {
        return next;
    }

    @Override
    public void next(@Nullable Job job) {
        next = job;
    }

    @Override
    public void run(Lane lane) {
        lane.handle(this);
    }

    @Override
    public void cancel() {
        refuse("intake_stopped", "the intake is stopping; offer it again");
    }

    /** What to tell when the journal has written it; a stored one is told by what was written. */
    Arrival planned(Outcome outcome) {
        planned = outcome;
        return this;
    }

    void ignore() {
        counters.ignored.increment();
        finish(IGNORED);
    }

    /** As {@link #ignore}, once what it announced is on disk. */
    void ignoreLater() {
        CompletionStage<Void> stored = announced;
        if (stored == null) {
            ignore();
            return;
        }
        stored.whenComplete((nothing, why) -> {
            if (why == null) {
                ignore();
            } else {
                notAnnounced(why);
            }
        });
    }

    /** A waiting row that nobody claims. */
    void leave() {
        finish(WAITING);
    }

    /** What must happen before the sender is told to offer it again. */
    void ifRefused(Runnable undo) {
        ifRefused = undo;
    }

    void refuse(String code, String reason) {
        counters.lost.increment();
        Runnable undo = ifRefused;
        if (undo != null) {
            undo.run();
        }
        finish(new Outcome.Refused(code, reason, RETRY_MILLIS));
    }

    /** What must be on disk, beside what the journal writes, before the sender is told. */
    void after(CompletionStage<Void> stored) {
        announced = stored;
    }

    /** The journal's answer. */
    @Override
    public void accept(@Nullable Written written, @Nullable Throwable failure) {
        CompletionStage<Void> stored = announced;
        if (stored == null || written == null) {
            settle(written, failure);
        } else {
            stored.whenComplete((nothing, why) -> {
                if (why == null) {
                    settle(written, null);
                } else {
                    notAnnounced(why);
                }
            });
        }
    }

    void notAnnounced(Throwable why) {
        Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        refuse("announcement_not_stored", "what the device announced could not be written: " + cause.getMessage());
    }

    private void settle(@Nullable Written written, @Nullable Throwable failure) {
        if (written == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof JournalUnavailable unavailable) {
                refuse(unavailable.code(), String.valueOf(unavailable.getMessage()));
            } else {
                refuse("journal_failed", "the journal failed: " + cause);
            }
            return;
        }
        if (written.duplicate()) {
            counters.duplicates.increment();
            finish(DUPLICATE);
        } else if (written.count() > 0) {
            counters.stored.increment();
            counters.contributions.add(written.count());
            finish(new Outcome.Stored(written.firstSequence(), written.count()));
        } else {
            count(planned);
            finish(planned);
        }
    }

    private void count(Outcome outcome) {
        if (outcome instanceof Outcome.Waiting) {
            counters.waiting.increment();
        } else if (outcome instanceof Outcome.Quarantined) {
            counters.quarantined.increment();
        } else if (outcome instanceof Outcome.Ignored) {
            counters.ignored.increment();
        }
    }

    private void finish(Outcome outcome) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        counters.queued.addAndGet(-bytes);
        if (waitingId != 0 && !(outcome instanceof Outcome.Refused) && outcome != WAITING) {
            counters.caughtUp.increment();
        }
        complete(outcome);
    }
}
