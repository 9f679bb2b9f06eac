package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** The exchanges of QoS 1 and 2 with one client that are not complete, in the order in which they began (§4.3.2, §4.3.3). */
final class UnderWay {
    /** How far an exchange towards the client is. */
    private enum Stage {
        AWAITING_PUBACK,
        AWAITING_PUBREC,
        AWAITING_PUBCOMP
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
    private final Map<Integer, Outgoing> exchanges = new LinkedHashMap<>();
    private long bytes;
    private int lastId;

    UnderWay(Session session, Broker broker) {
        this.session = session;
        this.broker = broker;
    }

    int size() {
        return exchanges.size();
    }

    /** Of payloads. */
    long bytes() {
        return bytes;
    }

    int nextId() {
        do {
            lastId = lastId == 0xFFFF ? 1 : lastId + 1;
        } while (exchanges.containsKey(lastId));
        return lastId;
    }

    /** A packet that is about to be sent. @param queued null where a cursor holds it */
    void begin(Publish packet, @Nullable Queued queued, @Nullable Cursor cursor, long position) {
        Outgoing outgoing = new Outgoing(packet, queued, cursor, position);
        exchanges.put(packet.packetId(), outgoing);
        if (packet.qos() == 2) {
            note(outgoing, packet.packetId());
        }
        weigh(outgoing, 1);
    }

    /** What was sent before a restart. */
    void restore(Queued queued) {
        int id = Math.abs(queued.exchange());
        Outgoing outgoing = new Outgoing(queued.packet(id, broker.now()), queued, null, 0);
        outgoing.stage = queued.exchange() < 0 ? Stage.AWAITING_PUBCOMP : outgoing.stage;
        exchanges.put(id, outgoing);
        weigh(outgoing, 1);
    }

    /** What is under way counts like what waits: who never acknowledges holds it. What a cursor reads is in the journal's tail anyway. */
    private void weigh(Outgoing outgoing, int sign) {
        long change = sign * (long) outgoing.packet.payload().length;
        bytes += change;
        if (outgoing.queued != null) {
            broker.queued(change);
        }
    }

    /** The client knows this exchange of QoS 2 by its identifier: it must be the same after a restart. */
    private void note(Outgoing outgoing, int exchange) {
        if (outgoing.queued != null) {
            outgoing.queued = outgoing.queued.exchange(exchange);
            broker.storage().exchange(outgoing.queued);
        }
    }

    /** PUBACK, PUBREC or PUBCOMP from the client. False where the exchange is of another kind (§4.3): a protocol error. */
    boolean acknowledged(Connection connection, Acknowledgement packet) {
        Outgoing outgoing = exchanges.get(packet.packetId());
        PacketType type = packet.type();
        if (outgoing == null) {
            unknown(connection, packet);
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

    /** Of no exchange that is known: a PUBREC is answered, so that the client can forget it. */
    static void unknown(Connection connection, Acknowledgement packet) {
        if (packet.type() == PacketType.PUBREC && packet.code() < Reason.UNSPECIFIED) {
            connection.send(new Acknowledgement(PacketType.PUBREL, packet.packetId()));
        }
    }

    private boolean finish(int packetId, Outgoing outgoing) {
        exchanges.remove(packetId);
        weigh(outgoing, -1);
        if (outgoing.queued != null) {
            broker.storage().unqueue(session, outgoing.queued);
        }
        if (outgoing.cursor != null) {
            broker.sessions().moved(session);
        }
        return true;
    }

    /** §4.4: sent again, in its order, with DUP. */
    void resume(Connection connection) {
        for (Map.Entry<Integer, Outgoing> entry : new ArrayList<>(exchanges.entrySet())) {
            Outgoing outgoing = entry.getValue();
            if (outgoing.stage == Stage.AWAITING_PUBCOMP) {
                connection.send(new Acknowledgement(PacketType.PUBREL, entry.getKey()));
            } else if (connection.client().fits(outgoing.packet)) {
                connection.send(outgoing.packet.again());
            } else {
                finish(entry.getKey(), outgoing);
            }
        }
    }

    /** The session stays without a connection: what is not stored yet is. */
    void suspend() {
        exchanges.forEach(this::keep);
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
        for (Outgoing outgoing : exchanges.values()) {
            if (outgoing.cursor == cursor && outgoing.position < oldest) {
                oldest = outgoing.position;
            }
        }
        return oldest;
    }

    void clear() {
        exchanges.values().forEach(outgoing -> weigh(outgoing, -1));
        exchanges.clear();
    }
}
