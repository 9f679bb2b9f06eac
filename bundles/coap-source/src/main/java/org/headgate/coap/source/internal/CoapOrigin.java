package org.headgate.coap.source.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/** What makes a repeated CON recognisable after a restart. */
final class CoapOrigin {
    /** EXCHANGE_LIFETIME with the default transmission parameters (RFC 7252 §4.8.2). */
    static final int EXCHANGE_LIFETIME_SECONDS = 247;

    private CoapOrigin() {}

    static @Nullable Origin of(Request request, String peer) {
        if (request.getType() != Type.CON) {
            return null;
        }
        return new Origin(
                key(peer, request.getMID(), request.getTokenBytes(), request.getPayload()),
                EXCHANGE_LIFETIME_SECONDS,
                true);
    }

    /** Cut from a cryptographic hash, so that no sender can make its key meet another's. */
    static long key(String peer, int mid, byte[] token, byte[] payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(peer.getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .put((byte) token.length)
                    .putInt(mid)
                    .array());
            digest.update(token);
            digest.update(payload);
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
