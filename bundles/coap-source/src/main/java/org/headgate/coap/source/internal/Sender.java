package org.headgate.coap.source.internal;

import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.headgate.api.message.Trust;

/** Who is on the other end of a request, and whether it may publish there. */
sealed interface Sender {

    record Allowed(String name, Trust trust) implements Sender {}

    record NotAllowed(ResponseCode code, String reason) implements Sender {}
}
