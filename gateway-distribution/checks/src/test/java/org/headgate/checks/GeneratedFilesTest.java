package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages and samples that are made from the bundles, and kept in the source tree so that people can read them there. */
class GeneratedFilesTest {
    static final String COMMAND = "./headgate generate";
    private static final boolean GENERATE = Boolean.getBoolean("generate");
    private static final Path PAGE = Installed.SOURCE.resolve("docs/configuration.md");
    private static final Path SAMPLES = Installed.SOURCE.resolve("gateway-distribution/conf");

    @TempDir
    Path home;

    @Test
    void configurationPage_isCurrent() throws IOException {
        String page = ConfigurationPage.text();
        if (GENERATE) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("generate it with: " + COMMAND).exists();
        assertThat(Files.readString(PAGE))
                .as("docs/configuration.md is not what the bundles say; generate it with: " + COMMAND)
                .isEqualTo(page);
    }

    @Test
    void samples_areCurrent() throws Exception {
        try (RunningGateway gateway = RunningGateway.run(home, FeaturesTest.anyPorts())) {
            assertThat(gateway.alive()).isTrue();
        }
        Map<String, String> written = read(home.resolve("conf"));
        if (GENERATE) {
            replace(written);
        }
        assertThat(read(SAMPLES))
                .as("gateway-distribution/conf is not what a first start writes; generate it with: " + COMMAND)
                .isEqualTo(written);
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static void replace(Map<String, String> files) throws IOException {
        for (String old : read(SAMPLES).keySet()) {
            Files.delete(SAMPLES.resolve(old));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(SAMPLES.resolve(file.getKey()), file.getValue());
        }
    }
}
