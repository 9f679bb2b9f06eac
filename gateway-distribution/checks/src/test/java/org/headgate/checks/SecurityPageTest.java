package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/security.md names as shown is shown by a test that there is. */
class SecurityPageTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void tests_thatThePageNames_areThere() throws IOException {
        List<Path> tests;
        try (Stream<Path> files = Files.walk(Installed.SOURCE)) {
            tests = files.filter(file -> file.toString().contains("/src/test/java/")
                            && file.toString().endsWith("Test.java"))
                    .toList();
        }
        Matcher named = NAMED.matcher(Files.readString(Installed.SOURCE.resolve("docs/security.md")));
        List<String> missing = new ArrayList<>();
        int count = 0;
        while (named.find()) {
            count++;
            boolean there = false;
            for (Path file : tests) {
                there |= file.getFileName().toString().equals(named.group(1) + ".java")
                        && (named.group(2) == null || Files.readString(file).contains(" " + named.group(2) + "("));
            }
            if (!there) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(20);
    }
}
