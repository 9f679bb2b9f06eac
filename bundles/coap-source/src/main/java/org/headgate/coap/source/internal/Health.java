package org.headgate.coap.source.internal;

import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.headgate.api.intake.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health}: whether the gateway takes messages now. A device that was told 5.03 may observe it (RFC 7641) and wait instead of trying. Only on the loop.
 */
final class Health extends CoapResource {
    static final String NAME = "health";
    private static final String TAKING = "{\"taking\":true}";

    private String state = TAKING;
    private long refusedUntil;

    Health() {
        super(NAME);
        setObservable(true);
        setObserveType(Type.CON);
        getAttributes().setObservable();
        getAttributes().addResourceType("headgate.health");
    }

    /** @param outcome null where there is no intake */
    void saw(@Nullable Outcome outcome, long nanos) {
        if (outcome instanceof Outcome.Refused refused) {
            refusedUntil = nanos + TimeUnit.MILLISECONDS.toNanos(refused.retryAfterMillis());
            become("{\"taking\":false,\"code\":\"" + refused.code() + "\"}");
        } else if (outcome == null) {
            refusedUntil = nanos + TimeUnit.SECONDS.toNanos(1);
            become("{\"taking\":false,\"code\":\"no_intake\"}");
        } else {
            become(TAKING);
        }
    }

    /** Where nothing was refused any more since it might have been tried again, it is worth trying. */
    void look(long nanos) {
        if (!state.equals(TAKING) && nanos - refusedUntil >= 0) {
            become(TAKING);
        }
    }

    private void become(String other) {
        if (!state.equals(other)) {
            state = other;
            changed();
        }
    }

    @Override
    public void handleGET(CoapExchange exchange) {
        exchange.respond(ResponseCode.CONTENT, state, MediaTypeRegistry.APPLICATION_JSON);
    }
}
