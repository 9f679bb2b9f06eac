package org.headgate.api.device;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Names and secrets with which devices sign in. Safe for any thread. Stages complete when synced. */
@ProviderType
public interface DeviceCredentials {

    /**
     * Makes a new random secret for {@code name}, replacing an old one: a password of 256 bits, kept hashed, or a pre-shared key of 192 bits, kept as it is
     * (DTLS needs it) and no longer than the 32 bytes that small DTLS stacks take.
     *
     * @param publish, subscribe MQTT topic filters or CoAP paths; empty: publish anything that intake takes, subscribe nothing but its own answers
     */
    CompletionStage<Issued> issue(String name, Type type, List<String> publish, List<String> subscribe);

    /** False where there was none. */
    CompletionStage<Boolean> withdraw(String name);

    List<Credential> list();

    /** The key of a DTLS PSK identity: the bytes of the secret's text as it was shown, since that is what clients take as their key. */
    Optional<byte[]> preSharedKey(String identity);

    enum Type {
        PASSWORD,
        PSK
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
