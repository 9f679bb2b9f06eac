package org.headgate.coap.source.internal;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.headgate.api.message.Origin;
import org.jspecify.annotations.Nullable;

/** What makes a repeated CON recognisable after a restart. Only for one thread. */
final class CoapOrigin {
    /** EXCHANGE_LIFETIME with the default transmission parameters (RFC 7252 §4.8.2). */
    static final int EXCHANGE_LIFETIME_SECONDS = 247;

    private final MessageDigest digest = Digests.sha256();
    private final CRC32C checksum = new CRC32C();

    /** Who has signed in is known by name, since a device behind a translator of addresses, or with a connection id, may change its address. */
    @Nullable
    Origin of(Request request, String name) {
        if (request.getType() != Type.CON) {
            return null;
        }
        byte[] peer = name.isEmpty()
                ? address(request.getSourceContext().getPeerAddress())
                : name.getBytes(StandardCharsets.UTF_8);
        return new Origin(
                key(peer, request.getMID(), request.getTokenBytes(), request.getPayload()),
                EXCHANGE_LIFETIME_SECONDS,
                true);
    }

    /**
     * Cut from a cryptographic hash, so that no sender can make its key meet another's. Of the payload a checksum is enough, as only its own sender could make two
     * meet; so the hash has one block to work on, mostly.
     */
    long key(byte[] peer, int mid, byte[] token, byte[] payload) {
        checksum.reset();
        checksum.update(payload);
        digest.update(peer);
        digest.update(ByteBuffer.allocate(token.length + 4 * Integer.BYTES)
                .put(token)
                .putInt(token.length)
                .putInt(mid)
                .putInt(payload.length)
                .putInt((int) checksum.getValue())
                .array());
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static byte[] address(InetSocketAddress peer) {
        byte[] host = peer.getAddress().getAddress();
        return ByteBuffer.allocate(host.length + 5)
                .put((byte) 0)
                .put(host)
                .putInt(peer.getPort())
                .array();
    }
}
