package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The client id where the operator gives none: the same after each start, another one on another gateway. */
final class ClientId {
    private static final int BYTES = 4;

    private ClientId() {}

    static String of(String name, Path home) {
        return "headgate-" + name + "-" + hash(machine() + home.toAbsolutePath());
    }

    private static String machine() {
        for (String file : new String[] {"/etc/machine-id", "/proc/sys/kernel/hostname"}) {
            try {
                return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                // The next one then.
            }
        }
        return "";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
