package org.headgate.lora.source.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;

final class FakeIntake implements Intake {
    final List<Message> messages = new CopyOnWriteArrayList<>();
    volatile Function<Message, CompletionStage<Outcome>> answer =
            message -> CompletableFuture.completedFuture(new Outcome.Stored(1, 1));

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        messages.add(message);
        return answer.apply(message);
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        return CompletableFuture.completedFuture(null);
    }
}
