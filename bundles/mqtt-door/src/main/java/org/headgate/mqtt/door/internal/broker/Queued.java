package org.headgate.mqtt.door.internal.broker;

import java.util.List;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;

/**
 * A message on its way to one session.
 *
 * @param weight what it counts against the queue's limits
 * @param row of the stored copy, 0: none
 * @param exchange the packet identifier under which it was sent, negative once PUBREC has come, 0: not sent
 */
record Queued(Routed message, int qos, boolean retain, List<Integer> identifiers, long weight, long row, int exchange) {
    /** What a message weighs that is held by {@link Retained} anyway. */
    private static final long REFERENCE_BYTES = 64;

    static Queued of(Routed message, int qos, boolean retain, List<Integer> identifiers) {
        return new Queued(message, qos, retain, identifiers, message.size(), 0, 0);
    }

    /** A retained message for a new subscription. */
    static Queued retained(Routed message, int qos, List<Integer> identifiers) {
        return new Queued(message, qos, true, identifiers, REFERENCE_BYTES, 0, 0);
    }

    Queued stored(long newRow) {
        return new Queued(message, qos, retain, identifiers, weight, newRow, exchange);
    }

    Queued exchange(int newExchange) {
        return new Queued(message, qos, retain, identifiers, weight, row, newExchange);
    }

    Publish packet(int id, long now) {
        return new Publish(message.topic(), message.payload(), qos, retain, false, id, properties(now));
    }

    /** §3.3.2.3.3: the interval that is left; §3.3.2.3.8: each matching identifier. */
    private Properties properties(long now) {
        if (identifiers.isEmpty() && message.expiresAt() == Long.MAX_VALUE) {
            return message.properties();
        }
        Properties.Builder properties = Properties.builder();
        for (Properties.Value value : message.properties().values()) {
            if (value.property() == Property.MESSAGE_EXPIRY_INTERVAL) {
                properties.number(value.property(), Math.max(1, (message.expiresAt() - now + 999) / 1000));
            } else {
                properties.add(value);
            }
        }
        identifiers.forEach(id -> properties.number(Property.SUBSCRIPTION_IDENTIFIER, id));
        return properties.build();
    }
}
