package org.headgate.mqtt.door.internal.broker;

import org.jspecify.annotations.Nullable;

/** Exchanges in the order of their packets, linked through themselves: nothing more is held where there are none. An exchange is in one of these at a time. */
final class Exchanges {
    private @Nullable Exchange first;
    private @Nullable Exchange last;

    boolean isEmpty() {
        return first == null;
    }

    void add(Exchange exchange) {
        if (last == null) {
            first = exchange;
        } else {
            last.behind = exchange;
        }
        last = exchange;
    }

    @Nullable
    Exchange peek() {
        return first;
    }

    /** Takes out what {@link #peek} shows. */
    void remove() {
        Exchange gone = first;
        if (gone != null) {
            first = gone.behind;
            gone.behind = null;
            last = first == null ? null : last;
        }
    }

    /** Whether a PUBLISH of QoS 2 with this packet identifier is among them. */
    boolean has(int packetId) {
        for (Exchange exchange = first; exchange != null; exchange = exchange.behind) {
            if (exchange.qos == 2 && exchange.packetId == packetId) {
                return true;
            }
        }
        return false;
    }
}
