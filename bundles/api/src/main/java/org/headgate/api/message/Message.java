package org.headgate.api.message;

import org.jspecify.annotations.Nullable;

/**
 * What a transport received.
 *
 * @param transport {@code mqtt}, {@code coap}, {@code lora} or {@code host}: what profiles match on
 * @param source the component that received it, for example {@code mqtt-door} or {@code mqtt-source/home}
 * @param address MQTT topic, CoAP Uri-Path without the leading slash, or the like
 * @param sender the authenticated name of the sender, or ""
 * @param trust how well the sender is known
 * @param contentType media type without parameters in lower case, or "" where the transport tells none
 * @param payload never changed after it is handed in
 * @param receivedAt milliseconds since the epoch, the gateway's clock
 * @param origin what makes a resend recognisable, or null where the transport has no resends (QoS 0, NON)
 */
public record Message(
        String transport,
        String source,
        String address,
        String sender,
        Trust trust,
        String contentType,
        byte[] payload,
        long receivedAt,
        @Nullable Origin origin) {

    /** What it weighs against a limit in bytes. */
    public int size() {
        return payload.length + 2 * (address.length() + sender.length() + contentType.length()) + 160;
    }

    /** The same with another origin. */
    public Message with(@Nullable Origin other) {
        return new Message(transport, source, address, sender, trust, contentType, payload, receivedAt, other);
    }
}
