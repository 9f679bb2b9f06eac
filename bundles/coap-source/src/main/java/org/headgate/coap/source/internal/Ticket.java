package org.headgate.coap.source.internal;

import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.jspecify.annotations.Nullable;

/** A request that waits for its outcome; lets go of the exchange once answered. Only on the loop. */
final class Ticket {
    private final long acknowledgeAt;
    private @Nullable Exchange exchange;

    Ticket(Exchange exchange, long acknowledgeAt) {
        this.exchange = exchange;
        this.acknowledgeAt = acknowledgeAt;
    }

    /** Whether nobody need look at it any more, or it is time to. */
    boolean due(long nanos) {
        return exchange == null || nanos - acknowledgeAt >= 0;
    }

    void answer(Response response) {
        Exchange waiting = exchange;
        exchange = null;
        if (waiting != null) {
            waiting.sendResponse(response);
        }
    }

    /** Promises a separate response (RFC 7252 §5.2.2), so that the client does not repeat the request. */
    boolean acknowledge() {
        if (exchange == null) {
            return false;
        }
        exchange.sendAccept();
        return true;
    }
}
