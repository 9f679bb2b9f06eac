package org.headgate.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs the scripts of a folder with Node.js and the packages of its lock file, which {@code ./headgate test} has fetched; else they are fetched here, once. */
public final class NodeScript {
    private static final String INSTALL = "this test needs Node.js 20 and npm: sudo apt-get install -y nodejs npm";

    private final Path folder;

    public NodeScript(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The folder, with its packages in it. */
    public Path fetched() throws IOException, InterruptedException {
        Path installed = folder.resolve("node_modules/.package-lock.json");
        if (!Files.exists(installed) || isOlder(installed, folder.resolve("package-lock.json"))) {
            execute(Map.of(), List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        }
        return folder;
    }

    /** The script's output, a line each; fails where it fails. */
    public List<String> run(String script, String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), script, arguments);
    }

    /** @param environment besides this process's own, for example {@code NODE_EXTRA_CA_CERTS} */
    public List<String> run(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        fetched();
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(Arrays.asList(arguments));
        return execute(environment, command);
    }

    private static boolean isOlder(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) < 0;
    }

    private List<String> execute(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        System.out.println(String.join(" ", command));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError(INSTALL, e);
        }
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                System.out.println(line);
                lines.add(line);
            }
        }
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " failed:\n" + String.join("\n", lines));
        }
        return lines;
    }
}
