package org.headgate.shell.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code <home>/cache/control}: where a running gateway listens for commands, and the token that it wants to see. */
public record ControlFile(int port, String token, long pid) {

    public static Path below(Path home) {
        return home.resolve("cache").resolve("control");
    }

    /** Written whole or not at all, readable by its owner alone. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (WholeFile whole = WholeFile.create(file, true)) {
            whole.write(("port=" + port + "\ntoken=" + token + "\npid=" + pid + "\n").getBytes(StandardCharsets.UTF_8));
            whole.commit();
        }
    }

    /** Empty where there is none, or none that can be understood. */
    public static Optional<ControlFile> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        try {
            return Optional.of(new ControlFile(
                    Integer.parseInt(value(lines, "port")),
                    value(lines, "token"),
                    Long.parseLong(value(lines, "pid"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ControlFile[port " + port + ", pid " + pid + "]";
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }
}
