package org.headgate.coap.source.internal;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.util.Bytes;

/**
 * Recognises repeated requests before they are parsed, and repeats their answers (RFC 7252 §4.5). Californium's own deduplicators keep an exchange of some 2 kB a
 * message: at 10,000 a second that is a second of memory on a router, and most of the garbage collector's work. Safe for any thread.
 */
final class RepeatFilter {
    private static final int HEADER_BYTES = 4;
    private static final int NON = 1;
    private static final int ACK = 2;
    private static final int LAST_REQUEST_CODE = 31;

    private final Recent recent;
    private final Counts counts;
    private final MessageDigest digest = Digests.sha256();
    private final byte[] salt = new byte[16];

    RepeatFilter(Recent recent, Counts counts) {
        this.recent = recent;
        this.counts = counts;
        new SecureRandom().nextBytes(salt);
    }

    /** Whether this came before; then what was answered goes to {@code again}, if there is an answer yet. */
    boolean repeats(RawData raw, long nanos, Consumer<RawData> again) {
        byte[] message = raw.getBytes();
        if (message.length < HEADER_BYTES || type(message) > NON || !isRequest(message)) {
            return false;
        }
        Recent.Repetition repetition = recent.note(key(raw.getEndpointContext(), message), nanos);
        if (repetition == null) {
            return false;
        }
        counts.repeated.increment();
        byte[] answer = repetition.answer();
        if (answer != null) {
            again.accept(RawData.outbound(answer, raw.getEndpointContext(), null, false));
        }
        return true;
    }

    /** Remembers an acknowledgement, with or without an answer in it, and a reset. */
    void sent(RawData raw) {
        byte[] message = raw.getBytes();
        if (message.length >= HEADER_BYTES && type(message) >= ACK) {
            recent.answered(key(raw.getEndpointContext(), message), message);
        }
    }

    private static int type(byte[] message) {
        return message[0] >> 4 & 3;
    }

    private static boolean isRequest(byte[] message) {
        return message[1] > 0 && message[1] <= LAST_REQUEST_CODE;
    }

    /** Address, port and message id as they are where they fit; else a hash that nobody can make meet another's. */
    private long key(EndpointContext context, byte[] message) {
        int mid = (message[2] & 0xff) << 8 | message[3] & 0xff;
        InetSocketAddress peer = context.getPeerAddress();
        Bytes session = context.get(DtlsEndpointContext.KEY_SESSION_ID);
        if (session == null && peer.getAddress() instanceof Inet4Address) {
            return (long) ByteBuffer.wrap(peer.getAddress().getAddress()).getInt() << 32
                    | (long) peer.getPort() << 16
                    | mid;
        }
        synchronized (digest) {
            digest.update(salt);
            if (session == null || session.isEmpty()) {
                digest.update(peer.getAddress().getAddress());
                digest.update(Digests.number(peer.getPort()));
            } else {
                digest.update(session.getBytes());
            }
            digest.update(Digests.number(mid));
            return ByteBuffer.wrap(digest.digest()).getLong();
        }
    }
}
