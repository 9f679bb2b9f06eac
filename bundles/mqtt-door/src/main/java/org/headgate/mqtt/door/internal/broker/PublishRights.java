package org.headgate.mqtt.door.internal.broker;

import org.headgate.api.access.Principal;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.PacketType;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;

/** Whether a client may publish what it publishes, and what it is told if not. */
final class PublishRights {
    private PublishRights() {}

    /** {@link Reason#SUCCESS}, or why not. */
    static int judge(Access access, Principal principal, Publish packet, String topic) {
        if (!access.mayPublish(principal, topic)) {
            return payment(principal, topic) ? Reason.IMPLEMENTATION_SPECIFIC : Reason.NOT_AUTHORIZED;
        }
        String responseTopic = packet.properties().text(Property.RESPONSE_TOPIC);
        return responseTopic != null && Access.feeds(responseTopic) ? Reason.TOPIC_NAME_INVALID : Reason.SUCCESS;
    }

    private static boolean payment(Principal principal, String topic) {
        return principal instanceof Principal.Buyer
                && topic.startsWith(Access.FEEDS)
                && topic.endsWith("/pay")
                && topic.indexOf('/', Access.FEEDS.length()) == topic.length() - 4;
    }

    /** §3.3.5: MQTT 5 is told; 3.1.1 cannot be, and gets the acknowledgement of QoS [MQTT-3.3.5-2]. */
    static Exchange refusal(Publish packet, int code, String reason, boolean told) {
        PacketType type = packet.qos() == 1 ? PacketType.PUBACK : PacketType.PUBREC;
        Exchange exchange = Exchange.answered(type, packet.packetId());
        if (told) {
            exchange.answer(code, reason);
        }
        return exchange;
    }

    static String reason(int code, String topic) {
        return switch (code) {
            case Reason.TOPIC_NAME_INVALID -> "responses_elsewhere: the Response Topic may not lie in feeds/";
            case Reason.IMPLEMENTATION_SPECIFIC -> "payments_absent: no bundle here takes payments over MQTT";
            default -> "not_authorized: no right to publish to " + topic;
        };
    }
}
