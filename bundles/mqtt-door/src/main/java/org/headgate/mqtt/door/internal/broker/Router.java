package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.topic.TopicPublisher.Publication;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.jspecify.annotations.Nullable;

/** Brings messages to those who subscribe, and keeps those that are retained. */
final class Router {
    private final Broker broker;
    private final Subscribers subscribers = new Subscribers();
    private final Retained retained;

    Router(Broker broker) {
        this.broker = broker;
        this.retained = new Retained(broker.limits().retainedBytes());
    }

    Subscribers subscribers() {
        return subscribers;
    }

    Retained retained() {
        return retained;
    }

    /** To all who subscribe and may read it. True where someone subscribes. */
    boolean route(Routed message) {
        if (message.retain()) {
            retain(message);
        }
        return distribute(message);
    }

    private boolean distribute(Routed message) {
        List<Subscription> matching = new ArrayList<>();
        subscribers.matching(message.topic(), matching::add);
        if (matching.size() == 1) {
            deliver(message, matching);
        } else if (matching.size() > 1) {
            Map<Session, List<Subscription>> bySession = new LinkedHashMap<>();
            for (Subscription subscription : matching) {
                if (subscription.shared()) {
                    deliver(message, List.of(subscription));
                } else {
                    bySession
                            .computeIfAbsent(subscription.session(), session -> new ArrayList<>(1))
                            .add(subscription);
                }
            }
            bySession.values().forEach(own -> deliver(message, own));
        }
        return !matching.isEmpty();
    }

    /** Once for all subscriptions of a session that match: the highest QoS, every identifier [MQTT-3.3.4-2], [MQTT-3.3.4-5]. */
    private void deliver(Routed message, List<Subscription> own) {
        Session session = own.get(0).session();
        int qos = -1;
        boolean retain = false;
        List<Integer> identifiers = new ArrayList<>(1);
        for (Subscription subscription : own) {
            if (subscription.request().noLocal() && message.publisher() == session) {
                continue; // [MQTT-3.8.3-3]
            }
            qos = Math.max(qos, subscription.request().qos());
            retain |= subscription.request().retainAsPublished() && message.retain();
            if (subscription.identifier() > 0) {
                identifiers.add(subscription.identifier());
            }
        }
        if (qos >= 0 && broker.access().mayRead(session.principal, message.topic())) {
            session.outbox().offer(Queued.of(message, Math.min(qos, message.qos()), retain, identifiers));
        }
    }

    private CompletionStage<@Nullable Void> retain(Routed message) {
        if (message.payload().length == 0) {
            retained.remove(message.topic()); // [MQTT-3.3.1-6]
        } else if (!retained.put(message)) {
            broker.count(Count.RETAINED_REFUSED_LIMIT);
            return broker.storage().retain(message.emptied());
        }
        return broker.storage().retain(message);
    }

    void unretain(Routed message) {
        retain(message.emptied());
    }

    /** From any thread: publishes as the gateway. */
    CompletionStage<@Nullable Void> publish(Publication publication) {
        Properties.Builder properties = Properties.builder();
        if (!publication.contentType().isEmpty()) {
            properties.text(Property.CONTENT_TYPE, publication.contentType());
        }
        publication.properties().forEach(pair -> properties.pair(pair.getKey(), pair.getValue()));
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        broker.loop().execute(() -> {
            Routed message = Routed.of(
                    publication.topic(),
                    publication.payload(),
                    1,
                    publication.retain(),
                    properties.build(),
                    broker.now(),
                    null);
            CompletionStage<@Nullable Void> kept =
                    message.retain() ? retain(message) : CompletableFuture.completedFuture(null);
            distribute(message);
            kept.whenComplete((none, error) -> {
                if (error == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(error);
                }
            });
        });
        return done;
    }
}
