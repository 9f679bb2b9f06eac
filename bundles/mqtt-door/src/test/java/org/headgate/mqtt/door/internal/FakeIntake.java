package org.headgate.mqtt.door.internal;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;

/** Answers as told: at once by a function, or, while held, when the test says so. */
final class FakeIntake implements Intake {
    final List<Message> accepted = new CopyOnWriteArrayList<>();
    final List<Long> released = new CopyOnWriteArrayList<>();
    final Deque<CompletableFuture<Outcome>> waiting = new ConcurrentLinkedDeque<>();
    volatile Function<Message, Outcome> answer = message -> new Outcome.Waiting();
    volatile boolean hold;

    @Override
    public synchronized CompletionStage<Outcome> accept(Message message) {
        CompletableFuture<Outcome> stage = new CompletableFuture<>();
        if (hold) {
            waiting.add(stage);
        } else {
            Outcome outcome = answer.apply(message);
            if (outcome instanceof Outcome.Refused) {
                return CompletableFuture.completedFuture(outcome);
            }
            stage.complete(outcome);
        }
        accepted.add(message);
        return stage;
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        released.add(originKey);
        return CompletableFuture.completedFuture(null);
    }
}
