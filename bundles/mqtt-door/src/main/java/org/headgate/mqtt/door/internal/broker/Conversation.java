package org.headgate.mqtt.door.internal.broker;

import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** What a client says that has signed in, on one connection. */
final class Conversation {
    private final Connection connection;
    private final Broker broker;
    private final Session session;
    private final Inbound inbound;
    private final Aliases aliases = new Aliases();
    private @Nullable Will will;

    /** @param resumed whether the session was there before the connection */
    Conversation(Connection connection, Broker broker, Session session, @Nullable Will will, boolean resumed) {
        this.connection = connection;
        this.broker = broker;
        this.session = session;
        this.will = will;
        broker.sessions().wills().weigh(will, 1);
        this.inbound = new Inbound(connection, session, broker, resumed);
    }

    void handle(Packet packet) throws ProtocolViolation {
        if (packet instanceof Publish publish) {
            publish(publish);
        } else if (packet instanceof Packet.Acknowledgement acknowledgement) {
            acknowledgement(acknowledgement);
        } else if (packet instanceof Packet.Subscribe subscribe) {
            broker.subscriptions().subscribe(connection, session, subscribe);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            broker.subscriptions().unsubscribe(connection, session, unsubscribe);
        } else if (packet instanceof Packet.Pingreq) {
            connection.send(new Packet.Pingresp());
        } else if (packet instanceof Packet.Disconnect disconnect) {
            disconnect(disconnect);
        } else {
            // [MQTT-3.1.0-2] a second CONNECT; §4.12 AUTH without a method; all else is the server's to send
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, packet.type() + " is not expected here");
        }
    }

    private void publish(Publish packet) throws ProtocolViolation {
        broker.count(Count.PUBLISHES_RECEIVED);
        PublishCheck.packet(packet);
        if (connection.version().five()) {
            PublishCheck.quota(packet, inbound.underWay(), broker.limits().receiveMaximum());
        }
        String topic = aliases.topic(packet);
        PublishCheck.topic(topic);
        inbound.publish(packet, topic);
    }

    private void acknowledgement(Packet.Acknowledgement packet) throws ProtocolViolation {
        if (packet.type() == PacketType.PUBREL) {
            inbound.release(packet.packetId());
        } else if (!session.acknowledged(connection, packet)) {
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, packet.type() + " does not belong to its exchange");
        }
    }

    private void disconnect(Packet.Disconnect packet) throws ProtocolViolation {
        long expiry = packet.properties().number(Property.SESSION_EXPIRY_INTERVAL, session.expirySeconds);
        if (session.expirySeconds == 0 && expiry != 0) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "the session was to end with the connection"); // §3.14.2.2.2
        }
        session.expirySeconds = broker.sessions().sessionExpiry(expiry);
        if (packet.code() == Reason.SUCCESS) {
            broker.sessions().wills().weigh(will, -1);
            will = null; // [MQTT-3.14.4-3]
        }
        connection.shut();
    }

    /** All that has come is served for now: what was acknowledged made room for more. */
    void readAll() {
        session.refill();
    }

    /** There is room again for what the client is to get. */
    void writable() {
        session.pump();
    }

    void ended() {
        inbound.abandon();
        broker.sessions().wills().weigh(will, -1);
        broker.sessions().closed(connection, session, will);
    }
}
