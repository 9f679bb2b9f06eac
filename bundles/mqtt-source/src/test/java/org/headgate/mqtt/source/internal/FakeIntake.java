package org.headgate.mqtt.source.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;

/** Answers as it is told. Unless told otherwise it knows resends by their origin, as the journal does. */
final class FakeIntake implements Intake {
    /** All that were offered. */
    final List<Message> messages = new CopyOnWriteArrayList<>();
    /** Those that would have been stored. */
    final List<String> stored = new CopyOnWriteArrayList<>();

    final List<Long> released = new CopyOnWriteArrayList<>();
    private final Set<Long> origins = ConcurrentHashMap.newKeySet();
    volatile Function<Message, CompletionStage<Outcome>> answer =
            message -> CompletableFuture.completedFuture(store(message));

    void answers(Outcome outcome) {
        answer = message -> CompletableFuture.completedFuture(outcome);
    }

    Outcome store(Message message) {
        if (message.origin() != null
                && !origins.add(message.origin().key())
                && message.origin().resend()) {
            return new Outcome.Duplicate();
        }
        stored.add(text(message));
        return new Outcome.Stored(stored.size(), 1);
    }

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        messages.add(message);
        return answer.apply(message);
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        origins.remove(originKey);
        released.add(originKey);
        return CompletableFuture.completedFuture(null);
    }

    List<String> payloads() {
        return messages.stream().map(FakeIntake::text).toList();
    }

    static String text(Message message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }
}
