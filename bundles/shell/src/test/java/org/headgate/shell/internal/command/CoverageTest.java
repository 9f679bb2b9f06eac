package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.journal.JournalUnavailable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageTest {
    @TempDir
    Path folder;

    private Shell shell;
    private boolean withoutH3;
    private long span;

    @BeforeEach
    void start() {
        shell = new Shell(folder);
        shell.gateway.with(Coverage.class, new Coverage() {
            @Override
            public Optional<Explanation> explain(long sequence) {
                return sequence == 7
                        ? Optional.of(new Explanation(
                                7,
                                1_700_000_000_000L,
                                "urn:dev:mac:1",
                                false,
                                List.of("does not hold", "snr failed"),
                                new byte[] {(byte) 0xa3}))
                        : Optional.empty();
            }

            @Override
            public byte[] map(Form form, long from, long to) throws JournalUnavailable {
                if (withoutH3) {
                    throw new JournalUnavailable("h3_unavailable", "there are no cells to draw");
                }
                span = to - from;
                return form.name().getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public List<String> compare(String first, String second, long from, long to) {
                if (!second.startsWith("h")) {
                    throw new IllegalArgumentException("there is no rule set '" + second + "'");
                }
                return List.of(first + " " + second + " " + from + " " + to);
            }
        });
    }

    @Test
    void map_writesWhatIsAskedFor() throws Exception {
        Path png = folder.resolve("a.png");
        Path json = folder.resolve("a.geojson");
        Shell.Result result =
                shell.run("coverage", "map", "--png", png.toString(), "--geojson", json.toString(), "--last", "7d");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readString(png)).isEqualTo("PNG");
        assertThat(Files.readString(json)).isEqualTo("GEOJSON");
        assertThat(span).isEqualTo(Duration.ofDays(7).toMillis() + 1);
    }

    @Test
    void map_ofNothing_orWithoutH3_saysWhy() {
        assertThat(shell.run("coverage", "map").code()).isEqualTo(2);
        withoutH3 = true;
        Shell.Result result =
                shell.run("coverage", "map", "--png", folder.resolve("a.png").toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("there are no cells to draw (h3_unavailable)");
        assertThat(folder.resolve("a.png")).doesNotExist();
    }

    @Test
    void explain_tellsTheVerdict_orThatThereIsNone() {
        Shell.Result told = shell.run("coverage", "explain", "7");
        assertThat(told.out())
                .contains("Sighting 7, heard by urn:dev:mac:1 at ")
                .contains("\n  does not hold\n  snr failed\n");
        assertThat(shell.run("coverage", "explain", "7", "--json").out())
                .contains("\"holds\":false")
                .contains("\"verdict\":\"0xa3\"");
        Shell.Result none = shell.run("coverage", "explain", "8");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("there is no verdict on sequence 8");
    }

    @Test
    void compare_printsTheReport() {
        assertThat(shell.run("coverage", "compare", "--from", "3", "--to", "9").out())
                .isEqualTo("headgate-1 helium-1 3 9\n");
        assertThat(shell.run("coverage", "compare", "--second", "x").err()).contains("there is no rule set 'x'");
    }

    @Test
    void withoutTheBundle_itSaysWhichFeatureItIsOf() {
        Shell bare = new Shell(folder);
        assertThat(bare.run("coverage", "explain", "1").err()).contains("the feature 'coverage'");
    }
}
