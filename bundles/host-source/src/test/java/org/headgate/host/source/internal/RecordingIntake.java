package org.headgate.host.source.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;

final class RecordingIntake implements Intake {
    final List<Message> messages = new CopyOnWriteArrayList<>();
    volatile Outcome outcome = new Outcome.Stored(1, 1);

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        messages.add(message);
        return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        return CompletableFuture.completedFuture(null);
    }
}
