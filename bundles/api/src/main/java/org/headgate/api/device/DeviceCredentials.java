package org.headgate.api.device;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.headgate.api.access.Principal;
import org.osgi.annotation.versioning.ProviderType;

/** Names and secrets with which devices sign in. Safe for any thread. Stages complete when synced. */
@ProviderType
public interface DeviceCredentials {

    /**
     * Makes a new random secret for {@code name}, replacing an old one: a password of 256 bits, kept hashed, or a pre-shared key of 192 bits, kept as it is
     * (DTLS needs it) and no longer than the 32 bytes that small DTLS stacks take.
     *
     * @param type {@link Type#PASSWORD} or {@link Type#PSK}
     * @param publish, subscribe MQTT topic filters or CoAP paths; empty: publish anything that intake takes, subscribe nothing but its own answers
     */
    CompletionStage<Issued> issue(String name, Type type, List<String> publish, List<String> subscribe);

    /**
     * Lets whoever proves to hold the private key of {@code publicKey} sign in as {@code name}, replacing what that name had. Only the key's SHA-256 is kept.
     *
     * @param publicKey a SubjectPublicKeyInfo (RFC 5280 §4.1) in DER; no two names have the same
     */
    CompletionStage<Credential> admitKey(String name, byte[] publicKey, List<String> publish, List<String> subscribe);

    /** Lets whoever holds a certificate for {@code name}, by an authority that the listener trusts, sign in, replacing what that name had. */
    CompletionStage<Credential> admitCertificate(String name, List<String> publish, List<String> subscribe);

    /** The device admitted with this key, which the transport has seen proved. @param publicKey a SubjectPublicKeyInfo in DER */
    Optional<Principal.Device> byKey(byte[] publicKey);

    /** The device of this name, if it is admitted by certificate; that the certificate is good, the transport has seen. */
    Optional<Principal.Device> byCertificate(String name);

    /** False where there was none. */
    CompletionStage<Boolean> withdraw(String name);

    List<Credential> list();

    /** The key of a DTLS PSK identity: the bytes of the secret's text as it was shown, since that is what clients take as their key. */
    Optional<byte[]> preSharedKey(String identity);

    enum Type {
        PASSWORD,
        PSK,
        /** A key pair of the device's own: a raw public key (RFC 7250), or any certificate with that key. */
        PUBLIC_KEY,
        /** A certificate whose subject's common name is the device's name. */
        CERTIFICATE
    }

    /** The secret in base64url without padding; the ASCII bytes of this text are the pre-shared key. Shown once. */
    record Issued(String name, Type type, String secret) {
        @Override
        public String toString() {
            return "Issued[" + name + ", " + type + "]";
        }
    }

    record Credential(String name, Type type, List<String> publish, List<String> subscribe, long issuedAt) {}
}
