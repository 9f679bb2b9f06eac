package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A gateway from the archive in a process of its own. */
final class RunningGateway implements AutoCloseable {
    private static final int SECONDS = 180;

    static {
        // As the testkit does for bundles, of which this module shall need none, so that it runs without building any.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(SECONDS));
    }

    final Path home;
    private final Path output;
    private final Process process;

    private RunningGateway(Path home, Path output, Process process) {
        this.home = home;
        this.output = output;
        this.process = process;
    }

    /** Any free port for every listener; otherwise the defaults. */
    static RunningGateway run(Path home, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(headgate(), "run", "--home", home.toString()));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        Files.createDirectories(home);
        Path output = Files.createTempFile("headgate", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        RunningGateway gateway = new RunningGateway(home, output, process);
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> gateway.announced() || !process.isAlive());
        return gateway;
    }

    private boolean announced() throws IOException {
        return output().lines().anyMatch(line -> line.startsWith("ready after") || line.startsWith("degraded after"));
    }

    static String headgate() {
        return Installed.FOLDER.resolve("bin/headgate").toString();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    String log() throws IOException {
        return Files.readString(home.resolve("log/headgate.0.log"));
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    JsonNode status() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(command("status", "--json").output());
    }

    Finished command(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(headgate()));
        command.addAll(List.of(words));
        command.add("--home");
        command.add(home.toString());
        return finish(command);
    }

    static Finished finish(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("headgate", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroy();
        }
        assertThat(ended)
                .as("%s has ended: %s", command, Files.readString(output))
                .isTrue();
        return new Finished(process.exitValue(), Files.readString(output));
    }

    record Finished(int exitCode, String output) {}

    /** As an operator's {@code kill}; waits for the end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
