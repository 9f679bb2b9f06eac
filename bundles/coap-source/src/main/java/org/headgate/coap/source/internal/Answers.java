package org.headgate.coap.source.internal;

import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.headgate.api.intake.Outcome;

/** Outcomes as CoAP responses; diagnostics are RFC 7252 §5.5.2. */
final class Answers {
    private static final int MAX_DIAGNOSTIC = 256;
    private static final long MILLIS = 1000;

    private Answers() {}

    static Response of(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return unavailable(refused.code() + ": " + refused.reason(), refused.retryAfterMillis());
        }
        if (outcome instanceof Outcome.Quarantined bad) {
            return diagnostic(ResponseCode.BAD_REQUEST, bad.code() + ": " + bad.reason());
        }
        return new Response(ResponseCode.CHANGED);
    }

    static Response unavailable(String diagnostic, long retryMillis) {
        Response response = diagnostic(ResponseCode.SERVICE_UNAVAILABLE, diagnostic);
        response.getOptions().setMaxAge(Math.max(1, (retryMillis + MILLIS - 1) / MILLIS));
        return response;
    }

    static Response diagnostic(ResponseCode code, String text) {
        Response response = new Response(code);
        response.setPayload(text.length() > MAX_DIAGNOSTIC ? text.substring(0, MAX_DIAGNOSTIC) : text);
        return response;
    }
}
