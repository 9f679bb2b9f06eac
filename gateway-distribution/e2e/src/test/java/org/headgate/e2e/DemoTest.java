package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;

/** {@code headgate demo}, as somebody who tries it sees it. */
class DemoTest {
    private static final Pattern TOTALS =
            Pattern.compile("Totals: (\\d+) messages in, (\\d+) stored, (\\d+) batches sealed,"
                    + " (\\d+) records delivered, (\\d+) records verified, (\\d+) lost; (.*)");
    private static final Pattern MONEY =
            Pattern.compile("([0-9.]+) dollars earned, ([0-9.]+) charged, ([0-9.]+) claimed, ([0-9.]+) settled");
    private static final int MINUTES = 10;

    @Test
    void demo_withNpm_sellsEachRecordAndSettlesAllOfIt() throws Exception {
        Demo demo = new Demo(Path.of("target/cache"), "", "6s");

        String said = demo.end();

        assertThat(demo.process.exitValue()).as(said).isZero();
        assertThat(said).as("the chain is marked as one for tests").contains("for tests and worth nothing");
        Matcher money = MONEY.matcher(totals(said));
        assertThat(money.matches()).as("the money in: %s", said).isTrue();
        assertThat(new BigDecimal(money.group(1)))
                .as("what was delivered, at 0.001 dollars a record: %s", said)
                .isPositive()
                .isEqualByComparingTo(new BigDecimal(delivered(said)).movePointLeft(3));
        assertThat(List.of(money.group(2), money.group(3), money.group(4)))
                .as("what buyer, contract and token say, beside the ledger: %s", said)
                .containsOnly(money.group(1));
    }

    @Test
    void demo_withoutNpm_saysWhatToInstallAndGrantsAPass() throws Exception {
        Path tools = Files.createDirectories(Gateway.home("tools"));
        Path npm = Files.writeString(tools.resolve("npm"), "#!/bin/sh\nexit 1\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        Demo demo = new Demo(tools.resolve("cache"), tools + ":", "3s");

        String said = demo.end();

        assertThat(demo.process.exitValue()).as(said).isZero();
        assertThat(said).contains("Nothing is sold for payments here: npm does not run", "install Node.js");
        assertThat(totals(said)).isEqualTo("nothing was sold");
    }

    @Test
    void demo_interrupted_leavesNoProcessAndNoFolder() throws Exception {
        Demo demo = new Demo(Path.of("target/cache"), "", "1m");
        Until.holds(
                "the demo is under way, or has ended",
                Duration.ofMinutes(MINUTES),
                () -> !demo.process.isAlive() || demo.said().contains("LIVE:"));
        List<ProcessHandle> children = demo.process.descendants().toList();
        assertThat(children).as("gateway and chain of: %s", demo.said()).hasSizeGreaterThan(1);

        demo.process.destroy();

        assertThat(demo.process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(children).as("each of them has ended").noneMatch(ProcessHandle::isAlive);
        assertThat(demo.temporary).as("what it wrote is gone").isEmptyDirectory();
        assertThat(demo.said()).as("nothing is complained of").doesNotContain("stopped", "kept", "Not all");
    }

    private static String delivered(String said) {
        return line(said).group(4);
    }

    private static Matcher line(String said) {
        return said.lines()
                .map(TOTALS::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no totals: " + said));
    }

    /** All in it is proven and nothing is missing; what it says of the money. */
    private static String totals(String said) {
        Matcher totals = line(said);
        assertThat(totals.group(6)).as("lost: %s", said).isEqualTo("0");
        assertThat(Long.parseLong(totals.group(4))).as("delivered: %s", said).isPositive();
        assertThat(totals.group(5)).as("verified is delivered: %s", said).isEqualTo(totals.group(4));
        return totals.group(7);
    }

    /** As a process of its own, with a folder of its own for what is temporary. */
    private static final class Demo {
        final Path temporary;
        final Process process;
        private final Path output;

        /** @param cache where npm's fetch is kept @param first before the usual PATH */
        Demo(Path cache, String first, String length) throws Exception {
            Path folder = Gateway.home("demo");
            temporary = Files.createDirectory(folder.resolve("tmp"));
            output = folder.resolve("said.txt");
            ProcessBuilder command = new ProcessBuilder(Gateway.INSTALLED + "/bin/headgate", "demo", "--for", length)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            command.environment().put("XDG_CACHE_HOME", cache.toAbsolutePath().toString());
            command.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
            command.environment().merge("PATH", first, (usual, before) -> before + usual);
            process = command.start();
        }

        String said() throws Exception {
            return Files.readString(output);
        }

        String end() throws Exception {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw new AssertionError("the demo did not end within " + MINUTES + " minutes: " + said());
            }
            return said();
        }
    }
}
