package org.headgate.host.source.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A stable name of this machine that does not give its machine id away (machine-id(5) asks for a keyed hash). */
final class MachineName {
    private static final int CHARACTERS = 16;

    private MachineName() {}

    static String of(Path root) {
        for (String file : new String[] {"etc/machine-id", "var/lib/dbus/machine-id"}) {
            String id = ProcFile.text(root.resolve(file)).strip();
            if (id.matches("[0-9a-f]{32}")) {
                return hash(id);
            }
        }
        String host = ProcFile.text(root.resolve("proc/sys/kernel/hostname")).strip();
        return host.isEmpty() ? "unnamed" : host;
    }

    private static String hash(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("org.headgate.host-source:" + id).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
