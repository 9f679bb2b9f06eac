package org.headgate.mqtt.door.internal.broker;

import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to those who subscribe.
 *
 * @param expiresAt milliseconds since the epoch; {@link Long#MAX_VALUE}: never (§3.3.2.3.3)
 * @param publisher the session it came from, for No Local; null for the gateway's own
 */
record Routed(
        String topic,
        byte[] payload,
        int qos,
        boolean retain,
        Properties properties,
        long expiresAt,
        @Nullable Session publisher) {

    static Routed of(
            String topic,
            byte[] payload,
            int qos,
            boolean retain,
            Properties properties,
            long now,
            @Nullable Session publisher) {
        long expiry = properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
        return new Routed(
                topic,
                payload,
                qos,
                retain,
                properties.forwarded(),
                expiry < 0 ? Long.MAX_VALUE : now + expiry * 1000,
                publisher);
    }

    /** What removes it, where it is retained. */
    Routed emptied() {
        return new Routed(topic, new byte[0], 0, true, Properties.NONE, Long.MAX_VALUE, null);
    }

    long size() {
        return payload.length + 2L * topic.length() + 160;
    }

    boolean expired(long now) {
        return expiresAt <= now;
    }

    /** As it is stored. */
    Publish packet() {
        return new Publish(topic, payload, qos, retain, false, qos > 0 ? 1 : 0, properties);
    }
}
