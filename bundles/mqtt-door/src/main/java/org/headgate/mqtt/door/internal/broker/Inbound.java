package org.headgate.mqtt.door.internal.broker;

import java.util.HashSet;
import java.util.Set;
import org.headgate.api.access.Principal;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.RequestHandler;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** The way in of one connection: offers each PUBLISH to intake, and answers in the order of the packets once intake has stored them (§4.6). */
final class Inbound {
    private final Connection connection;
    private final Session session;
    private final Broker broker;
    private final boolean resumed;
    private final Offers offers;
    private final Exchanges exchanges = new Exchanges();
    /** Routed or held, and to be answered once that is on disk. */
    private final Exchanges leaving = new Exchanges();
    /** Identifiers in use that came again without DUP. */
    private Set<Integer> repeated = Set.of();

    private boolean full;
    private long bytes;
    private int underWay;

    /** @param resumed whether the session was there before the connection */
    Inbound(Connection connection, Session session, Broker broker, boolean resumed) {
        this.connection = connection;
        this.session = session;
        this.broker = broker;
        this.resumed = resumed;
        this.offers = new Offers(connection, broker, this);
    }

    /** What is left of the client's quota is counted as the client counts it: anew with each connection (§4.9). */
    int underWay() {
        return underWay;
    }

    void publish(Publish packet, String topic) throws ProtocolViolation {
        if (packet.qos() == 2 && resent(packet)) {
            return;
        }
        underWay += packet.qos() > 0 ? 1 : 0;
        if (session.principal instanceof Principal.Buyer buyer) {
            RequestHandler handler = broker.services().requestHandler(topic);
            if (handler != null) {
                request(handler, buyer, packet, topic);
                return;
            }
        }
        int verdict = PublishRights.judge(broker.access(), session.principal, packet, topic);
        if (verdict != Reason.SUCCESS) {
            refuse(packet, verdict, topic.startsWith("$") ? "" : PublishRights.reason(verdict, topic));
            return;
        }
        Routed message = Routed.of(
                topic, packet.payload(), packet.qos(), packet.retain(), packet.properties(), broker.now(), session);
        long key = packet.qos() == 0 ? 0 : Origins.key(session, topic, packet);
        Exchange exchange = Exchange.publish(packet.packetId(), packet.qos(), message, key);
        enqueue(exchange);
        offers.offer(exchange, message(packet, topic, key));
        advance();
    }

    private void request(RequestHandler handler, Principal.Buyer buyer, Publish packet, String topic) {
        Requests.Verdict obstacle = broker.requests().obstacle(connection, session, packet);
        if (obstacle != null) {
            refuse(packet, obstacle.code(), obstacle.reason());
            return;
        }
        Exchange exchange = Exchange.request(packet.packetId(), packet.payload().length);
        enqueue(exchange);
        broker.requests().ask(handler, session, buyer, packet, topic, verdict -> {
            exchange.answer(verdict.code(), verdict.reason());
            advance();
        });
    }

    /** [MQTT-4.3.3-10]: an identifier that is in use is answered again, and its message is not taken again. */
    private boolean resent(Publish packet) throws ProtocolViolation {
        if (!session.holds(packet.packetId())) {
            return exchanges.has(packet.packetId());
        }
        if (!packet.duplicate() && !repeat(packet.packetId())) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "an identifier in use was sent again without DUP"); // [MQTT-3.3.1-1]
        }
        enqueue(Exchange.answered(PacketType.PUBREC, packet.packetId()));
        advance();
        return true;
    }

    private boolean repeat(int packetId) {
        if (repeated.isEmpty()) {
            repeated = new HashSet<>(2);
        }
        return repeated.add(packetId);
    }

    private void refuse(Publish packet, int code, String reason) {
        broker.count(Count.PUBLISHES_NOT_AUTHORIZED);
        if (packet.qos() == 0) {
            return;
        }
        boolean told = connection.version().five();
        if (!told && packet.qos() == 2) {
            session.hold(packet.packetId(), new Session.Held(null, 0, 0));
        }
        enqueue(PublishRights.refusal(packet, code, reason, told));
        advance();
    }

    private Message message(Publish packet, String topic, long key) {
        Principal principal = session.principal;
        return new Message(
                "mqtt",
                "mqtt-door",
                topic,
                principal.name(),
                principal instanceof Principal.Device device ? device.trust() : Trust.UNKNOWN,
                Origins.mediaType(packet.properties().text(Property.CONTENT_TYPE)),
                packet.payload(),
                broker.now(),
                packet.qos() == 0 ? null : Origins.origin(key, packet, resumed));
    }

    private void enqueue(Exchange exchange) {
        exchanges.add(exchange);
        bytes += exchange.size();
        broker.inflight(exchange.size());
        if (!full
                && (bytes > broker.limits().inflightBytes()
                        || broker.inflightBytes() > broker.limits().inflightTotal())) {
            full = true;
            connection.pause();
        }
    }

    /** @param outcome null where intake failed */
    void stored(Exchange exchange, @Nullable Outcome outcome) {
        settle(exchange, outcome);
        advance();
    }

    void settle(Exchange exchange, @Nullable Outcome outcome) {
        exchange.settle(outcome);
        if (outcome instanceof Outcome.Quarantined) {
            broker.count(Count.PUBLISHES_QUARANTINED);
        }
    }

    /** PUBREL: the message of QoS 2 goes on its way. It is forgotten after it was queued: what falls between may come twice, and is not lost. */
    void release(int packetId) {
        if (!repeated.isEmpty()) {
            repeated.remove(packetId);
        }
        Session.Held held = session.release(packetId);
        Exchange exchange = Exchange.release(packetId, held == null ? null : held.message());
        enqueue(exchange);
        long told = broker.storage().told();
        if (held != null) {
            if (held.message() != null) {
                broker.router().route(held.message());
            }
            broker.storage().released(session, packetId);
        }
        broker.whenKept(told, kept -> {
            exchange.fail(!kept, Subscriptions.NOT_KEPT);
            released(exchange, held);
        });
    }

    private void released(Exchange exchange, Session.@Nullable Held held) {
        Intake intake = broker.services().intake();
        if (held == null || intake == null || held.originKey() == 0) {
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

    /** Serves what is done, up to the first that is not. */
    void advance() {
        Exchange next = exchanges.peek();
        while (next != null && next.done) {
            exchanges.remove();
            serve(next);
            next = exchanges.peek();
        }
        if (full && bytes <= broker.limits().inflightBytes() / 2) {
            full = false;
            resume();
        }
    }

    private void serve(Exchange exchange) {
        if (connection.closed()) {
            unanswered(exchange);
            left(exchange);
            return;
        }
        long told = broker.storage().told();
        apply(exchange);
        if (leaving.isEmpty() && broker.storage().told() == told) {
            leave(exchange);
            return;
        }
        leaving.add(exchange);
        broker.whenKept(told, kept -> {
            exchange.kept = true;
            exchange.fail(!kept, Subscriptions.NOT_KEPT);
            depart();
        });
    }

    /** Answers leave in the order of the packets (§4.6). */
    private void depart() {
        Exchange next = leaving.peek();
        while (next != null && next.kept) {
            leaving.remove();
            leave(next);
            next = leaving.peek();
        }
        advance();
    }

    private void leave(Exchange exchange) {
        if (!connection.closed() && exchange.failed) {
            connection.close(Reason.QUOTA_EXCEEDED, exchange.failure);
        } else if (!connection.closed()) {
            answer(exchange);
        }
        left(exchange);
    }

    private void left(Exchange exchange) {
        bytes -= exchange.size();
        broker.inflight(-exchange.size());
    }

    /** What follows from a message that is stored. */
    private void apply(Exchange exchange) {
        Routed message = exchange.message;
        if (exchange.type != PacketType.PUBLISH || exchange.failed || message == null) {
            return;
        }
        if (exchange.qos == 2) {
            hold(exchange, message);
            exchange.fail(
                    session.heldBytes > broker.limits().queueBytes()
                            || broker.queuedBytes() > broker.limits().queueTotal(),
                    "unreleased_messages: PUBREL is missing for too many messages");
            exchange.code = Reason.SUCCESS;
        } else if (broker.router().route(message)) {
            exchange.code = Reason.SUCCESS;
        }
    }

    private void answer(Exchange exchange) {
        switch (exchange.type) {
            case PUBLISH -> {
                if (exchange.qos > 0 && exchange.message != null) {
                    acknowledge(exchange.qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, exchange, exchange.code);
                }
            }
            case PUBREL -> {
                returned();
                connection.send(new Acknowledgement(PacketType.PUBCOMP, exchange.packetId));
            }
            default -> acknowledge(exchange.type, exchange, exchange.code);
        }
    }

    private void acknowledge(PacketType type, Exchange exchange, int code) {
        if (type == PacketType.PUBACK || code >= Reason.UNSPECIFIED) {
            returned();
        }
        int shown = connection.version().five() ? code : Reason.SUCCESS;
        connection.send(new Acknowledgement(type, exchange.packetId, shown, exchange.properties));
    }

    private void returned() {
        underWay = Math.max(0, underWay - 1);
    }

    /** The connection is gone: what is stored is still routed, or held until its PUBREL comes in the resumed session. */
    private void unanswered(Exchange exchange) {
        Routed message = exchange.message;
        if (exchange.type != PacketType.PUBLISH || exchange.failed || message == null) {
            return;
        }
        if (exchange.qos < 2) {
            broker.router().route(message);
        } else if (session.persistent() && !session.holds(exchange.packetId)) {
            hold(exchange, message);
        }
    }

    private void hold(Exchange exchange, Routed message) {
        Session.Held held = new Session.Held(message, exchange.originKey, message.size());
        session.hold(exchange.packetId, held);
        broker.storage().held(session, exchange.packetId, held);
    }

    void resume() {
        if (!offers.waiting() && !full && !connection.closed()) {
            connection.resume();
        }
    }

    /** The connection is gone. */
    void abandon() {
        offers.abandon();
        advance();
    }
}
