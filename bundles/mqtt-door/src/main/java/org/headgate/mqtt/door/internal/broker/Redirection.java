package org.headgate.mqtt.door.internal.broker;

import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;

/**
 * Another server for the clients (§4.11).
 *
 * @param reference as the clients take it, for example {@code other.example:1883}; "": there is none
 * @param moved whether every CONNECT is sent there; else clients are sent there when the door stops
 */
public record Redirection(String reference, boolean moved) {

    boolean refusesAll() {
        return moved && !reference.isEmpty();
    }

    /** Refuses a CONNECT. */
    void refuse(Connection connection) {
        connection.refuse(Reason.SERVER_MOVED, properties("server_moved: connect to " + reference));
    }

    /** The door stops. */
    void leave(Connection connection) {
        if (reference.isEmpty()) {
            connection.close(Reason.SERVER_SHUTTING_DOWN, "the gateway stops");
        } else {
            connection.close(
                    Reason.USE_ANOTHER_SERVER, properties("the gateway stops; connect to " + reference + " meanwhile"));
        }
    }

    private Properties properties(String reason) {
        return Properties.builder()
                .text(Property.SERVER_REFERENCE, reference)
                .text(Property.REASON_STRING, reason)
                .build();
    }
}
