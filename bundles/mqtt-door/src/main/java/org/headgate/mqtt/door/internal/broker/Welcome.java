package org.headgate.mqtt.door.internal.broker;

import org.headgate.api.access.Principal;
import org.headgate.mqtt.door.internal.packet.Packet.Connect;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;

/** What CONNACK tells an MQTT 5 client (§3.2.2.3). */
final class Welcome {
    private Welcome() {}

    static Properties properties(
            Connect connect, Principal principal, String clientId, long asked, long granted, Limits limits) {
        if (!connect.version().five()) {
            return Properties.NONE;
        }
        boolean buyer = principal instanceof Principal.Buyer;
        Properties.Builder properties = Properties.builder()
                .number(Property.RECEIVE_MAXIMUM, limits.receiveMaximum())
                .number(Property.MAXIMUM_PACKET_SIZE, limits.packetBytes());
        if (granted == 0) {
            // Eclipse Paho 1.2.5 sends again in a resumed session with the aliases of the connection before, and so
            // never comes back
            properties.number(Property.TOPIC_ALIAS_MAXIMUM, Aliases.MAXIMUM);
        }
        if (granted != asked) {
            properties.number(Property.SESSION_EXPIRY_INTERVAL, granted);
        }
        if (connect.clientId().isEmpty()) {
            properties.text(Property.ASSIGNED_CLIENT_IDENTIFIER, clientId);
        }
        int keepAlive = keepAlive(connect, limits);
        if (keepAlive != connect.keepAlive()) {
            properties.number(Property.SERVER_KEEP_ALIVE, keepAlive);
        }
        if (buyer) {
            properties.number(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0);
        }
        if (buyer && connect.properties().number(Property.REQUEST_RESPONSE_INFORMATION, 0) == 1) {
            properties.text(Property.RESPONSE_INFORMATION, Access.replyTopic(principal.name()));
        }
        return properties.build();
    }

    /** Seconds; only MQTT 5 can be told another than it asked for. */
    static int keepAlive(Connect connect, Limits limits) {
        int most = limits.keepAliveSeconds();
        boolean change =
                connect.version().five() && most > 0 && (connect.keepAlive() == 0 || connect.keepAlive() > most);
        return change ? most : connect.keepAlive();
    }
}
