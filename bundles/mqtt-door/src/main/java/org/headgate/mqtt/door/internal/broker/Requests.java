package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.headgate.api.access.Principal;
import org.headgate.api.topic.RequestHandler;
import org.headgate.api.topic.RequestHandler.Reply;
import org.headgate.api.topic.RequestHandler.Request;
import org.headgate.api.topic.RequestHandler.RequestRefused;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What buyers ask by publishing: judged here, answered by a {@link RequestHandler}, and told to the one session that asked. */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final int LARGEST_BYTES = 64 * 1024;
    private static final int MOST = 256;
    private static final int PATIENCE_SECONDS = 300;

    /** What a request is acknowledged with. */
    record Verdict(int code, String reason) {
        static final Verdict ANSWERED = new Verdict(Reason.SUCCESS, "");
    }

    private final Broker broker;
    /** Buyers whose request is not answered yet, connected or not. */
    private final Set<String> asking = new HashSet<>();

    private volatile int open;

    Requests(Broker broker) {
        this.broker = broker;
    }

    /** From any thread. */
    int open() {
        return open;
    }

    /** Why it is not even asked, or null. */
    @Nullable
    Verdict obstacle(Connection connection, Session session, Publish packet) {
        String own = Access.replyTopic(session.principal.name());
        String responseTopic = packet.properties().text(Property.RESPONSE_TOPIC);
        if (!connection.version().five() || packet.qos() == 0) {
            return new Verdict(Reason.IMPLEMENTATION_SPECIFIC, "no_way_to_answer: ask by MQTT 5, with QoS 1");
        }
        if (packet.qos() == 2) {
            return new Verdict(Reason.IMPLEMENTATION_SPECIFIC, "qos_1_only: ask with QoS 1");
        }
        if (responseTopic == null || !responseTopic.startsWith(own)) {
            return new Verdict(
                    Reason.TOPIC_NAME_INVALID, "response_topic: give a Response Topic of your own, below " + own);
        }
        if (subscriptions(session, responseTopic).isEmpty()) {
            return new Verdict(
                    Reason.TOPIC_NAME_INVALID,
                    "not_subscribed: subscribe to the Response Topic first, else the answer would be lost");
        }
        return limit(session, packet);
    }

    private @Nullable Verdict limit(Session session, Publish packet) {
        String reason = "";
        if (packet.payload().length > LARGEST_BYTES) {
            reason = "request_too_large: %d bytes, %d are the most".formatted(packet.payload().length, LARGEST_BYTES);
        } else if (asking.contains(session.principal.name())) {
            reason = "request_open: one at a time; the one before is not answered yet";
        } else if (asking.size() >= MOST) {
            reason = "requests_limit: %d are being answered; ask again in a moment".formatted(MOST);
        }
        if (reason.isEmpty()) {
            return null;
        }
        broker.count(Count.REQUESTS_REFUSED_LIMIT);
        return new Verdict(Reason.QUOTA_EXCEEDED, reason);
    }

    /** @param acknowledged told on the loop what to acknowledge with, before the answer is sent */
    void ask(
            RequestHandler handler,
            Session session,
            Principal.Buyer buyer,
            Publish packet,
            String topic,
            Consumer<Verdict> acknowledged) {
        broker.count(Count.REQUESTS_RECEIVED);
        asking.add(buyer.name());
        open = asking.size();
        String type = packet.properties().text(Property.CONTENT_TYPE);
        handled(handler, new Request(buyer, session.clientId, topic, packet.payload(), type == null ? "" : type))
                .whenComplete((reply, failure) -> broker.loop().execute(() -> {
                    asking.remove(buyer.name());
                    open = asking.size();
                    acknowledged.accept(reply == null ? refusal(topic, failure) : Verdict.ANSWERED);
                    if (reply != null) {
                        answer(session, packet.properties(), reply);
                    }
                }));
    }

    private static CompletableFuture<Reply> handled(RequestHandler handler, Request request) {
        try {
            return handler.handle(request).toCompletableFuture().copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException | LinkageError e) { // its bundle stops at this moment
            return CompletableFuture.failedFuture(e);
        }
    }

    private Verdict refusal(String topic, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof RequestRefused refused) {
            return new Verdict(code(refused.kind()), refused.code() + ": " + refused.getMessage());
        }
        broker.count(Count.REQUESTS_FAILED);
        LOG.warn("A request on {} was not answered", topic, cause);
        return new Verdict(Reason.UNSPECIFIED, "request_failed: not answered now; ask again");
    }

    private static int code(RequestRefused.Kind kind) {
        return switch (kind) {
            case MALFORMED -> Reason.PAYLOAD_FORMAT_INVALID;
            case NOT_AUTHORIZED -> Reason.NOT_AUTHORIZED;
            case LIMIT -> Reason.QUOTA_EXCEEDED;
            case NOT_NOW -> Reason.IMPLEMENTATION_SPECIFIC;
        };
    }

    private void answer(Session session, Properties asked, Reply reply) {
        String topic = asked.text(Property.RESPONSE_TOPIC);
        byte[] correlation = asked.binary(Property.CORRELATION_DATA);
        List<Subscription> matching = topic == null ? List.of() : subscriptions(session, topic);
        if (topic == null || matching.isEmpty() || !broker.sessions().knows(session)) {
            broker.count(Count.REPLIES_LOST);
            return;
        }
        Properties.Builder properties = Properties.builder().text(Property.CONTENT_TYPE, reply.contentType());
        if (correlation != null) {
            properties.binary(Property.CORRELATION_DATA, correlation);
        }
        int qos = 0;
        List<Integer> identifiers = new ArrayList<>(1);
        for (Subscription subscription : matching) {
            qos = Math.max(qos, subscription.request().qos());
            if (subscription.identifier() > 0) {
                identifiers.add(subscription.identifier());
            }
        }
        Routed message = Routed.of(topic, reply.payload(), 1, false, properties.build(), broker.now(), null);
        session.outbox().offer(Queued.of(message, Math.min(qos, 1), false, identifiers));
    }

    private static List<Subscription> subscriptions(Session session, String topic) {
        return session.subscriptions().stream()
                .filter(subscription -> Topics.matches(subscription.filter(), topic))
                .toList();
    }
}
