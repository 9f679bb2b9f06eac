package org.headgate.mqtt.door.internal.broker;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.headgate.api.message.Origin;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.jspecify.annotations.Nullable;

/** Makes resends recognisable. */
final class Origins {
    private static final int QOS_1_SECONDS = 600;
    /** Until PUBREL, but not for ever: a client that never returns is forgotten. */
    private static final int QOS_2_SECONDS = 7 * 86_400;

    private static final long PRIME = 0x100000001B3L;

    private Origins() {}

    /** Client, topic, packet identifier and payload, since identifiers are used again; QoS 2: the session too. */
    static long key(Session session, String topic, Publish packet) {
        long hash = 0xCBF29CE484222325L;
        hash = bytes(hash, session.key.getBytes(StandardCharsets.UTF_8));
        hash = bytes(hash, topic.getBytes(StandardCharsets.UTF_8));
        hash = number(hash, packet.packetId());
        hash = number(hash, packet.qos());
        hash = bytes(hash, packet.payload());
        if (packet.qos() == 2) {
            hash = number(hash, session.id);
        }
        hash ^= hash >>> 32;
        hash *= 0xD6E8FEB86659FD93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    static Origin origin(long key, Publish packet, boolean resumed) {
        return packet.qos() == 2
                ? new Origin(key, QOS_2_SECONDS, packet.duplicate())
                : new Origin(key, QOS_1_SECONDS, packet.duplicate() && resumed);
    }

    /** Without parameters, in lower case. */
    static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static long bytes(long seed, byte[] bytes) {
        long hash = seed;
        for (byte octet : bytes) {
            hash = (hash ^ octet & 0xFF) * PRIME;
        }
        return hash;
    }

    private static long number(long seed, long number) {
        long hash = seed;
        for (int shift = 0; shift < 64; shift += 8) {
            hash = (hash ^ number >>> shift & 0xFF) * PRIME;
        }
        return hash;
    }
}
