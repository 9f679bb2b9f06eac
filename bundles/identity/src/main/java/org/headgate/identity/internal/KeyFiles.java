package org.headgate.identity.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.headgate.identity.keystore.Key;
import org.headgate.identity.keystore.KeyUnavailable;
import org.headgate.identity.keystore.Keystore;
import org.headgate.identity.keystore.SecretFile;
import org.headgate.proof.Secp256k1;
import org.jspecify.annotations.Nullable;

/**
 * The keystore and its passphrase on disk.
 *
 * <p>A new key is made only where there is no trace of an older one. The keystore is written under another name first and takes its own once the passphrase
 * is on disk too, so an interrupted first start is finished or begun anew, never mistaken for a loss.
 */
final class KeyFiles {
    private static final String NOT_READABLE_REMEDY =
            "check the file's owner and mode (it must be readable by the gateway's user alone), then restart";

    private final Path keystore;
    private final Path unfinished;
    private final Path passphrase;
    private final boolean ownPassphrase;
    private final int budgetMib;
    private final SecureRandom random = new SecureRandom();

    /** @param passphraseFile given by the operator, or null for {@code keystore.pass} in the data folder */
    KeyFiles(Path data, @Nullable Path passphraseFile, int budgetMib) {
        this.keystore = data.resolve("keystore");
        this.unfinished = data.resolve("keystore.new");
        this.ownPassphrase = passphraseFile == null;
        this.passphrase = passphraseFile == null ? data.resolve("keystore.pass") : passphraseFile;
        this.budgetMib = budgetMib;
    }

    /** Reads the key, or makes one at the first start. */
    Key open() throws KeyUnavailable {
        try {
            if (!Files.exists(keystore)) {
                begin();
            }
            return Keystore.decrypt(SecretFile.read(keystore), secret(), budgetMib);
        } catch (IOException e) {
            throw new KeyUnavailable(
                    "keystore_unreadable", "the key cannot be read or written: " + describe(e), NOT_READABLE_REMEDY);
        }
    }

    /** Files that others may read. */
    List<Path> exposed() {
        List<Path> exposed = new ArrayList<>();
        for (Path file : List.of(keystore, passphrase)) {
            try {
                if (SecretFile.open(file)) {
                    exposed.add(file);
                }
            } catch (IOException e) {
                continue;
            }
        }
        return exposed;
    }

    private void begin() throws IOException, KeyUnavailable {
        Files.createDirectories(keystore.toAbsolutePath().getParent());
        if (ownPassphrase && Files.exists(passphrase)) {
            finish();
            return;
        }
        byte[] secret = ownPassphrase ? newPassphrase() : secret();
        SecretFile.write(unfinished, Keystore.encrypt(newKey(), secret, random));
        if (ownPassphrase) {
            SecretFile.write(passphrase, secret);
        }
        SecretFile.rename(unfinished, keystore);
    }

    private void finish() throws IOException, KeyUnavailable {
        if (!Files.exists(unfinished)) {
            throw new KeyUnavailable(
                    "keystore_missing",
                    "data/keystore.pass is there but data/keystore is gone",
                    "restore data/keystore from a backup; to start over under a new address, move data/keystore.pass away and restart");
        }
        Keystore.decrypt(SecretFile.read(unfinished), secret(), budgetMib);
        SecretFile.rename(unfinished, keystore);
    }

    private byte[] secret() throws IOException, KeyUnavailable {
        if (!Files.exists(passphrase)) {
            throw new KeyUnavailable(
                    "passphrase_missing",
                    "the passphrase file " + passphrase + " does not exist",
                    ownPassphrase
                            ? "restore data/keystore.pass from a backup; to start over under a new address, move data/keystore away and restart"
                            : "put the passphrase there (mode 0600), or correct identity.passphrase.file, then restart");
        }
        byte[] secret = withoutLineEnd(SecretFile.read(passphrase));
        if (secret.length == 0) {
            throw new KeyUnavailable(
                    "passphrase_missing",
                    "the passphrase file " + passphrase + " is empty",
                    "put the passphrase there, or restore it from a backup, then restart");
        }
        return secret;
    }

    private Key newKey() {
        byte[] secret = new byte[32];
        do {
            random.nextBytes(secret);
        } while (!Secp256k1.isPrivateKey(secret));
        return new Key(secret);
    }

    private byte[] newPassphrase() {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] withoutLineEnd(byte[] content) {
        int length = content.length;
        while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(content, length);
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
