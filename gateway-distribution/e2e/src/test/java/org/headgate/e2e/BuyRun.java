package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.headgate.api.batch.Address;
import org.headgate.proof.Secp256k1;
import org.headgate.testkit.Patience;

/** Runs of the command with one wallet and one output. */
final class BuyRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    String address;
    String feed = "all";
    String asset;
    boolean trusts = true;
    final Path out;
    private final Path folder;
    private final Certificate certificate;
    private final Path key;
    private final Path said;
    private final byte[] secret = new byte[32];

    /** @param filled of which all bytes of the wallet's key are @param asset that is paid in @param certificate that is trusted */
    BuyRun(Path folder, String name, int filled, String address, String asset, Certificate certificate)
            throws IOException {
        this.folder = folder;
        this.address = address;
        this.asset = asset;
        this.certificate = certificate;
        Arrays.fill(secret, (byte) filled);
        key = Files.createFile(
                folder.resolve(name + ".key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, key());
        out = folder.resolve(name + ".jsonl");
        said = Files.createFile(folder.resolve(name + ".txt"));
    }

    String key() {
        return "0x" + HexFormat.of().formatHex(secret);
    }

    Address wallet() {
        return Secp256k1.address(secret);
    }

    String said() throws IOException {
        return Files.readString(said);
    }

    Path kept(String file) {
        return folder.resolve(out.getFileName() + ".buy").resolve(file);
    }

    JsonNode state() throws IOException {
        return JSON.readTree(kept("state.json").toFile());
    }

    List<JsonNode> records() throws IOException {
        List<JsonNode> records = new ArrayList<>();
        try (Stream<String> lines = Files.exists(out) ? Files.lines(out) : Stream.of()) {
            for (String line : lines.toList()) {
                if (line.startsWith("{\"topic\":\"feeds/all/records\"") && line.endsWith("}")) {
                    records.add(JSON.readTree(line));
                }
            }
        }
        return records;
    }

    private List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(Gateway.INSTALLED + "/bin/headgate", "buy", address, feed));
        command.addAll(List.of(options));
        command.addAll(List.of("--out", out.toString()));
        if (!asset.isEmpty()) {
            command.addAll(List.of("--asset", asset));
        }
        return command;
    }

    Process start(String... options) throws IOException {
        // A shell in which all this runs may ignore the signal of Ctrl-C, and what it starts with it.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(command(options));
        return begin(command);
    }

    private Process begin(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
        builder.environment().put("WALLET_KEY_FILE", key.toString());
        if (trusts) {
            builder.environment().put("HEADGATE_JAVA_OPTS", certificate.javaOptions());
        }
        return builder.start();
    }

    /** Runs it at a terminal of its own, with one line typed. */
    int atTerminal(String typed) throws Exception {
        Process buyer = begin(List.of("script", "-qec", String.join(" ", command()), "/dev/null"));
        buyer.getOutputStream().write((typed + "\n").getBytes(StandardCharsets.UTF_8));
        buyer.getOutputStream().flush();
        return end(buyer);
    }

    /** Ctrl-C once so many records are there; the exit code. */
    int interruptAfter(int records, String... options) throws Exception {
        Process buyer = start(options);
        try {
            Until.holds(
                    "so many records have come: " + records,
                    Patience.LIMIT,
                    () -> !buyer.isAlive() || records().size() >= records);
            assertThat(buyer.isAlive()).as(said()).isTrue();
            assertThat(Gateway.finish(List.of("kill", "-INT", Long.toString(buyer.pid())))
                            .exitCode())
                    .isZero();
        } catch (Exception | AssertionError e) {
            buyer.destroyForcibly().waitFor();
            throw e;
        }
        return end(buyer);
    }

    /** Kills it with -9 once so many records are there; 0: as soon as a payment is signed. */
    void killAfter(int records, String... options) throws Exception {
        Process buyer = start(options);
        try {
            Until.holds(
                    "so many records have come: " + records,
                    Patience.LIMIT,
                    () -> !buyer.isAlive()
                            || (records == 0
                                    ? Files.exists(kept("state.json"))
                                            && state().path("signed").asLong() > 0
                                    : records().size() >= records));
            assertThat(buyer.isAlive()).as(said()).isTrue();
        } finally {
            buyer.destroyForcibly().waitFor();
        }
    }

    int toTheEnd(String... options) throws Exception {
        return end(start(options));
    }

    private int end(Process buyer) throws Exception {
        try {
            Until.holds("the command has ended", Patience.LIMIT, () -> !buyer.isAlive());
        } catch (IllegalStateException e) {
            throw new AssertionError(e.getMessage() + ": " + said(), e);
        } finally {
            buyer.destroyForcibly().waitFor();
        }
        return buyer.exitValue();
    }
}
