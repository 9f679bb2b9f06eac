package org.headgate.proof.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.headgate.proof.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final byte[] export = Samples.export(Samples.chain(new int[] {3, 4}, new int[] {0, 2}), false);

    @Test
    void wholeFile_holds() throws IOException {
        Path file = Files.write(folder.resolve("e.jsonl"), export);
        assertThat(run("--gateway", Samples.GATEWAY.toString(), file.toString()))
                .isZero();
        assertThat(out.toString(UTF_8))
                .contains("batches        2 (1 to 2)")
                .contains("contributions  7 proven (1 to 9)")
                .contains("lost           2 declared")
                .endsWith("all holds" + System.lineSeparator());
    }

    @Test
    void changedFile_fails() throws IOException {
        Path file = Files.writeString(
                folder.resolve("e.jsonl"), new String(export, UTF_8).replaceFirst("\"v\":20.2", "\"v\":20.25"));
        assertThat(run("--json", file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .startsWith("{\"holds\":false")
                .contains("\"code\":\"not_in_batch\"")
                .contains("\"line\":\"3\"")
                .contains("\"sequence\":\"2\"");
        out.reset();
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .startsWith("FAILED  " + file + ":3, batch 1, sequence 2: not_in_batch")
                .contains("1 check failed");
    }

    @Test
    void headersAlone_failUnlessAskedFor() throws IOException {
        String headers = new String(export, UTF_8)
                .lines()
                .filter(line -> line.contains("\"type\":\"header\""))
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("h.jsonl"), headers);
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .contains("batch 1: contributions_withheld: contributions 1 to 3 are left out: not checked");
        out.reset();
        assertThat(run("--headers-only", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("contributions  0 proven").contains("all holds");
    }

    @Test
    void headersMissing_failUnlessAskedFor() throws IOException {
        List<Samples.Batch> chain = Samples.chain(new int[] {2, 2, 2}, new int[] {0, 0, 0});
        Path file = Files.write(folder.resolve("m.jsonl"), Samples.export(List.of(chain.get(0), chain.get(2)), false));
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("batch 3: batch_gap: header 2 is missing");
        out.reset();
        assertThat(run("--headers-missing", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("missing        1 header, accepted");
        out.reset();
        assertThat(run("--headers-missing", "--json", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("\"missing\":\"1\"");
    }

    @Test
    void standardInput_isRead() {
        assertThat(run("-")).isZero();
    }

    @Test
    void wrongUsage_isTold() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--nonsense", "f")).isEqualTo(2);
        assertThat(run("--gateway", "0x12", "f")).isEqualTo(2);
        assertThat(run("--gateway")).isEqualTo(2);
        assertThat(run(folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("does not exist").contains("--help");
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("Examples:");
    }

    private int run(String... arguments) {
        try (PrintStream to = new PrintStream(out, true, UTF_8);
                PrintStream problems = new PrintStream(err, true, UTF_8)) {
            return Verify.run(arguments, new ByteArrayInputStream(export), to, problems);
        }
    }
}
