package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An operator who meets a code in the status finds it in the manual. */
class ProblemCodesTest {
    /** Whatever becomes a problem, and the first of its arguments that is, or chooses between, literals. */
    private static final Pattern MADE = Pattern.compile(
            "(?:new (?:Problem|\\w*Unavailable|Fault)|\\btrouble|\\bproblem\\(\\s*broker,)\\(?((?:[^,\"]|\"[^\"]*\")*?),");

    private static final Pattern CODE = Pattern.compile("\"(_?[a-z0-9]+(?:_[a-z0-9]+)*_?)\"");

    @Test
    void code_inTheSources_standsInTheManual() throws IOException {
        String manual = Files.readString(Installed.SOURCE.resolve("docs/operations.md"));
        Set<String> missing = new TreeSet<>();
        for (String code : codes()) {
            String part = code.endsWith("_") ? "`" + code + "…`" : code.startsWith("_") ? code + "`" : "`" + code + "`";
            if (!manual.contains(part)) {
                missing.add(code);
            }
        }
        assertThat(missing)
                .as("codes without a row in docs/operations.md, 'What to do about a problem'")
                .isEmpty();
    }

    @Test
    void codes_found_areThoseThatThereAre() throws IOException {
        assertThat(codes())
                .contains("disk_full", "opening", "limit_", "broker_down", "keystore_missing", "feeds_failed");
    }

    private static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (Path file : sources()) {
            Matcher made = MADE.matcher(Files.readString(file));
            while (made.find()) {
                Matcher code = CODE.matcher(made.group(1).replaceAll("equals\\(\"[^\"]*\"\\)", ""));
                while (code.find()) {
                    codes.add(code.group(1));
                }
            }
        }
        return codes;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Installed.SOURCE.resolve("bundles"))) {
            return files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/main/"))
                    .toList();
        }
    }
}
