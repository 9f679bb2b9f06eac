package org.headgate.identity.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Runs a script of the {@code proof} bundle's {@code src/test/node} with the packages of its lock file, which are fetched once. */
final class NodeScript {
    private static final Path SOURCE =
            Path.of("../proof/src/test/node").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("target/node").toAbsolutePath();
    private static final String INSTALL = "this test needs Node.js 20 and npm: sudo apt-get install -y nodejs npm";

    private NodeScript() {}

    /** The script's output, a line each; fails where it fails. */
    static List<String> run(String script, Path... arguments) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Path lock = SOURCE.resolve("package-lock.json");
        Path installed = FOLDER.resolve("package-lock.json");
        boolean current = Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))
                && Files.exists(installed)
                && Files.mismatch(lock, installed) < 0;
        if (!current) {
            copy("package.json");
            copy("package-lock.json");
            execute(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        }
        copy(script);
        List<String> command = new ArrayList<>(List.of("node", script));
        for (Path argument : arguments) {
            command.add(argument.toAbsolutePath().toString());
        }
        return execute(command);
    }

    private static List<String> execute(List<String> command) throws IOException, InterruptedException {
        System.out.println(String.join(" ", command));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return fail(INSTALL + " (" + e.getMessage() + ")");
        }
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                System.out.println(line);
                lines.add(line);
            }
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static void copy(String file) throws IOException {
        Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
}
