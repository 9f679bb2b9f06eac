package org.headgate.mqtt.door.internal.broker;

import org.headgate.mqtt.door.internal.codec.ProtocolViolation;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.topic.Topics;

/** What a client's PUBLISH must keep to, whoever it is (§3.3). */
final class PublishCheck {
    private PublishCheck() {}

    /** Judges all but the topic, which may stand in an alias. */
    static void packet(Publish packet) throws ProtocolViolation {
        if (packet.properties().isEmpty()) {
            return;
        }
        if (packet.properties().has(Property.SUBSCRIPTION_IDENTIFIER)) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "a client sent a subscription identifier"); // [MQTT-3.3.4-6]
        }
        String responseTopic = packet.properties().text(Property.RESPONSE_TOPIC);
        if (responseTopic != null && !Topics.validName(responseTopic)) {
            throw new ProtocolViolation(
                    Reason.PROTOCOL_ERROR, "the Response Topic is no topic name"); // [MQTT-3.3.2-14]
        }
    }

    static void topic(String topic) throws ProtocolViolation {
        if (!Topics.validName(topic) || Topics.levels(topic) > Topics.MAXIMUM_LEVELS) {
            throw new ProtocolViolation(Reason.TOPIC_NAME_INVALID, "the topic is no topic name"); // [MQTT-3.3.2-2]
        }
    }

    /** §4.9. @param underWay messages of QoS 1 and 2 that are not answered, without this one */
    static void quota(Publish packet, int underWay, int receiveMaximum) throws ProtocolViolation {
        if (packet.qos() > 0 && !packet.duplicate() && underWay >= receiveMaximum) {
            throw new ProtocolViolation(
                    Reason.RECEIVE_MAXIMUM_EXCEEDED,
                    "more than %d messages are not acknowledged".formatted(receiveMaximum));
        }
    }
}
