package org.headgate.mqtt.door.internal.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.headgate.mqtt.door.internal.codec.PacketReader;
import org.headgate.mqtt.door.internal.codec.PacketWriter;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;

/** Messages as they are stored: PUBLISH packets of MQTT 5. */
final class Stored {
    private Stored() {}

    static byte[] bytes(Routed message) {
        return bytes(message.packet());
    }

    static byte[] bytes(Will will) {
        int id = will.qos() > 0 ? 1 : 0;
        return bytes(
                new Publish(will.topic(), will.payload(), will.qos(), will.retain(), false, id, Wills.published(will)));
    }

    private static byte[] bytes(Publish packet) {
        ByteBuf written = PacketWriter.write(UnpooledByteBufAllocator.DEFAULT, packet, Version.MQTT_5);
        try {
            byte[] bytes = new byte[written.readableBytes()];
            written.readBytes(bytes);
            return bytes;
        } finally {
            written.release();
        }
    }

    /** Null where the bytes are not what {@link #bytes} wrote. */
    static @Nullable Routed message(byte[] bytes, long expiresAt) {
        Publish packet = packet(bytes);
        return packet == null
                ? null
                : new Routed(
                        packet.topic(),
                        packet.payload(),
                        packet.qos(),
                        packet.retain(),
                        packet.properties(),
                        expiresAt,
                        null);
    }

    /** As {@link #message}. */
    static @Nullable Will will(byte[] bytes) {
        Publish packet = packet(bytes);
        return packet == null
                ? null
                : new Will(packet.topic(), packet.payload(), packet.qos(), packet.retain(), packet.properties());
    }

    private static @Nullable Publish packet(byte[] bytes) {
        try {
            return new PacketReader(Integer.MAX_VALUE).read(Unpooled.wrappedBuffer(bytes)) instanceof Publish packet
                    ? packet
                    : null;
        } catch (ProtocolViolation e) {
            return null;
        }
    }

    static String identifiers(List<Integer> identifiers) {
        return String.join(",", identifiers.stream().map(String::valueOf).toList());
    }

    static List<Integer> identifiers(String text) {
        List<Integer> identifiers = new ArrayList<>();
        for (String one : text.split(",")) {
            if (!one.isEmpty()) {
                identifiers.add(Integer.parseInt(one));
            }
        }
        return identifiers;
    }
}
