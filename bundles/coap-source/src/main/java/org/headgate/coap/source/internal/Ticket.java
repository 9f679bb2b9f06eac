package org.headgate.coap.source.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;

/** A request that waits for its outcome; lets go of the exchange once answered. */
final class Ticket {
    private final AtomicReference<Exchange> exchange;
    private final long acknowledgeAt;

    Ticket(Exchange exchange, long acknowledgeAt) {
        this.exchange = new AtomicReference<>(exchange);
        this.acknowledgeAt = acknowledgeAt;
    }

    boolean due(long nanos) {
        return nanos - acknowledgeAt >= 0;
    }

    void answer(Response response) {
        Exchange waiting = exchange.getAndSet(null);
        if (waiting != null) {
            waiting.sendResponse(response);
        }
    }

    /** Promises a separate response (RFC 7252 §5.2.2), so that the client does not repeat the request. */
    boolean acknowledge() {
        Exchange waiting = exchange.get();
        if (waiting != null) {
            waiting.sendAccept();
        }
        return waiting != null;
    }
}
