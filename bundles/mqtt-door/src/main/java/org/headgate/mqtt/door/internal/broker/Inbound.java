package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.headgate.api.access.Principal;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** The way in of one connection: offers each PUBLISH to intake, and answers in the order of the packets once intake has stored them (§4.6). */
final class Inbound {
    private static final long INTAKE_ABSENT_RETRY_MILLIS = 1000;

    /** A PUBLISH or PUBREL that is not answered yet. */
    private static final class Exchange {
        final PacketType type;
        final int packetId;
        final int qos;
        final long size;
        final @Nullable Routed message;
        final long originKey;
        int code = Reason.SUCCESS;
        Properties properties = Properties.NONE;
        boolean done;
        boolean failed;
        String failure = "";

        Exchange(PacketType type, int packetId, int qos, long size, @Nullable Routed message, long originKey) {
            this.type = type;
            this.packetId = packetId;
            this.qos = qos;
            this.size = size;
            this.message = message;
            this.originKey = originKey;
        }
    }

    private record Offer(Exchange exchange, Message message) {}

    private final Connection connection;
    private final Session session;
    private final Broker broker;
    private final Deque<Exchange> exchanges = new ArrayDeque<>();
    private @Nullable Offer refused;
    private final Set<Integer> repeated = new HashSet<>();
    private boolean full;
    private long bytes;
    private int unacknowledged;

    Inbound(Connection connection, Session session, Broker broker) {
        this.connection = connection;
        this.session = session;
        this.broker = broker;
    }

    /** Exchanges of QoS 1 and 2 under way, as Receive Maximum counts them (§4.9). */
    int unacknowledged() {
        return unacknowledged + session.held.size();
    }

    boolean paused() {
        return refused != null || full;
    }

    void publish(Publish packet, String topic) throws ProtocolViolation {
        Principal principal = session.principal;
        if (packet.qos() == 2 && resent(packet)) {
            return;
        }
        int forbidden = forbidden(principal, packet, topic);
        Routed message = Routed.of(
                topic, packet.payload(), packet.qos(), packet.retain(), packet.properties(), broker.now(), session);
        if (forbidden != Reason.SUCCESS) {
            refuse(packet, forbidden, topic);
            return;
        }
        long key = packet.qos() == 0 ? 0 : Origins.key(session, packet);
        Exchange exchange =
                new Exchange(PacketType.PUBLISH, packet.packetId(), packet.qos(), message.size(), message, key);
        enqueue(exchange);
        offer(new Offer(exchange, message(principal, packet, topic, key)));
        advance();
    }

    /** [MQTT-4.3.3-10]: an identifier that is in use is answered again, and its message is not taken again. */
    private boolean resent(Publish packet) throws ProtocolViolation {
        boolean known = session.held.containsKey(packet.packetId());
        if (known && !packet.duplicate() && !repeated.add(packet.packetId())) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "an identifier in use was sent again without DUP"); // [MQTT-3.3.1-1]
        }
        if (known) {
            Exchange exchange = new Exchange(PacketType.PUBREC, packet.packetId(), 0, 0, null, 0);
            exchange.done = true;
            enqueue(exchange);
            advance();
            return true;
        }
        return exchanges.stream().anyMatch(exchange -> exchange.qos == 2 && exchange.packetId == packet.packetId());
    }

    private int forbidden(Principal principal, Publish packet, String topic) {
        if (!broker.access().mayPublish(principal, topic)) {
            return payment(principal, topic) ? Reason.IMPLEMENTATION_SPECIFIC : Reason.NOT_AUTHORIZED;
        }
        String responseTopic = packet.properties().text(Property.RESPONSE_TOPIC);
        return responseTopic != null && Access.feeds(responseTopic) ? Reason.TOPIC_NAME_INVALID : Reason.SUCCESS;
    }

    private static boolean payment(Principal principal, String topic) {
        return principal instanceof Principal.Buyer
                && topic.startsWith(Access.FEEDS)
                && topic.endsWith("/pay")
                && topic.indexOf('/', Access.FEEDS.length()) == topic.length() - 4;
    }

    /** §3.3.5: MQTT 5 is told; 3.1.1 cannot be, and gets the acknowledgement of QoS [MQTT-3.3.5-2]. */
    private void refuse(Publish packet, int code, String topic) {
        broker.count(Count.PUBLISHES_NOT_AUTHORIZED);
        if (packet.qos() == 0) {
            return;
        }
        boolean told = connection.version().five();
        if (!told && packet.qos() == 2) {
            session.hold(packet.packetId(), new Session.Held(null, 0, 0));
        }
        PacketType type = packet.qos() == 1 ? PacketType.PUBACK : PacketType.PUBREC;
        Exchange exchange = new Exchange(type, packet.packetId(), 0, 0, null, 0);
        exchange.code = told ? code : Reason.SUCCESS;
        exchange.done = true;
        if (told && !topic.startsWith("$")) {
            exchange.properties = Properties.builder()
                    .text(Property.REASON_STRING, reason(code, topic))
                    .build();
        }
        enqueue(exchange);
        advance();
    }

    private static String reason(int code, String topic) {
        return switch (code) {
            case Reason.TOPIC_NAME_INVALID -> "responses_elsewhere: the Response Topic may not lie in feeds/";
            case Reason.IMPLEMENTATION_SPECIFIC -> "payments_absent: no bundle here takes payments over MQTT";
            default -> "not_authorized: no right to publish to " + topic;
        };
    }

    private Message message(Principal principal, Publish packet, String topic, long key) {
        Trust trust = principal instanceof Principal.Device device ? device.trust() : Trust.UNKNOWN;
        String contentType = packet.properties().text(Property.CONTENT_TYPE);
        return new Message(
                "mqtt",
                "mqtt-door",
                topic,
                principal.name(),
                trust,
                Origins.mediaType(contentType),
                packet.payload(),
                broker.now(),
                packet.qos() == 0 ? null : Origins.origin(key, packet, connection.resumed()));
    }

    private void enqueue(Exchange exchange) {
        exchanges.add(exchange);
        bytes += exchange.size;
        broker.inflight(exchange.size);
        unacknowledged += exchange.qos > 0 ? 1 : 0;
        if (!full
                && (bytes > broker.limits().inflightBytes()
                        || broker.inflightBytes() > broker.limits().inflightTotal())) {
            full = true;
            connection.pause();
        }
    }

    private void offer(Offer offer) {
        Intake intake = broker.services().intake();
        if (intake == null && offer.exchange.qos == 0) {
            offer.exchange.done = true;
            return;
        }
        if (intake == null) {
            hold(offer, INTAKE_ABSENT_RETRY_MILLIS);
            return;
        }
        CompletionStage<Outcome> stage = intake.accept(offer.message);
        CompletableFuture<Outcome> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            if (offer.exchange.qos == 0) {
                offer.exchange.done = true;
                return;
            }
            future.whenComplete(
                    (outcome, error) -> broker.loop().execute(() -> stored(offer.exchange, outcome, error)));
            return;
        }
        Outcome outcome = future.isCompletedExceptionally() ? null : future.getNow(null);
        if (outcome instanceof Outcome.Refused refusal) {
            hold(offer, refusal.retryAfterMillis());
        } else if (outcome == null) {
            settle(offer.exchange, null);
        } else {
            settle(offer.exchange, outcome);
        }
    }

    /** Nothing was taken: the message waits here, nothing more is read from this connection, and its keep alive rests. */
    private void hold(Offer offer, long retryAfterMillis) {
        if (refused == null) {
            broker.count(Count.PUBLISHES_REFUSED_BY_INTAKE);
        }
        refused = offer;
        connection.pause();
        broker.loop().later(this::retry, Math.max(10, Math.min(retryAfterMillis, 60_000)));
    }

    private void retry() {
        Offer offer = refused;
        if (offer == null || connection.closed()) {
            return;
        }
        refused = null;
        offer(offer);
        advance();
        resume();
    }

    private void stored(Exchange exchange, @Nullable Outcome outcome, @Nullable Throwable error) {
        settle(exchange, error == null ? outcome : null);
        advance();
    }

    private void settle(Exchange exchange, @Nullable Outcome outcome) {
        exchange.done = true;
        if (outcome == null || outcome instanceof Outcome.Refused) {
            exchange.failed = true;
            exchange.failure = outcome instanceof Outcome.Refused refusal
                    ? refusal.code() + ": " + refusal.reason()
                    : "intake_failed: the message could not be stored";
        } else if (outcome instanceof Outcome.Quarantined quarantined) {
            broker.count(Count.PUBLISHES_QUARANTINED);
            exchange.properties = Properties.builder()
                    .text(Property.REASON_STRING, quarantined.reason())
                    .pair("headgate-reason", quarantined.code())
                    .build();
        } else if (outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Ignored) {
            exchange.code = Reason.NO_MATCHING_SUBSCRIBERS;
        }
    }

    void release(int packetId) {
        repeated.remove(packetId);
        Session.Held held = session.release(packetId);
        Exchange exchange = new Exchange(PacketType.PUBREL, packetId, 0, 0, held == null ? null : held.message(), 0);
        enqueue(exchange);
        if (held == null) {
            exchange.done = true;
            advance();
            return;
        }
        broker.storage().released(session, packetId);
        if (held.message() != null) {
            broker.route(held.message());
        }
        Intake intake = broker.services().intake();
        if (intake == null || held.originKey() == 0) {
            exchange.done = true;
            advance();
            return;
        }
        intake.release(held.originKey())
                .whenComplete((none, error) -> broker.loop().execute(() -> {
                    exchange.done = true;
                    advance();
                }));
    }

    /** Answers what is done, up to the first that is not. */
    private void advance() {
        Exchange next = exchanges.peek();
        while (next != null && next.done) {
            exchanges.poll();
            bytes -= next.size;
            broker.inflight(-next.size);
            unacknowledged -= next.qos > 0 ? 1 : 0;
            if (connection.closed()) {
                unanswered(next);
            } else if (next.failed) {
                connection.close(Reason.QUOTA_EXCEEDED, next.failure);
            } else {
                answer(next);
            }
            next = exchanges.peek();
        }
        if (full && bytes <= broker.limits().inflightBytes() / 2) {
            full = false;
            resume();
        }
    }

    private void answer(Exchange exchange) {
        switch (exchange.type) {
            case PUBLISH -> answerPublish(exchange);
            case PUBREL -> connection.send(new Acknowledgement(PacketType.PUBCOMP, exchange.packetId));
            default -> acknowledge(exchange.type, exchange, exchange.code);
        }
    }

    /** The connection is gone: what is stored is still routed, or held until its PUBREL comes in the resumed session. */
    private void unanswered(Exchange exchange) {
        Routed message = exchange.message;
        if (exchange.type != PacketType.PUBLISH || exchange.failed || message == null) {
            return;
        }
        if (exchange.qos < 2) {
            broker.route(message);
        } else if (session.persistent() && !session.held.containsKey(exchange.packetId)) {
            hold(exchange, message);
        }
    }

    private void hold(Exchange exchange, Routed message) {
        Session.Held held = new Session.Held(message, exchange.originKey, message.size());
        session.hold(exchange.packetId, held);
        broker.storage().held(session, exchange.packetId, held);
    }

    private void answerPublish(Exchange exchange) {
        Routed message = exchange.message;
        if (message == null) {
            return;
        }
        if (exchange.qos == 2) {
            hold(exchange, message);
            if (session.heldBytes > broker.limits().queueBytes()) {
                connection.close(Reason.QUOTA_EXCEEDED, "unreleased_messages: PUBREL is missing for too many messages");
                return;
            }
            acknowledge(PacketType.PUBREC, exchange, Reason.SUCCESS);
            return;
        }
        boolean subscribed = broker.route(message);
        if (exchange.qos == 1) {
            acknowledge(PacketType.PUBACK, exchange, subscribed ? Reason.SUCCESS : exchange.code);
        }
    }

    private void acknowledge(PacketType type, Exchange exchange, int code) {
        int shown = connection.version().five() ? code : Reason.SUCCESS;
        connection.send(new Acknowledgement(type, exchange.packetId, shown, exchange.properties));
    }

    private void resume() {
        if (!paused() && !connection.closed()) {
            connection.resume();
        }
    }

    /** The connection is gone. What intake did not take is the client's to send again. */
    void abandon() {
        Offer offer = refused;
        refused = null;
        if (offer != null) {
            settle(offer.exchange, null);
        }
        advance();
    }
}
