package org.headgate.pay.http.internal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.SignInWithX;

/**
 * Nonces of sign-ins. Those that are given need no memory: each tells when it was given, with a code that only this process can make. Those that were used are kept until they are too
 * old anyway, and when there is no room for another, none is taken. Safe for any thread.
 */
final class Nonces {
    private static final String ALGORITHM = "HmacSHA256";
    private static final long GOOD_NANOS = SignInWithX.LONGEST.toNanos();
    private static final int TIME_BYTES = 8;
    private static final int RANDOM_BYTES = 8;
    private static final int CODE_BYTES = 16;
    private static final int NAMED_BYTES = TIME_BYTES + RANDOM_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final byte[] key = new byte[32];
    private final LongSupplier nanos;
    /** With when they were used, the first first. */
    private final Map<String, Long> used = new LinkedHashMap<>();

    Nonces(LongSupplier nanos) {
        this.nanos = nanos;
        random.nextBytes(key);
    }

    /** Letters and digits. */
    String next() {
        byte[] salt = new byte[RANDOM_BYTES];
        random.nextBytes(salt);
        byte[] named = ByteBuffer.allocate(NAMED_BYTES)
                .putLong(nanos.getAsLong())
                .put(salt)
                .array();
        return HexFormat.of().formatHex(named) + HexFormat.of().formatHex(code(named));
    }

    /** That it was given here, not long ago, and not used. @throws PaymentRefused {@code invalid_siwx_nonce} */
    void check(String nonce) throws PaymentRefused {
        if (!isOwn(nonce)) {
            throw refused("it was not given here, or before the gateway was started");
        }
        long given = ByteBuffer.wrap(HexFormat.of().parseHex(nonce)).getLong();
        if (nanos.getAsLong() - given > GOOD_NANOS) {
            throw refused("it was given more than " + SignInWithX.LONGEST.toMinutes() + " minutes ago");
        }
        synchronized (used) {
            if (used.containsKey(nonce)) {
                throw refused("it was used before");
            }
        }
    }

    /** False where there is no room. @param most used ones that are kept @throws PaymentRefused {@code invalid_siwx_nonce} */
    boolean use(String nonce, int most) throws PaymentRefused {
        long now = nanos.getAsLong();
        synchronized (used) {
            used.values().removeIf(at -> now - at > GOOD_NANOS);
            check(nonce);
            if (used.size() >= most) {
                return false;
            }
            used.put(nonce, now);
            return true;
        }
    }

    int used() {
        synchronized (used) {
            return used.size();
        }
    }

    private boolean isOwn(String nonce) {
        try {
            byte[] bytes = HexFormat.of().parseHex(nonce);
            byte[] named = Arrays.copyOf(bytes, NAMED_BYTES);
            return bytes.length == NAMED_BYTES + CODE_BYTES
                    && HexFormat.of().formatHex(bytes).equals(nonce)
                    && MessageDigest.isEqual(code(named), Arrays.copyOfRange(bytes, NAMED_BYTES, bytes.length));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] code(byte[] named) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Arrays.copyOf(mac.doFinal(named), CODE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PaymentRefused refused(String why) {
        return new PaymentRefused("invalid_siwx_nonce", "the nonce is not good: " + why + "; ask for another");
    }
}
