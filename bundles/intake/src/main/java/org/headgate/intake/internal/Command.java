package org.headgate.intake.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a lane something, in its turn between the messages. */
final class Command<T> extends CompletableFuture<T> implements Job {
    private final Function<Lane, T> question;
    private @Nullable Job next;

    Command(Function<Lane, T> question) {
        this.question = question;
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
        complete(question.apply(lane));
    }

    @Override
    public void cancel() {
        cancel(false);
    }
}
