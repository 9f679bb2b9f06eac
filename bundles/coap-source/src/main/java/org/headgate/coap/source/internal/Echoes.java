package org.headgate.coap.source.internal;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Echo option values (RFC 9175 §2): who sends one back has received it at the address that it sends from, lately. They hold the time and a code that only this
 * process can make (appendix A.2), so nothing is kept for whoever asks. Only for one thread.
 */
final class Echoes {
    static final int OPTION = 252;
    private static final int SECONDS = 60;
    private static final int CODE_BYTES = 8;

    private final Mac mac;

    Echoes() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    byte[] challenge(InetSocketAddress peer, long nanos) {
        int now = (int) TimeUnit.NANOSECONDS.toSeconds(nanos);
        return ByteBuffer.allocate(Integer.BYTES + CODE_BYTES)
                .putInt(now)
                .put(code(peer, now))
                .array();
    }

    boolean fresh(byte[] echo, InetSocketAddress peer, long nanos) {
        if (echo.length != Integer.BYTES + CODE_BYTES) {
            return false;
        }
        int then = ByteBuffer.wrap(echo).getInt();
        int age = (int) TimeUnit.NANOSECONDS.toSeconds(nanos) - then;
        return age >= 0
                && age <= SECONDS
                && MessageDigest.isEqual(code(peer, then), Arrays.copyOfRange(echo, Integer.BYTES, echo.length));
    }

    private byte[] code(InetSocketAddress peer, int seconds) {
        mac.update(Digests.number(seconds));
        mac.update(Digests.number(peer.getPort()));
        return Arrays.copyOf(mac.doFinal(peer.getAddress().getAddress()), CODE_BYTES);
    }
}
