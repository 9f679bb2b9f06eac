package org.headgate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The assembled gateway as a process, started, asked and killed as an operator would. */
final class Gateway implements AutoCloseable {
    static final Path INSTALLED =
            Path.of(System.getProperty("installed")).toAbsolutePath().normalize();
    private static final Path HOMES =
            Path.of(System.getProperty("homes")).toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = 90;

    final Path home;
    private final Path output;
    private final Process process;

    private Gateway(Path home, Path output, Process process) {
        this.home = home;
        this.output = output;
        this.process = process;
    }

    /** An empty home below {@code target/}. */
    static Path home(String name) throws IOException {
        Files.createDirectories(HOMES);
        return Files.createTempDirectory(HOMES, name + "-");
    }

    /** Begins to start; does not wait. */
    static Gateway launch(Path home, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(INSTALLED + "/bin/headgate", "run", "--home", home.toString()));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        Files.createDirectories(HOMES);
        Path output = Files.createTempFile(HOMES, "run-", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Gateway(home, output, process);
    }

    /** Starts, and waits until it says that it is ready. */
    static Gateway start(Path home, String... settings) throws IOException {
        return launch(home, settings).awaitReady();
    }

    /** With all that a scenario of many clients needs: a feed named all of what is heard, and room for so many connections. */
    static Gateway selling(String name, int connections) throws IOException, InterruptedException {
        Gateway gateway = start(
                home(name),
                // fixed, since a door that is exchanged opens anew
                "mqtt-door.port=" + freePort(),
                "coap-source.port=0",
                "mqtt-door.connect.seconds=8",
                "mqtt-door.connections.max=" + connections,
                "deploy.replace=true",
                "deploy.unsigned=true",
                "devices.adopt.rule=*",
                "headgate.features=mqtt-door,coap-source,prove,sell,shell,profile-senml");
        gateway.command("feed", "create", "all", "--min-trust", "0");
        return gateway;
    }

    /** Below those that systems give to connections: while the door is away, no client's own end gets it by chance. */
    static int freePort() throws IOException {
        for (int tries = 0; ; tries++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 32_000))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }

    Gateway awaitReady() throws IOException {
        awaitUp();
        Until.holds(
                "the gateway is ready: " + output(),
                Duration.ofSeconds(SECONDS),
                () -> status().path("state").asText().equals("ready"));
        return this;
    }

    /** Waits until it has started, ready or degraded. */
    Gateway awaitUp() throws IOException {
        Until.holds(
                "the gateway has started",
                Duration.ofSeconds(SECONDS),
                () -> !process.isAlive()
                        || output().lines().anyMatch(line -> line.matches("(ready|degraded) after .*")));
        if (!process.isAlive()) {
            throw new IllegalStateException("ended while it started: " + output());
        }
        return this;
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    String log() throws IOException {
        StringBuilder log = new StringBuilder();
        try (Stream<Path> files = Files.list(home.resolve("log"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }

    /** For at most so long; whether it is still there. */
    boolean alive(Duration after) throws InterruptedException {
        return !process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}; returns once it is gone. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + pid() + " outlived kill -9");
        }
    }

    JsonNode status() throws IOException, InterruptedException {
        String said = ask("status", "--json").output();
        return said.startsWith("{") ? JSON.readTree(said) : JSON.createObjectNode();
    }

    long metric(String name) throws IOException, InterruptedException {
        return status().path("metrics").path(name).asLong(-1);
    }

    /** The last sequence that was given. */
    long stored() throws IOException, InterruptedException {
        return status().path("facts").path("journal").path("journal.next").asLong() - 1;
    }

    int port(String component) throws IOException, InterruptedException {
        return status().get("ports").get(component).asInt();
    }

    /** An operator's command that must succeed. */
    String command(String... words) throws IOException, InterruptedException {
        Finished finished = ask(words);
        if (finished.exitCode() != 0) {
            throw new IllegalStateException("headgate " + String.join(" ", words) + ": " + finished.output());
        }
        return finished.output();
    }

    JsonNode json(String... words) throws IOException, InterruptedException {
        return JSON.readTree(command(words));
    }

    Finished ask(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(INSTALLED + "/bin/headgate"));
        command.addAll(List.of(words));
        command.add("--home");
        command.add(home.toString());
        return finish(command);
    }

    static Finished finish(List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(HOMES);
        Path output = Files.createTempFile(HOMES, "command-", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(10L * SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        Files.delete(output);
        return new Finished(process.waitFor(), said);
    }

    record Finished(int exitCode, String output) {}

    /** Stops it in order; kills it if that takes longer than is patient. */
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
