package org.headgate.mqtt.door.internal.broker;

import java.nio.charset.StandardCharsets;
import org.headgate.api.access.Principal;
import org.headgate.api.topic.DurableTopic;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;

/** What a buyer is told on {@code feeds/reply/<name>/<feed>}. JSON; sequences are decimal strings. */
final class Notices {
    private static final Properties JSON =
            Properties.builder().text(Property.CONTENT_TYPE, "application/json").build();

    private final Broker broker;

    Notices(Broker broker) {
        this.broker = broker;
    }

    void gap(Principal buyer, String feed, DurableTopic.Gap gap) {
        send(
                buyer,
                feed,
                "{\"type\":\"gap\",\"feed\":%s,\"from\":\"%d\",\"to\":\"%d\",\"reason\":%s}"
                        .formatted(quote(feed), gap.from(), gap.to(), quote(gap.reason())));
    }

    void pass(Principal buyer, String feed, String code, String reason) {
        tell(buyer, feed, "pass", code, reason);
    }

    private void tell(Principal buyer, String feed, String type, String code, String reason) {
        send(
                buyer,
                feed,
                "{\"type\":\"%s\",\"feed\":%s,\"code\":%s,\"reason\":%s}"
                        .formatted(type, quote(feed), quote(code), quote(reason)));
    }

    /** Why a feed that is charged record by record is not delivered now. */
    void credit(Principal buyer, String feed, String code, String reason) {
        tell(buyer, feed, "credit", code, reason);
    }

    private void send(Principal buyer, String feed, String json) {
        String topic = Access.replyTopic(buyer.name()) + feed;
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        broker.router().route(Routed.of(topic, payload, 1, false, JSON, broker.now(), null));
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
