package org.headgate.mqtt.door.internal.broker;

import java.util.HashMap;
import java.util.Map;
import org.headgate.mqtt.door.internal.packet.Packet.Publish;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.jspecify.annotations.Nullable;

/** The topic aliases that the server has given on one connection (§3.3.2.3.4): one to each topic that comes, until the client takes no more. */
final class GivenAliases {
    /** What the property takes; a topic that is not longer gains nothing. */
    private static final int ALIAS_BYTES = 3;

    private static final int MOST = 64;

    private final Client client;
    private final int maximum;
    private final Map<String, Integer> aliases = new HashMap<>(2);

    /** Null where the client takes none. */
    static @Nullable GivenAliases of(Client client) {
        return client.topicAliasMaximum() == 0 ? null : new GivenAliases(client);
    }

    private GivenAliases(Client client) {
        this.client = client;
        this.maximum = Math.min(client.topicAliasMaximum(), MOST);
    }

    /** The packet as it is to be sent. */
    Publish shortened(Publish packet) {
        String topic = packet.topic();
        if (topic.length() <= ALIAS_BYTES) {
            return packet;
        }
        Integer known = aliases.get(topic);
        if (known != null) {
            return with("", known, packet);
        }
        if (aliases.size() == maximum) {
            return packet;
        }
        int alias = aliases.size() + 1;
        Publish first = with(topic, alias, packet);
        if (!client.fits(first)) {
            return packet;
        }
        aliases.put(topic, alias);
        return first;
    }

    private static Publish with(String topic, int alias, Publish packet) {
        Properties.Builder properties = Properties.builder();
        packet.properties().values().forEach(properties::add);
        properties.number(Property.TOPIC_ALIAS, alias);
        return new Publish(
                topic,
                packet.payload(),
                packet.qos(),
                packet.retain(),
                packet.duplicate(),
                packet.packetId(),
                properties.build());
    }
}
