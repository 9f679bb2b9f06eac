package org.headgate.mqtt.door.internal.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.headgate.mqtt.door.internal.packet.Packet;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.packet.Version;

/** Writes packets of any type. */
public final class PacketWriter {
    private static final int LONG_PAYLOAD = 4096;

    private PacketWriter() {}

    /** The packet's bytes; the caller releases them. A long payload is wrapped, not copied. */
    public static ByteBuf write(ByteBufAllocator allocator, Packet packet, Version version) {
        if (packet instanceof Packet.Publish publish && publish.payload().length > LONG_PAYLOAD) {
            ByteBuf head = allocator.buffer(256);
            head(head, publish, version);
            return Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(publish.payload()));
        }
        ByteBuf out = allocator.buffer();
        write(out, packet, version);
        return out;
    }

    /** Appends the packet's bytes. */
    public static void write(ByteBuf out, Packet packet, Version version) {
        if (packet instanceof Packet.Publish publish) {
            head(out, publish, version);
            out.writeBytes(publish.payload());
        } else if (packet instanceof Packet.Acknowledgement plain && isBare(plain, version)) {
            out.writeByte(plain.type().header()).writeByte(2).writeShort(plain.packetId());
        } else {
            ByteBuf body = out.alloc().buffer(64);
            try {
                body(packet, version, body);
                out.writeByte(packet.type().header());
                Wire.variable(out, body.readableBytes());
                out.writeBytes(body);
            } finally {
                body.release();
            }
        }
    }

    private static boolean isBare(Packet.Acknowledgement packet, Version version) {
        return !version.five()
                || packet.code() == Reason.SUCCESS && packet.properties().isEmpty();
    }

    /** How many bytes {@link #write} makes of it. */
    public static int size(Packet.Publish publish, Version version) {
        int body = bodySize(publish, version);
        return 1 + Wire.sizeOfVariable(body) + body;
    }

    private static int bodySize(Packet.Publish publish, Version version) {
        int size = 2 + ByteBufUtil.utf8Bytes(publish.topic()) + (publish.qos() > 0 ? 2 : 0) + publish.payload().length;
        if (version.five()) {
            int properties = PropertyWriter.size(publish.properties());
            size += Wire.sizeOfVariable(properties) + properties;
        }
        return size;
    }

    /** All before the payload. */
    private static void head(ByteBuf head, Packet.Publish publish, Version version) {
        head.writeByte(PacketType.PUBLISH.header()
                | (publish.duplicate() ? 8 : 0)
                | publish.qos() << 1
                | (publish.retain() ? 1 : 0));
        Wire.variable(head, bodySize(publish, version));
        Wire.text(head, publish.topic());
        if (publish.qos() > 0) {
            head.writeShort(publish.packetId());
        }
        if (version.five()) {
            PropertyWriter.write(head, publish.properties());
        }
    }

    private static void body(Packet packet, Version version, ByteBuf out) {
        if (packet instanceof Packet.Connect connect) {
            connect(connect, out);
        } else if (packet instanceof Packet.Connack connack) {
            out.writeByte(connack.sessionPresent() ? 1 : 0).writeByte(connack.code());
            properties(connack.properties(), version, out);
        } else if (packet instanceof Packet.Acknowledgement acknowledgement) {
            out.writeShort(acknowledgement.packetId());
            tail(acknowledgement.code(), acknowledgement.properties(), version, out);
        } else if (packet instanceof Packet.Subscribe subscribe) {
            out.writeShort(subscribe.packetId());
            properties(subscribe.properties(), version, out);
            for (Packet.Request request : subscribe.requests()) {
                Wire.text(out, request.filter());
                out.writeByte(request.options());
            }
        } else if (packet instanceof Packet.Suback suback) {
            answers(suback.packetId(), suback.codes(), suback.properties(), version, out);
        } else if (packet instanceof Packet.Unsubscribe unsubscribe) {
            out.writeShort(unsubscribe.packetId());
            properties(unsubscribe.properties(), version, out);
            unsubscribe.filters().forEach(filter -> Wire.text(out, filter));
        } else if (packet instanceof Packet.Unsuback unsuback) {
            List<Integer> codes = version.five() ? unsuback.codes() : List.of();
            answers(unsuback.packetId(), codes, unsuback.properties(), version, out);
        } else if (packet instanceof Packet.Disconnect disconnect) {
            tail(disconnect.code(), disconnect.properties(), version, out);
        } else if (packet instanceof Packet.Auth auth) {
            auth(auth, version, out);
        }
    }

    /** §3.15.2.2.1: unlike elsewhere, the reason code never stands alone. */
    private static void auth(Packet.Auth auth, Version version, ByteBuf out) {
        if (auth.code() != Reason.SUCCESS || !auth.properties().isEmpty()) {
            out.writeByte(auth.code());
            properties(auth.properties(), version, out);
        }
    }

    private static void connect(Packet.Connect connect, ByteBuf out) {
        Packet.Will will = connect.will();
        Wire.text(out, connect.version().protocol());
        out.writeByte(connect.version().level());
        out.writeByte((connect.cleanStart() ? 2 : 0)
                | (will == null ? 0 : 4 | will.qos() << 3 | (will.retain() ? 0x20 : 0))
                | (connect.password() == null ? 0 : 0x40)
                | (connect.userName() == null ? 0 : 0x80));
        out.writeShort(connect.keepAlive());
        properties(connect.properties(), connect.version(), out);
        Wire.text(out, connect.clientId());
        if (will != null) {
            properties(will.properties(), connect.version(), out);
            Wire.text(out, will.topic());
            Wire.binary(out, will.payload());
        }
        if (connect.userName() != null) {
            Wire.text(out, connect.userName());
        }
        if (connect.password() != null) {
            Wire.binary(out, connect.password());
        }
    }

    private static void answers(int id, List<Integer> codes, Properties properties, Version version, ByteBuf out) {
        out.writeShort(id);
        properties(properties, version, out);
        codes.forEach(out::writeByte);
    }

    /** Code and properties, left out where they say nothing (§3.4.2.1, §3.14.2.1). */
    private static void tail(int code, Properties properties, Version version, ByteBuf out) {
        if (!version.five() || code == Reason.SUCCESS && properties.isEmpty()) {
            return;
        }
        out.writeByte(code);
        if (!properties.isEmpty()) {
            PropertyWriter.write(out, properties);
        }
    }

    private static void properties(Properties properties, Version version, ByteBuf out) {
        if (version.five()) {
            PropertyWriter.write(out, properties);
        }
    }
}
