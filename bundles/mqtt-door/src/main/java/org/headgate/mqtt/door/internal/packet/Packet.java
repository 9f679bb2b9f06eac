package org.headgate.mqtt.door.internal.packet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A control packet. Byte arrays are never changed. Packets of 3.1 and 3.1.1 have no properties and reason code 0. */
public sealed interface Packet {

    PacketType type();

    /** §3.1. @param password null where there is none */
    record Connect(
            Version version,
            boolean cleanStart,
            int keepAlive,
            Properties properties,
            String clientId,
            @Nullable Will will,
            @Nullable String userName,
            byte @Nullable [] password)
            implements Packet {
        @Override
        public PacketType type() {
            return PacketType.CONNECT;
        }

        @Override
        public String toString() {
            return "Connect[" + version + ", " + clientId + ", " + userName + "]";
        }
    }

    /** §3.1.3.2 to §3.1.3.4. */
    record Will(String topic, byte[] payload, int qos, boolean retain, Properties properties) {}

    /** §3.2. @param code a reason code of MQTT 5, or a return code of 3.1.1 */
    record Connack(boolean sessionPresent, int code, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.CONNACK;
        }
    }

    /** §3.3. @param packetId 0 for QoS 0 */
    record Publish(
            String topic,
            byte[] payload,
            int qos,
            boolean retain,
            boolean duplicate,
            int packetId,
            Properties properties)
            implements Packet {
        @Override
        public PacketType type() {
            return PacketType.PUBLISH;
        }

        /** As it is sent when it may have come before (§3.3.1.1). */
        public Publish again() {
            return new Publish(topic, payload, qos, retain, true, packetId, properties);
        }
    }

    /** §3.4 to §3.7: PUBACK, PUBREC, PUBREL, PUBCOMP. */
    record Acknowledgement(PacketType type, int packetId, int code, Properties properties) implements Packet {
        public Acknowledgement(PacketType type, int packetId) {
            this(type, packetId, Reason.SUCCESS, Properties.NONE);
        }
    }

    /** §3.8. */
    record Subscribe(int packetId, List<Request> requests, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.SUBSCRIBE;
        }
    }

    /** One filter with its options (§3.8.3.1). @param retainHandling 0 send, 1 send if new, 2 do not send */
    record Request(String filter, int qos, boolean noLocal, boolean retainAsPublished, int retainHandling) {
        /** The options byte. */
        public int options() {
            return qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | retainHandling << 4;
        }

        public static Request of(String filter, int options) {
            return new Request(filter, options & 3, (options & 4) != 0, (options & 8) != 0, options >> 4 & 3);
        }
    }

    /** §3.9. */
    record Suback(int packetId, List<Integer> codes, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.SUBACK;
        }
    }

    /** §3.10. */
    record Unsubscribe(int packetId, List<String> filters, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.UNSUBSCRIBE;
        }
    }

    /** §3.11. */
    record Unsuback(int packetId, List<Integer> codes, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.UNSUBACK;
        }
    }

    /** §3.12. */
    record Pingreq() implements Packet {
        @Override
        public PacketType type() {
            return PacketType.PINGREQ;
        }
    }

    /** §3.13. */
    record Pingresp() implements Packet {
        @Override
        public PacketType type() {
            return PacketType.PINGRESP;
        }
    }

    /** §3.14. */
    record Disconnect(int code, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.DISCONNECT;
        }
    }

    /** §3.15. */
    record Auth(int code, Properties properties) implements Packet {
        @Override
        public PacketType type() {
            return PacketType.AUTH;
        }
    }
}
