package org.headgate.mqtt.door.internal.broker;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.mqtt.door.internal.packet.Packet.Request;
import org.jspecify.annotations.Nullable;

/** Keeps what must outlive the process: persistent sessions and retained messages. Never blocks; what it is told is written soon, in order. */
public interface Storage {

    void session(Session session);

    void forget(Session session);

    void subscription(Session session, Subscription subscription);

    void unsubscription(Session session, String filter);

    /** The queued message with its row; as it is where the session is not persistent. */
    Queued queue(Session session, Queued queued);

    void unqueue(Session session, Queued queued);

    void held(Session session, int packetId, Session.Held held);

    void released(Session session, int packetId);

    /** @param due null: none any more */
    void will(Session session, Wills.@Nullable Pending due);

    /** Where the delivery of a stored message is: {@link Queued#exchange()}. */
    void exchange(Queued queued);

    /** @param position null: none any more */
    void position(Session session, String topic, @Nullable Long position);

    /** Completes when it is synced. An empty payload removes. */
    CompletionStage<@Nullable Void> retain(Routed message);

    /** How many changes it was told that are to be written: whether something was, shows by comparing. */
    long told();

    /** Completes when all that it was told is synced. */
    CompletionStage<@Nullable Void> synced();

    /** What was kept, as it is read at the start. */
    record Kept(List<KeptSession> sessions, List<Routed> retained) {}

    record KeptSession(
            String key,
            String clientId,
            long id,
            org.headgate.api.access.Principal principal,
            long expirySeconds,
            long endedAt,
            List<KeptSubscription> subscriptions,
            List<KeptPosition> positions,
            List<Queued> queue,
            List<KeptHeld> held,
            Wills.@Nullable Pending will) {}

    record KeptSubscription(Request request, int identifier) {}

    record KeptPosition(String topic, long position) {}

    record KeptHeld(int packetId, Session.Held held) {}
}
