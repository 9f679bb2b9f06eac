package org.headgate.coverage.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;

/** An intake that takes so many. */
final class TestIntake implements Intake {
    final List<Message> stored = new ArrayList<>();
    final List<Long> keys = new ArrayList<>();
    int takes;

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        if (takes == 0) {
            return CompletableFuture.completedFuture(new Outcome.Refused("queue_full", "full", 10));
        }
        takes--;
        stored.add(message);
        keys.add(Objects.requireNonNull(message.origin()).key());
        return CompletableFuture.completedFuture(new Outcome.Stored(stored.size(), 1));
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        return CompletableFuture.completedFuture(null);
    }
}
