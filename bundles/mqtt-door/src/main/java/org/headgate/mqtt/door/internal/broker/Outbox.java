package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.headgate.api.market.Entitlements.Charge;
import org.headgate.api.topic.DurableTopic;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.jspecify.annotations.Nullable;

/** What one session is still to get: a bounded queue, and what is under way within the client's Receive Maximum (§4.9). */
final class Outbox {
    private final Session session;
    private final Broker broker;
    private final Deque<Queued> queue = new ArrayDeque<>();
    private final UnderWay underWay;
    private long queuedBytes;
    private boolean refillable;

    Outbox(Session session, Broker broker) {
        this.session = session;
        this.broker = broker;
        this.underWay = new UnderWay(session, broker);
    }

    /** Takes a message for the client: sends it at once where that is allowed, queues it otherwise. */
    void offer(Queued queued) {
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
            underWay.restore(queued);
            return;
        }
        queuedBytes += queued.weight();
        broker.queued(queued.weight());
        queue.add(queued);
    }

    /** However full it is, each may have one message under way: a client that acknowledges goes on. */
    private boolean room(Connection connection, int qos) {
        return window(connection, qos)
                && (qos == 0
                        || underWay.size() == 0
                        || broker.queuedBytes() < broker.limits().queueTotal());
    }

    private boolean window(Connection connection, int qos) {
        return connection.writable()
                && (qos == 0
                        || underWay.size() < connection.sendMaximum()
                                && underWay.bytes() < broker.limits().queueBytes());
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
            Cursors cursors = session.cursors();
            if (cursors != null) {
                cursors.pump(connection);
            }
        }
    }

    private void unqueue(Queued queued) {
        queuedBytes -= queued.weight();
        broker.queued(-queued.weight());
    }

    private void send(Connection connection, Queued queued) {
        long now = broker.now();
        if (queued.message().expired(now)) {
            broker.count(Count.MESSAGES_DROPPED_EXPIRED);
            broker.storage().unqueue(session, queued);
            return;
        }
        int id = queued.qos() == 0 ? 0 : underWay.nextId();
        boolean sent = transmit(connection, queued.packet(id, now), queued, null, 0);
        if (!sent || queued.qos() == 0) {
            broker.storage().unqueue(session, queued);
        }
    }

    /** Sends one item of a durable topic; {@link #mayDeliver} was asked before. @param charge what was charged for it, or null */
    void deliver(Connection connection, Cursor cursor, DurableTopic.Item item, @Nullable Charge charge) {
        int id = cursor.qos == 0 ? 0 : underWay.nextId();
        transmit(connection, cursor.packet(item, id, connection.version(), charge), null, cursor, item.position());
    }

    /** How many messages of QoS 1 may be sent now. */
    int room(Connection connection) {
        return mayDeliver(connection, 1) ? connection.sendMaximum() - underWay.size() : 0;
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
            underWay.begin(packet, queued, cursor, position);
        }
        connection.send(packet);
        broker.count(Count.MESSAGES_DELIVERED);
        return true;
    }

    /** As {@link UnderWay#acknowledged}. */
    boolean acknowledged(Connection connection, Acknowledgement packet) {
        int before = underWay.size();
        boolean rightful = underWay.acknowledged(connection, packet);
        refillable |= underWay.size() < before;
        return rightful;
    }

    /** §4.4: what was under way is sent again, then what waits. */
    void resume(Connection connection) {
        underWay.resume(connection);
        pump();
    }

    /** The session stays without a connection: what is not stored yet is, what has QoS 0 goes. */
    void suspend() {
        underWay.suspend();
        List<Queued> kept = new ArrayList<>();
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

    /** As {@link UnderWay#oldest}. */
    long oldest(Cursor cursor, long otherwise) {
        return underWay.oldest(cursor, otherwise);
    }

    void clear() {
        queue.forEach(this::unqueue);
        queue.clear();
        underWay.clear();
    }
}
