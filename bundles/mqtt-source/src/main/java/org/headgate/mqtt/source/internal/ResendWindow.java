package org.headgate.mqtt.source.internal;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells which messages may be resends. Paho does not pass the DUP flag on; but in a resumed session what was not acknowledged comes first (MQTT 5 §4.4), at
 * most receive maximum of it, and no packet identifier twice.
 */
final class ResendWindow {
    private final Set<Integer> seen = new HashSet<>();
    private final int limit;
    private boolean open;

    ResendWindow(boolean resumed, int receiveMaximum) {
        this.open = resumed;
        this.limit = receiveMaximum;
    }

    boolean mayBeResend(int packetId) {
        if (open && (seen.size() == limit || !seen.add(packetId))) {
            open = false;
            seen.clear();
        }
        return open;
    }
}
