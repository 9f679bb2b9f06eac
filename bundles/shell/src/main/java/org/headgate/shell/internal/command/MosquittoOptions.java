package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Options for a Mosquitto client in a file, so that no secret is ever an argument. All versions read {@code $XDG_CONFIG_HOME/<name of the client>}, one
 * option a line; {@code -o} came only after 2.0.
 */
final class MosquittoOptions {
    private final String client;
    private final List<String> lines = new ArrayList<>();

    MosquittoOptions(String client) {
        this.client = client;
    }

    MosquittoOptions add(String option, Object value) {
        lines.add(option + " " + value);
        return this;
    }

    MosquittoOptions add(String option) {
        lines.add(option);
        return this;
    }

    Path write(Session session, Path folder) throws IOException, Refusal {
        Path file = folder.resolve(client);
        session.file(file, true, this::write);
        return file;
    }

    /** The line that an operator or a buyer types. */
    String line(Path folder) {
        return "XDG_CONFIG_HOME=" + quote(folder.toString()) + " " + client;
    }

    private void write(OutputStream out) throws IOException {
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static String quote(String word) {
        return word.matches("[A-Za-z0-9_./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** A name for a folder: what is not a letter, digit, dot, dash or underscore is written {@code %XX}. */
    static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain =
                    c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' && !safe.isEmpty());
            safe.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return safe.toString();
    }
}
