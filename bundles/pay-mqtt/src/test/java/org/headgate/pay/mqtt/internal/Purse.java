package org.headgate.pay.mqtt.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.headgate.api.access.Credentials;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.Signer;
import org.headgate.proof.Secp256k1;
import org.headgate.x402.SignInMessage;
import org.jspecify.annotations.Nullable;

/** A wallet, and what it signs. */
record Purse(byte[] key) {
    static final Purse GATEWAY = new Purse(9);
    static final Purse BUYER = new Purse(7);
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    Purse(int filled) {
        this(new byte[32]);
        Arrays.fill(key, (byte) filled);
    }

    Address address() {
        return Secp256k1.address(key);
    }

    Signer signer() {
        return new Signer() {
            @Override
            public Address address() {
                return Purse.this.address();
            }

            @Override
            public byte[] sign(Hash digest) {
                return Secp256k1.sign(key, digest);
            }
        };
    }

    String password(String domain, String issued, @Nullable String expires) {
        SignInMessage message = new SignInMessage(
                domain,
                SignInMessage.checksummed(address()),
                "Buy feeds.",
                "mqtt://" + domain,
                8453,
                "abcdefgh",
                issued,
                expires,
                null,
                null,
                List.of());
        return password(message.text());
    }

    String password(String text) {
        byte[] signature = Secp256k1.sign(key, SignInMessage.digest(text));
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + ".0x"
                + HexFormat.of().formatHex(signature);
    }

    /** Good for a day. */
    Credentials signIn() {
        return shown(password(GATEWAY.address().toString(), NOW.toString(), null));
    }

    Credentials shown(String password) {
        return shown(password, "192.0.2.1:5000");
    }

    Credentials shown(String password, String remote) {
        return new Credentials(
                "mqtt",
                SignInMessage.checksummed(address()),
                password.getBytes(StandardCharsets.UTF_8),
                remote,
                false,
                true);
    }
}
