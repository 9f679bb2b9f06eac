package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import org.headgate.mqtt.door.internal.codec.PacketWriter;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.Packet.Acknowledgement;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;

/**
 * What the client can take, as its CONNECT told (§3.1.2.11).
 *
 * @param packetMaximum bytes
 * @param receiveMaximum messages of QoS 1 and 2 under way to it
 * @param topicAliasMaximum how many topics may be shortened towards it
 * @param explains whether it wants reason strings and user properties
 */
record Client(Version version, long packetMaximum, int receiveMaximum, int topicAliasMaximum, boolean explains) {

    private static final List<Client> PLAIN = Arrays.stream(Version.values())
            .map(version -> new Client(version, Long.MAX_VALUE, 65_535, 0, version.five()))
            .toList();

    /** One that has said nothing but its version. */
    static Client of(Version version) {
        return PLAIN.get(version.ordinal());
    }

    static Client of(Packet.Connect connect) {
        Properties properties = connect.properties();
        if (properties.isEmpty()) {
            return of(connect.version());
        }
        return new Client(
                connect.version(),
                properties.number(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
                (int) properties.number(Property.RECEIVE_MAXIMUM, 65_535),
                (int) properties.number(Property.TOPIC_ALIAS_MAXIMUM, 0),
                connect.version().five() && properties.number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1);
    }

    boolean fits(Packet packet) {
        if (packetMaximum == Long.MAX_VALUE) {
            return true;
        }
        if (packet instanceof Publish publish) {
            return PacketWriter.size(publish, version) <= packetMaximum;
        }
        ByteBuf written = PacketWriter.write(UnpooledByteBufAllocator.DEFAULT, packet, version);
        int size = written.readableBytes();
        written.release();
        return size <= packetMaximum;
    }

    /** CONNACK with an error, as far as the version has a word for it; null where it has none, or the client no room. */
    @Nullable
    Packet refusal(int code, Properties properties) {
        if (!version.five()) {
            int old = Reason.connectReturnCode(code);
            return old > 0 ? new Packet.Connack(false, old, Properties.NONE) : null;
        }
        Packet told = new Packet.Connack(false, code, properties);
        Packet bare = new Packet.Connack(false, code, Properties.NONE);
        return fits(told) ? told : fits(bare) ? bare : null;
    }

    /** DISCONNECT of MQTT 5. */
    Packet goodbye(int code, Properties properties) {
        Packet told = new Packet.Disconnect(code, properties);
        return fits(told) ? told : new Packet.Disconnect(code, Properties.NONE);
    }

    static Properties problem(String reason) {
        return reason.isEmpty()
                ? Properties.NONE
                : Properties.builder().text(Property.REASON_STRING, reason).build();
    }

    /** §3.1.2.11.7, §3.1.2.11.4: reason string and user properties go only to who wants them and has room for them. */
    Packet fitting(Packet packet) {
        if (packet instanceof Acknowledgement answer && !answer.properties().isEmpty()) {
            return explains && fits(packet)
                    ? packet
                    : new Acknowledgement(answer.type(), answer.packetId(), answer.code(), Properties.NONE);
        }
        return packet;
    }
}
