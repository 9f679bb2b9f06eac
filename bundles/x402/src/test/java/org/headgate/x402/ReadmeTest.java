package org.headgate.x402;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Pattern CODE = Pattern.compile(
            "(?:refused|same)\\(\\s*\"([a-z0-9_]+)\"|(?:PREFIX|prefix) \\+ \"([a-z0-9_]+)\"|PaymentRefused\\(\\s*\"([a-z0-9_]+)\"");

    @Test
    void codes_areAllInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        TreeSet<String> codes = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Matcher found = CODE.matcher(Files.readString(source));
                while (found.find()) {
                    for (int i = 1; i <= found.groupCount(); i++) {
                        if (found.group(i) != null && !found.group(i).endsWith("_")) {
                            codes.add(found.group(i));
                        }
                    }
                }
            }
        }
        assertThat(codes)
                .hasSizeGreaterThan(25)
                .allSatisfy(code -> assertThat(readme).contains("`" + code + "`"));
    }
}
