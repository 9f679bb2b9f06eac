package org.headgate.api.access;

import java.util.List;
import org.headgate.api.message.Trust;

/** Someone who has signed in. */
public sealed interface Principal {

    /** A device's name, or a buyer's address (for a pass: its id). */
    String name();

    /**
     * A device, or a client on loopback without credentials.
     *
     * @param trust what its messages are worth
     * @param publish topic filters it may publish to; {@code #} for all but the gateway's own
     * @param subscribe topic filters it may read; feed topics are never among them
     */
    record Device(String name, Trust trust, List<String> publish, List<String> subscribe) implements Principal {}

    /** A buyer: sees feed topics only, and of those with records only what {@link org.headgate.api.market.Entitlements} grant. */
    record Buyer(String name) implements Principal {}
}
