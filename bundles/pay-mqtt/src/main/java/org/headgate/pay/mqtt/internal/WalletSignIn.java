package org.headgate.pay.mqtt.internal;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import org.headgate.api.batch.Address;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.SignInMessage;

/**
 * The password of who signs in with a wallet: a message of EIP-4361 in base64, a point, and its signature in hex. It is for one gateway, whose address is its domain, and until a
 * time that it says itself. So it can be made once and kept, as any password, and nothing is to be remembered here.
 */
final class WalletSignIn {
    static final int LONGEST_BYTES = 8 * 1024;
    private static final int SIGNATURE_BYTES = 65;
    /** Of a message that says no end. */
    private static final Duration USUAL = Duration.ofDays(1);
    /** By which clocks may differ. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Duration longest;

    WalletSignIn(Duration longest) {
        this.longest = longest;
    }

    /** A password that would let in until its end, were it signed by its wallet. */
    record Shown(SignInMessage message, byte[] signature, Instant end) {
        /** Until when it lets in. @throws PaymentRefused with a code of {@code invalid_siwx_…} */
        Instant check(Address gateway, Instant now) throws PaymentRefused {
            message.check(gateway.toString(), now, signature);
            return end;
        }
    }

    /**
     * All that can be told without a look at the signature.
     *
     * @param wallet that it must be signed by
     * @throws PaymentRefused with a code of {@code invalid_siwx_…}
     */
    Shown read(Address gateway, Address wallet, byte[] password, Instant now) throws PaymentRefused {
        String text = new String(password, StandardCharsets.ISO_8859_1);
        int point = text.lastIndexOf('.');
        if (password.length > LONGEST_BYTES || point < 0) {
            throw malformed(
                    "the password must be a message of EIP-4361 in base64, a point, and its signature in hex; its domain is "
                            + gateway);
        }
        SignInMessage message = SignInMessage.parse(decoded(text.substring(0, point)));
        if (!Address.parse(message.address()).equals(wallet)) {
            throw new PaymentRefused(
                    "invalid_siwx_address", "the message is of " + message.address() + ", the user name is another");
        }
        if (!message.domain().equals(gateway.toString())) {
            throw new PaymentRefused(
                    "invalid_siwx_domain_mismatch", "it is for " + message.domain() + ", this is " + gateway);
        }
        Instant end = end(message);
        if (message.issued().isAfter(now.plus(AHEAD))) {
            throw new PaymentRefused("invalid_siwx_not_yet_valid", "it was issued at " + message.issuedAt());
        }
        if (!now.isBefore(end)) {
            throw new PaymentRefused("invalid_siwx_expired", "it ended at " + end);
        }
        return new Shown(message, signature(text.substring(point + 1)), end);
    }

    private Instant end(SignInMessage message) throws PaymentRefused {
        Instant last = message.issued().plus(longest);
        String told = message.expirationTime();
        try {
            Instant end = told == null
                    ? message.issued().plus(USUAL)
                    : OffsetDateTime.parse(told).toInstant();
            return end.isBefore(last) ? end : last;
        } catch (DateTimeException e) {
            throw malformed("Expiration Time is no time: " + told);
        }
    }

    private static String decoded(String base64) throws PaymentRefused {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed("the message is not base64");
        }
    }

    private static byte[] signature(String hex) throws PaymentRefused {
        try {
            byte[] signature = HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
            if (signature.length == SIGNATURE_BYTES) {
                return signature;
            }
        } catch (IllegalArgumentException e) {
            throw malformed("the signature is not hex");
        }
        throw malformed("the signature must have " + SIGNATURE_BYTES + " bytes");
    }

    private static PaymentRefused malformed(String message) {
        return new PaymentRefused(SignInMessage.MALFORMED, message);
    }
}
