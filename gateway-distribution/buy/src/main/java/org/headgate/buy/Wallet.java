package org.headgate.buy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.headgate.identity.keystore.Key;
import org.headgate.identity.keystore.KeyUnavailable;
import org.headgate.identity.keystore.Keystore;
import org.headgate.identity.keystore.SecretFile;
import org.headgate.proof.Secp256k1;
import org.jspecify.annotations.Nullable;

/** Where the buyer's key comes from: files that options or the environment name. Never an argument, never the environment itself. */
final class Wallet {
    static final String KEYSTORE = "WALLET_KEYSTORE";
    static final String PASSWORD_FILE = "WALLET_PASSWORD_FILE";
    static final String KEY_FILE = "WALLET_KEY_FILE";

    private static final int MIB = 1 << 20;
    /** What the rest of this process takes. */
    private static final int ELSE_MIB = 32;

    private Wallet() {}

    /** Asks for a password, without showing it. */
    interface Prompt {
        /** Null where there is nobody to ask. */
        char @Nullable [] password(String question);
    }

    static Key open(Options options, Map<String, String> environment, Prompt prompt) throws Halt {
        Path keystore = options.keystore() == null ? path(environment, KEYSTORE) : options.keystore();
        Path password = options.passwordFile() == null ? path(environment, PASSWORD_FILE) : options.passwordFile();
        Path plain = path(environment, KEY_FILE);
        try {
            if (keystore != null) {
                return decrypt(keystore, password, prompt);
            }
            if (plain != null) {
                return plain(plain);
            }
        } catch (IOException e) {
            throw new Halt(Halt.FAILED, "The wallet cannot be read: " + e.getMessage() + ". Check its file and mode.");
        }
        throw new Halt(
                Halt.USAGE,
                "There is no wallet. Name a keystore with --keystore FILE or " + KEYSTORE
                        + ", or a file that holds a key with " + KEY_FILE + ".");
    }

    private static @Nullable Path path(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? null : Path.of(value);
    }

    private static Key plain(Path file) throws IOException, Halt {
        warnIfOpen(file);
        String text = new String(SecretFile.read(file), StandardCharsets.UTF_8).strip();
        try {
            byte[] key = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
            if (Secp256k1.isPrivateKey(key)) {
                return new Key(key);
            }
        } catch (IllegalArgumentException e) {
            throw noKey(file);
        }
        throw noKey(file);
    }

    private static Halt noKey(Path file) {
        return new Halt(Halt.FAILED, file + " holds no private key: it must be 64 hex digits, with 0x or without.");
    }

    private static void warnIfOpen(Path file) throws IOException {
        if (SecretFile.open(file)) {
            System.err.println("Others may read " + file + ": chmod 600 it.");
        }
    }

    private static Key decrypt(Path keystore, @Nullable Path passwordFile, Prompt prompt) throws IOException, Halt {
        byte[] password = password(keystore, passwordFile, prompt);
        int budget = (int) Math.max(16, Runtime.getRuntime().maxMemory() / MIB - ELSE_MIB);
        try {
            return Keystore.decrypt(SecretFile.read(keystore), password, budget);
        } catch (KeyUnavailable e) {
            throw new Halt(
                    Halt.FAILED,
                    switch (e.code()) {
                        case "passphrase_wrong" ->
                            keystore + " does not open with this password. Try again, or name the right file.";
                        case "keystore_too_costly" ->
                            keystore
                                    + " takes more memory to open than there is here: this Java may use " + budget
                                    + " MiB for it. Encrypt the key again with light parameters (n=4096, r=8, p=6), or buy on another machine.";
                        default ->
                            keystore + ": " + e.getMessage()
                                    + ". It must be Web3 Secret Storage, version 3, with scrypt.";
                    });
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static byte[] password(Path keystore, @Nullable Path file, Prompt prompt) throws IOException, Halt {
        if (file != null) {
            warnIfOpen(file);
            return new String(SecretFile.read(file), StandardCharsets.UTF_8)
                    .replaceFirst("[\r\n]+$", "")
                    .getBytes(StandardCharsets.UTF_8);
        }
        char[] typed = prompt.password("Password of " + keystore + ": ");
        if (typed == null) {
            throw new Halt(
                    Halt.USAGE,
                    "There is no terminal to ask for the password of " + keystore
                            + ". Name a file that holds it with --password-file or " + PASSWORD_FILE + ".");
        }
        return new String(typed).getBytes(StandardCharsets.UTF_8);
    }
}
