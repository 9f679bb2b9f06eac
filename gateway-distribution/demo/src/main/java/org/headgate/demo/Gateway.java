package org.headgate.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.headgate.api.batch.Address;

/** The gateway as a process of its own, run and asked as an operator would: through {@code bin/headgate}. */
final class Gateway implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path script;
    private final Path home;
    private final Process process;

    /** Starts {@code headgate run} with any free ports. */
    Gateway(Path installed, Path home, List<String> settings) throws IOException {
        this.script = installed.resolve("bin/headgate");
        this.home = home;
        List<String> line = new ArrayList<>(List.of(script.toString(), "run", "--home", home.toString()));
        for (String setting : settings) {
            line.add("--set");
            line.add(setting);
        }
        this.process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("run.txt").toFile())
                .start();
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it says by which address it signs. */
    Address awaitAddress(int seconds) throws IOException, InterruptedException {
        return Address.parse(
                signer(await(seconds, answer -> !signer(read(answer)).isEmpty(), "has not told its address")));
    }

    /** Waits until it says that it is ready. @return its status */
    JsonNode awaitReady(int seconds) throws IOException, InterruptedException {
        return await(seconds, answer -> answer.exit() == 0, "was not ready");
    }

    private JsonNode await(int seconds, Predicate<Answer> condition, String what)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String said = "nothing";
        while (System.nanoTime() < until) {
            if (!process.isAlive()) {
                throw new IOException("the gateway ended with exit code " + process.exitValue() + ":\n"
                        + Files.readString(home.resolve("run.txt")));
            }
            Answer answer = ask("status", "--json");
            if (condition.test(answer)) {
                return read(answer);
            }
            said = answer.out();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the gateway " + what + " after " + seconds + " s; its status: " + said);
    }

    private static String signer(JsonNode status) {
        return status.path("facts").path("identity").path("gateway").asText("");
    }

    /** What is no JSON is nothing: it is not there yet. */
    private static JsonNode read(Answer answer) {
        try {
            return JSON.readTree(answer.out().startsWith("{") ? answer.out() : "{}");
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    JsonNode status() throws IOException, InterruptedException {
        return JSON.readTree(ask("status", "--json").out());
    }

    /** Runs an operator's command that has to succeed. @return what it printed */
    String command(String... words) throws IOException, InterruptedException {
        Answer answer = ask(words);
        if (answer.exit() != 0) {
            throw new IOException("headgate " + String.join(" ", words) + " failed with exit code " + answer.exit()
                    + ": " + answer.out() + answer.err());
        }
        return answer.out();
    }

    JsonNode json(String... words) throws IOException, InterruptedException {
        return JSON.readTree(command(words));
    }

    Answer ask(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(words));
        line.add("--home");
        line.add(home.toString());
        return local(line.toArray(String[]::new));
    }

    /** Runs a command that needs no gateway. */
    Answer local(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(words));
        Path errors = Files.createTempFile(home, "command", ".err");
        Process command =
                new ProcessBuilder(line).redirectError(errors.toFile()).start();
        command.getOutputStream().close();
        String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = command.waitFor();
        String err = Files.readString(errors);
        Files.delete(errors);
        return new Answer(exit, out, err);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    record Answer(int exit, String out, String err) {}
}
