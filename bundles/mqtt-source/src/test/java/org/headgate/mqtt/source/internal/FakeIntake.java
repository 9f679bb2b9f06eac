package org.headgate.mqtt.source.internal;

import java.nio.charset.StandardCharsets;
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

    void answers(Outcome outcome) {
        answer = message -> CompletableFuture.completedFuture(outcome);
    }

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        messages.add(message);
        return answer.apply(message);
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        return CompletableFuture.completedFuture(null);
    }

    List<String> payloads() {
        return messages.stream().map(FakeIntake::text).toList();
    }

    static String text(Message message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}
