package org.headgate.mqtt.door.internal.broker;

import java.util.HashMap;
import java.util.Map;
import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;

/** The topic aliases of one connection (§3.3.2.3.4). */
final class Aliases {
    /** The server's Topic Alias Maximum (§3.2.2.3.8). */
    static final int MAXIMUM = 10;

    private Map<Integer, String> topics = Map.of();

    String topic(Publish packet) throws ProtocolViolation {
        int alias = (int) packet.properties().number(Property.TOPIC_ALIAS, 0);
        if (alias == 0) {
            return packet.topic();
        }
        if (alias > MAXIMUM) {
            throw new ProtocolViolation(
                    Reason.TOPIC_ALIAS_INVALID, "topic alias %d is above the maximum of %d".formatted(alias, MAXIMUM));
        }
        if (!packet.topic().isEmpty()) {
            if (topics.isEmpty()) {
                topics = new HashMap<>(2);
            }
            topics.put(alias, packet.topic());
            return packet.topic();
        }
        String topic = topics.get(alias);
        if (topic == null) {
            throw new ProtocolViolation(Reason.PROTOCOL_ERROR, "topic alias %d stands for nothing".formatted(alias));
        }
        return topic;
    }
}
