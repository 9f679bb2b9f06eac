package org.headgate.mqtt.door.internal.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps nothing beyond the process. */
public final class MemoryStorage implements Storage {
    @Override
    public void session(Session session) {}

    @Override
    public void forget(Session session) {}

    @Override
    public void subscription(Session session, Subscription subscription) {}

    @Override
    public void unsubscription(Session session, String filter) {}

    @Override
    public Queued queue(Session session, Queued queued) {
        return queued;
    }

    @Override
    public void unqueue(Session session, Queued queued) {}

    @Override
    public void held(Session session, int packetId, Session.Held held) {}

    @Override
    public void released(Session session, int packetId) {}

    @Override
    public void will(Session session, Wills.@Nullable Pending due) {}

    @Override
    public void exchange(Queued queued) {}

    @Override
    public void position(Session session, String topic, @Nullable Long position) {}

    @Override
    public CompletionStage<@Nullable Void> retain(Routed message) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public long told() {
        return 0;
    }

    @Override
    public CompletionStage<@Nullable Void> synced() {
        return CompletableFuture.completedFuture(null);
    }
}
