package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.topic.DurableTopic;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** What one session is still to get: a bounded queue, and what is under way within the client's Receive Maximum (§4.9). */
final class Outbox {
    /** How far an exchange towards the client is (§4.3.2, §4.3.3). */
    enum Stage {
        AWAITING_PUBACK,
        AWAITING_PUBREC,
        AWAITING_PUBCOMP
    }

    /** What a message weighs that is held by {@link Retained} anyway. */
    private static final long REFERENCE_BYTES = 64;

    /**
     * @param weight what it counts against the queue's limits
     * @param row of the stored copy, 0: none
     * @param exchange the packet identifier under which it was sent, negative once PUBREC has come, 0: not sent
     */
    record Queued(
            Routed message, int qos, boolean retain, List<Integer> identifiers, long weight, long row, int exchange) {
        Queued stored(long newRow) {
            return new Queued(message, qos, retain, identifiers, weight, newRow, exchange);
        }

        Queued exchange(int newExchange) {
            return new Queued(message, qos, retain, identifiers, weight, row, newExchange);
        }
    }

    private static final class Outgoing {
        final Publish packet;

        @Nullable
        Queued queued;

        final @Nullable Cursor cursor;
        final long position;
        Stage stage;

        Outgoing(Publish packet, @Nullable Queued queued, @Nullable Cursor cursor, long position) {
            this.packet = packet;
            this.queued = queued;
            this.cursor = cursor;
            this.position = position;
            this.stage = packet.qos() == 1 ? Stage.AWAITING_PUBACK : Stage.AWAITING_PUBREC;
        }
    }

    private final Session session;
    private final Broker broker;
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final Map<Integer, Outgoing> inflight = new LinkedHashMap<>();
    private long queuedBytes;
    private long inflightBytes;
    private int lastId;
    private boolean refillable;

    Outbox(Session session, Broker broker) {
        this.session = session;
        this.broker = broker;
    }

    int inflight() {
        return inflight.size();
    }

    /** A retained message for a new subscription. */
    void offerRetained(Routed message, int qos, List<Integer> identifiers) {
        offer(new Queued(message, qos, true, identifiers, REFERENCE_BYTES, 0, 0));
    }

    /** Takes a message for the client: sends it at once where that is allowed, queues it otherwise. */
    void offer(Routed message, int qos, boolean retain, List<Integer> identifiers) {
        offer(new Queued(message, qos, retain, identifiers, message.size(), 0, 0));
    }

    private void offer(Queued queued) {
        int qos = queued.qos();
        Connection connection = session.connection;
        if (connection == null && (!session.persistent() || qos == 0)) {
            return;
        }
        if (connection != null && queue.isEmpty() && room(connection, qos)) {
            send(connection, queued);
        } else {
            enqueue(connection, queued);
        }
    }

    private void enqueue(@Nullable Connection connection, Queued queued) {
        long size = queued.weight();
        Limits limits = broker.limits();
        if (queuedBytes + size > limits.queueBytes() || broker.queuedBytes() + size > limits.queueTotal()) {
            broker.count(
                    queued.qos() == 0 && connection != null
                            ? Count.MESSAGES_DROPPED_SLOW_READER
                            : Count.MESSAGES_DROPPED_QUEUE_FULL);
            return;
        }
        queuedBytes += size;
        broker.queued(size);
        queue.add(connection == null ? broker.storage().queue(session, queued) : queued);
    }

    /** A message that was stored before a restart. */
    void restore(Queued queued) {
        if (queued.exchange() != 0) {
            underWay(queued);
            return;
        }
        queuedBytes += queued.weight();
        broker.queued(queued.weight());
        queue.add(queued);
    }

    private void underWay(Queued queued) {
        int id = Math.abs(queued.exchange());
        Publish packet = packet(queued, id, broker.now());
        Outgoing outgoing = new Outgoing(packet, queued, null, 0);
        outgoing.stage = queued.exchange() < 0 ? Stage.AWAITING_PUBCOMP : outgoing.stage;
        inflight.put(id, outgoing);
        weigh(outgoing, 1);
    }

    /** What is under way counts like what waits: who never acknowledges holds it. What a cursor reads is in the journal's tail anyway. */
    private void weigh(Outgoing outgoing, int sign) {
        long change = sign * (long) outgoing.packet.payload().length;
        inflightBytes += change;
        if (outgoing.queued != null) {
            broker.queued(change);
        }
    }

    /** However full it is, each may have one message under way: a client that acknowledges goes on. */
    private boolean room(Connection connection, int qos) {
        return window(connection, qos)
                && (qos == 0
                        || inflight.isEmpty()
                        || broker.queuedBytes() < broker.limits().queueTotal());
    }

    private boolean window(Connection connection, int qos) {
        return connection.writable()
                && (qos == 0
                        || inflight.size() < connection.sendMaximum()
                                && inflightBytes < broker.limits().queueBytes());
    }

    /** As {@link #pump}, where an acknowledgement has made room since. */
    void refill() {
        if (refillable) {
            pump();
        }
    }

    /** Sends as much as may be sent now: the queue first, then what the cursors hold. */
    void pump() {
        refillable = false;
        Connection connection = session.connection;
        if (connection == null) {
            return;
        }
        Queued next = queue.peek();
        while (next != null && room(connection, next.qos())) {
            queue.poll();
            unqueue(next);
            send(connection, next);
            next = queue.peek();
        }
        if (next == null) {
            session.cursors.pump(connection);
        }
    }

    private void unqueue(Queued queued) {
        queuedBytes -= queued.weight();
        broker.queued(-queued.weight());
    }

    private void send(Connection connection, Queued queued) {
        Routed message = queued.message();
        long now = broker.now();
        if (message.expired(now)) {
            broker.count(Count.MESSAGES_DROPPED_EXPIRED);
            broker.storage().unqueue(session, queued);
            return;
        }
        int id = queued.qos() == 0 ? 0 : nextId();
        boolean sent = transmit(connection, packet(queued, id, now), queued, null, 0);
        if (!sent || queued.qos() == 0) {
            broker.storage().unqueue(session, queued);
        }
    }

    /** Sends one item of a durable topic; {@link #mayDeliver} was asked before. */
    void deliver(Connection connection, Cursor cursor, DurableTopic.Item item) {
        int id = cursor.qos == 0 ? 0 : nextId();
        transmit(connection, cursor.packet(item, id, connection.version()), null, cursor, item.position());
    }

    boolean mayDeliver(Connection connection, int qos) {
        return queue.isEmpty() && window(connection, qos);
    }

    /** [MQTT-3.1.2-25]: what is larger than the client takes is dropped as if it had been delivered. */
    private boolean transmit(
            Connection connection, Publish packet, @Nullable Queued queued, @Nullable Cursor cursor, long position) {
        if (!connection.client().fits(packet)) {
            broker.count(Count.MESSAGES_DROPPED_TOO_LARGE);
            return false;
        }
        if (packet.qos() > 0) {
            Outgoing outgoing = new Outgoing(packet, queued, cursor, position);
            inflight.put(packet.packetId(), outgoing);
            if (packet.qos() == 2) {
                note(outgoing, packet.packetId());
            }
            weigh(outgoing, 1);
        }
        connection.send(packet);
        broker.count(Count.MESSAGES_DELIVERED);
        return true;
    }

    private static Publish packet(Queued queued, int id, long now) {
        Routed message = queued.message();
        Properties properties = properties(message, queued.identifiers(), now);
        return new Publish(message.topic(), message.payload(), queued.qos(), queued.retain(), false, id, properties);
    }

    /** §3.3.2.3.3: the interval that is left; §3.3.2.3.8: each matching identifier. */
    private static Properties properties(Routed message, List<Integer> identifiers, long now) {
        if (identifiers.isEmpty() && message.expiresAt() == Long.MAX_VALUE) {
            return message.properties();
        }
        Properties.Builder properties = Properties.builder();
        for (Properties.Value value : message.properties().values()) {
            if (value.property() == Property.MESSAGE_EXPIRY_INTERVAL) {
                properties.number(value.property(), Math.max(1, (message.expiresAt() - now + 999) / 1000));
            } else {
                properties.add(value);
            }
        }
        identifiers.forEach(id -> properties.number(Property.SUBSCRIPTION_IDENTIFIER, id));
        return properties.build();
    }

    /** The client knows this exchange of QoS 2 by its identifier: it must be the same after a restart. */
    private void note(Outgoing outgoing, int exchange) {
        if (outgoing.queued != null) {
            outgoing.queued = outgoing.queued.exchange(exchange);
            broker.storage().exchange(outgoing.queued);
        }
    }

    private int nextId() {
        do {
            lastId = lastId == 0xFFFF ? 1 : lastId + 1;
        } while (inflight.containsKey(lastId));
        return lastId;
    }

    /** PUBACK, PUBREC or PUBCOMP from the client. False where the exchange is of another kind (§4.3): a protocol error. */
    boolean acknowledged(Connection connection, Acknowledgement packet) {
        Outgoing outgoing = inflight.get(packet.packetId());
        PacketType type = packet.type();
        if (outgoing == null) {
            if (type == PacketType.PUBREC && packet.code() < 0x80) {
                connection.send(new Acknowledgement(PacketType.PUBREL, packet.packetId()));
            }
            return true;
        }
        switch (outgoing.stage) {
            case AWAITING_PUBACK -> {
                return type == PacketType.PUBACK && finish(packet.packetId(), outgoing);
            }
            case AWAITING_PUBREC -> {
                if (type != PacketType.PUBREC) {
                    return false;
                }
                if (packet.code() >= Reason.UNSPECIFIED) {
                    return finish(packet.packetId(), outgoing); // [MQTT-4.3.3-4]
                }
                outgoing.stage = Stage.AWAITING_PUBCOMP;
                note(outgoing, -packet.packetId());
                connection.send(new Acknowledgement(PacketType.PUBREL, packet.packetId()));
                return true;
            }
            default -> {
                if (type == PacketType.PUBREC) {
                    connection.send(new Acknowledgement(PacketType.PUBREL, packet.packetId()));
                    return true;
                }
                return type == PacketType.PUBCOMP && finish(packet.packetId(), outgoing);
            }
        }
    }

    private boolean finish(int packetId, Outgoing outgoing) {
        inflight.remove(packetId);
        weigh(outgoing, -1);
        if (outgoing.queued != null) {
            broker.storage().unqueue(session, outgoing.queued);
        }
        if (outgoing.cursor != null) {
            session.cursors.moved();
        }
        refillable = true;
        return true;
    }

    /** §4.4: what was under way is sent again, in its order, with DUP. */
    void resume(Connection connection) {
        for (Map.Entry<Integer, Outgoing> entry : new ArrayList<>(inflight.entrySet())) {
            Outgoing outgoing = entry.getValue();
            if (outgoing.stage == Stage.AWAITING_PUBCOMP) {
                connection.send(new Acknowledgement(PacketType.PUBREL, entry.getKey()));
            } else if (connection.client().fits(outgoing.packet)) {
                Publish packet = outgoing.packet;
                connection.send(new Publish(
                        packet.topic(),
                        packet.payload(),
                        packet.qos(),
                        packet.retain(),
                        true,
                        packet.packetId(),
                        packet.properties()));
            } else {
                finish(entry.getKey(), outgoing);
            }
        }
        pump();
    }

    /** The session stays without a connection: what is not stored yet is, what has QoS 0 goes. */
    void suspend() {
        List<Queued> kept = new ArrayList<>();
        inflight.forEach(this::keep);
        for (Queued queued : queue) {
            if (queued.qos() == 0) {
                unqueue(queued);
            } else {
                kept.add(queued.row() == 0 ? broker.storage().queue(session, queued) : queued);
            }
        }
        queue.clear();
        queue.addAll(kept);
    }

    private void keep(int id, Outgoing outgoing) {
        Queued queued = outgoing.queued;
        if (queued == null) {
            return;
        }
        Queued sent = queued.exchange(outgoing.stage == Stage.AWAITING_PUBCOMP ? -id : id);
        if (queued.row() == 0) {
            outgoing.queued = broker.storage().queue(session, sent);
        } else if (sent.exchange() != queued.exchange()) {
            outgoing.queued = sent;
            broker.storage().exchange(sent);
        }
    }

    /** The least position of a cursor that the client has not acknowledged, or {@code otherwise}. */
    long oldest(Cursor cursor, long otherwise) {
        long oldest = otherwise;
        for (Outgoing outgoing : inflight.values()) {
            if (outgoing.cursor == cursor && outgoing.position < oldest) {
                oldest = outgoing.position;
            }
        }
        return oldest;
    }

    void clear() {
        queue.forEach(this::unqueue);
        queue.clear();
        inflight.values().forEach(outgoing -> weigh(outgoing, -1));
        inflight.clear();
    }
}
