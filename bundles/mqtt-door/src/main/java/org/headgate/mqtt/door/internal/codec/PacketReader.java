package org.headgate.mqtt.door.internal.codec;

import static org.headgate.mqtt.door.internal.packet.Reason.PACKET_TOO_LARGE;
import static org.headgate.mqtt.door.internal.packet.Reason.PROTOCOL_ERROR;
import static org.headgate.mqtt.door.internal.packet.Reason.TOPIC_ALIAS_INVALID;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Property.Place;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;

/** Reads packets of any type from a buffer; section numbers are those of MQTT 5. Not thread-safe. */
public final class PacketReader {
    private int maximumSize;
    private Version version = Version.MQTT_5;
    private @Nullable Version spoken;

    /** @param maximumSize of a whole packet in bytes */
    public PacketReader(int maximumSize) {
        this.maximumSize = maximumSize;
    }

    /** What CONNECT said: the packets that follow are read by it. */
    public void version(Version connected) {
        version = connected;
    }

    /** How large the packets that follow may be, in bytes. */
    public void maximumSize(int bytes) {
        maximumSize = bytes;
    }

    /** The version that a CONNECT named, even one that was refused further on; null before that. */
    @Nullable
    public Version spoken() {
        return spoken;
    }

    /** The next packet, or null where the buffer holds only a part of it (then nothing is consumed). Header and size are judged before the body is there. */
    @Nullable
    public Packet read(ByteBuf buffer) throws ProtocolViolation {
        if (buffer.readableBytes() < 2) {
            return null;
        }
        int start = buffer.readerIndex();
        int first = buffer.getUnsignedByte(start);
        PacketType type = type(first);
        int length = 0;
        int octet;
        int size = 1;
        do {
            if (size > 4) {
                throw broken("the remaining length has more than four bytes");
            }
            if (buffer.readableBytes() <= size) {
                return null;
            }
            octet = buffer.getUnsignedByte(start + size);
            length |= (octet & 0x7F) << 7 * (size - 1);
            size++;
        } while ((octet & 0x80) != 0);
        if (octet == 0 && size > 2) {
            throw broken("the remaining length is longer than it needs to be");
        }
        if (size + length > maximumSize) {
            throw new ProtocolViolation(
                    PACKET_TOO_LARGE,
                    "a packet of %d bytes is above the limit of %d".formatted(size + length, maximumSize));
        }
        if (buffer.readableBytes() < size + length) {
            return null;
        }
        buffer.skipBytes(size);
        Body body = new Body(buffer, length);
        try {
            Packet packet = read(type, first & 0x0F, body);
            body.finished();
            return packet;
        } catch (ProtocolViolation e) {
            throw unanswered(type, e.code()) ? new ProtocolViolation(e.code(), e.getMessage(), true) : e;
        }
    }

    /** A CONNECT that cannot be read may not be MQTT at all; the others end or ask for nothing that an answer could serve. */
    private static boolean unanswered(PacketType type, int code) {
        return switch (type) {
            case CONNECT -> code == Reason.MALFORMED_PACKET;
            case PINGREQ, PINGRESP, DISCONNECT -> code == Reason.MALFORMED_PACKET || code == PROTOCOL_ERROR;
            default -> false;
        };
    }

    private static ProtocolViolation broken(String message) {
        return new ProtocolViolation(Reason.MALFORMED_PACKET, message, true);
    }

    /** §2.1.2, §2.1.3. CONNECT is judged when its version is known. */
    private static PacketType type(int first) throws ProtocolViolation {
        PacketType type = PacketType.of(first >> 4);
        if (type == null) {
            throw Body.malformed("packet type 0 is reserved");
        }
        int flags = first & 0x0F;
        if (type != PacketType.CONNECT && type.flags() >= 0 && type.flags() != flags) {
            throw Body.malformed("flags of %s are 0x%X".formatted(type, flags));
        }
        return type;
    }

    private Packet read(PacketType type, int flags, Body body) throws ProtocolViolation {
        return switch (type) {
            case CONNECT -> {
                ConnectReader connect = new ConnectReader(body);
                spoken = connect.version();
                yield connect.read(spoken, flags);
            }
            case CONNACK -> connack(body);
            case PUBLISH -> publish(flags, body);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> acknowledgement(type, body);
            case SUBSCRIBE -> subscribe(body);
            case SUBACK -> {
                int id = packetId(body);
                Properties properties = properties(body, Place.SUBACK);
                yield new Packet.Suback(id, codes(type, body), properties);
            }
            case UNSUBSCRIBE -> unsubscribe(body);
            case UNSUBACK -> {
                int id = packetId(body);
                Properties properties = properties(body, Place.UNSUBACK);
                yield new Packet.Unsuback(id, version.five() ? codes(type, body) : List.of(), properties);
            }
            case PINGREQ -> new Packet.Pingreq();
            case PINGRESP -> new Packet.Pingresp();
            case DISCONNECT -> disconnect(body);
            case AUTH -> auth(body);
        };
    }

    private Packet connack(Body body) throws ProtocolViolation {
        int flags = body.one();
        if (flags > 1) {
            throw Body.malformed("flags of CONNACK are 0x%02X".formatted(flags));
        }
        int code = code(PacketType.CONNACK, body.one());
        return new Packet.Connack(flags == 1, code, properties(body, Place.CONNACK));
    }

    private Packet publish(int flags, Body body) throws ProtocolViolation {
        int qos = flags >> 1 & 3;
        boolean duplicate = (flags & 8) != 0;
        if (qos == 3 || qos == 0 && duplicate) {
            throw Body.malformed("flags of PUBLISH are 0x%X".formatted(flags)); // [MQTT-3.3.1-4], [MQTT-3.3.1-2]
        }
        String topic = body.name();
        int id = qos > 0 ? packetId(body) : 0;
        Properties properties = properties(body, Place.PUBLISH);
        if (properties.number(Property.TOPIC_ALIAS, 1) == 0) {
            throw new ProtocolViolation(TOPIC_ALIAS_INVALID, "topic alias 0"); // [MQTT-3.3.2-8]
        }
        byte[] payload = body.bytes(body.remaining());
        return new Packet.Publish(topic, payload, qos, (flags & 1) != 0, duplicate, id, properties);
    }

    private Packet acknowledgement(PacketType type, Body body) throws ProtocolViolation {
        int id = packetId(body);
        if (!version.five()) {
            return new Packet.Acknowledgement(type, id);
        }
        int code = body.remaining() > 0 ? code(type, body.one()) : Reason.SUCCESS;
        Properties properties = body.remaining() > 0 ? properties(body, Place.ACKNOWLEDGEMENT) : Properties.NONE;
        return new Packet.Acknowledgement(type, id, code, properties);
    }

    private Packet subscribe(Body body) throws ProtocolViolation {
        int id = packetId(body);
        Properties properties = properties(body, Place.SUBSCRIBE);
        List<Packet.Request> requests = new ArrayList<>();
        while (body.remaining() > 0 || requests.isEmpty()) { // [MQTT-3.8.3-2]
            String filter = body.name();
            int options = body.one();
            int reserved = version.five() ? 0xC0 : 0xFC; // [MQTT-3.8.3-5]
            if ((options & reserved) != 0 || (options & 3) == 3 || (options >> 4 & 3) == 3) {
                throw Body.malformed("subscription options are 0x%02X".formatted(options));
            }
            requests.add(Packet.Request.of(filter, options));
        }
        return new Packet.Subscribe(id, requests, properties);
    }

    private Packet unsubscribe(Body body) throws ProtocolViolation {
        int id = packetId(body);
        Properties properties = properties(body, Place.UNSUBSCRIBE);
        List<String> filters = new ArrayList<>();
        while (body.remaining() > 0 || filters.isEmpty()) { // [MQTT-3.10.3-2]
            filters.add(body.name());
        }
        return new Packet.Unsubscribe(id, filters, properties);
    }

    private Packet disconnect(Body body) throws ProtocolViolation {
        if (!version.five() || body.remaining() == 0) {
            return new Packet.Disconnect(Reason.SUCCESS, Properties.NONE);
        }
        int code = code(PacketType.DISCONNECT, body.one());
        Properties properties = body.remaining() > 0 ? properties(body, Place.DISCONNECT) : Properties.NONE;
        return new Packet.Disconnect(code, properties);
    }

    private Packet auth(Body body) throws ProtocolViolation {
        if (!version.five()) {
            throw Body.malformed("AUTH is of MQTT 5");
        }
        if (body.remaining() == 0) {
            return new Packet.Auth(Reason.SUCCESS, Properties.NONE);
        }
        int code = code(PacketType.AUTH, body.one());
        return new Packet.Auth(code, properties(body, Place.AUTH));
    }

    private List<Integer> codes(PacketType type, Body body) throws ProtocolViolation {
        List<Integer> codes = new ArrayList<>();
        while (body.remaining() > 0 || codes.isEmpty()) {
            codes.add(code(type, body.one()));
        }
        return codes;
    }

    private int code(PacketType type, int code) throws ProtocolViolation {
        if (!Reason.allowed(type, version, code)) {
            throw new ProtocolViolation(PROTOCOL_ERROR, "%s cannot carry 0x%02X".formatted(type, code));
        }
        return code;
    }

    private Properties properties(Body body, Place place) throws ProtocolViolation {
        return version.five() ? PropertyReader.read(body, place) : Properties.NONE;
    }

    /** [MQTT-2.2.1-3], [MQTT-2.2.1-4]: never 0. */
    private static int packetId(Body body) throws ProtocolViolation {
        int id = body.two();
        if (id == 0) {
            throw new ProtocolViolation(PROTOCOL_ERROR, "packet identifier 0");
        }
        return id;
    }
}
