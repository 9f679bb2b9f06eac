package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.headgate.checks.RunningGateway.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @TempDir
    Path home;

    private Finished headgate(String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(RunningGateway.headgate()));
        command.addAll(List.of(words));
        return RunningGateway.finish(command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy.unsignd=true   | Did you mean 'unsigned'?",
                "deploy.unsigned=maybe | 'maybe' is not true or false",
                "headgate.featurs=core | Unknown key 'featurs' of headgate",
                "headgate.features=x   | The feature 'x' is not installed",
                "nonsense              | expected COMPONENT.KEY=VALUE"
            })
    void setting_thatIsWrong_isRefusedWithWhatToDo(String setting, String message) throws Exception {
        Finished run = headgate("run", "--home", home.toString(), "--set", "headgate.features=core", "--set", setting);

        assertThat(run.output()).contains(message).doesNotContain("Exception");
        assertThat(run.exitCode()).isEqualTo(setting.endsWith("=x") ? 1 : 2);
    }

    /** H2 would take what follows for settings of its own. */
    @Test
    void home_withASemicolon_isRefused() throws Exception {
        Finished run = headgate("run", "--home", home + "/a;INIT=x");

        assertThat(run.output()).contains("has a ';' in its name");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void setting_ofWhatIsNotInstalled_warnsAndGoesOn() throws Exception {
        try (RunningGateway gateway = RunningGateway.run(home, "headgate.features=core", "lora-source.port=1700")) {
            assertThat(gateway.output()).contains("ready after", "'lora-source' is set and is not installed");
        }
    }

    @Test
    void file_changedWhileRunning_isTakenUpOrRefused() throws Exception {
        try (RunningGateway gateway = RunningGateway.run(home, "headgate.features=shell")) {
            Files.writeString(home.resolve("conf/deploy.cfg"), "unsigned = perhaps\n");
            await().untilAsserted(() -> assertThat(gateway.status().toString())
                    .contains("degraded", "invalid_value", "'perhaps' is not true or false", "conf/deploy.cfg"));
            Files.writeString(home.resolve("conf/deploy.cfg"), "unsigned = true\n");
            await().untilAsserted(() ->
                    assertThat(gateway.status().get("state").asText()).isEqualTo("ready"));
            assertThat(gateway.log()).contains("Configuration of deploy changed.");
        }
    }

    @Test
    void secondGateway_inOneHome_namesTheFirst() throws Exception {
        try (RunningGateway gateway = RunningGateway.run(home, "headgate.features=core")) {
            Finished second = headgate("run", "--home", home.toString());

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output()).contains("already running", "process " + gateway.pid());
        }
    }

    @Test
    void daemon_startedAndStopped_saysSo() throws Exception {
        Finished start = headgate("start", "--home", home.toString(), "--set", "headgate.features=shell");
        try {
            assertThat(start.output()).contains("Starting Headgate in " + home, "ready after");
            assertThat(start.exitCode()).isZero();
            assertThat(headgate("status", "--home", home.toString()).exitCode()).isZero();
        } finally {
            Finished stop = headgate("stop", "--home", home.toString());
            assertThat(stop.exitCode()).isZero();
        }
        assertThat(headgate("status", "--home", home.toString()).exitCode()).isEqualTo(3);
        assertThat(headgate("stop", "--home", home.toString()).exitCode()).isEqualTo(3);
    }

    @Test
    void pathNotAscii_inTheLocaleC_isWrittenAsItIs() throws Exception {
        String script = """
                home=$1/$(printf 'gr\\303\\266\\303\\237e')
                out=$home/$(printf '\\303\\251.zip')
                export LC_ALL=C
                "$2" start --home "$home" --set headgate.features=shell || exit 1
                "$2" support-bundle --home "$home" --out "$out"
                "$2" stop --home "$home"
                [ -s "$out" ] && echo written
                """;
        Finished run =
                RunningGateway.finish(List.of("sh", "-c", script, "sh", home.toString(), RunningGateway.headgate()));

        assertThat(run.output()).endsWith("written\n");
    }

    @Test
    void usage_names_everyCommand() throws Exception {
        assertThat(headgate("--help").output())
                .contains(
                        " feed, pass, device, inbox, profile, pack, batch, quarantine, export, log,", "support-bundle");
    }

    @Test
    void daemon_thatCannotStart_showsItsLastWords() throws Exception {
        Finished start = headgate("start", "--home", home.toString(), "--set", "headgate.features=nothing");

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.output()).contains("The feature 'nothing' is not installed");
    }

    @Test
    void packOfNewerJavaScript_isBuiltInEcmaScript5() throws Exception {
        Path source = Installed.SOURCE.resolve("device-profiles/ts013/packs/milesight-em300-th");
        Path pack = home.resolve("em300.devicepack");
        Finished built = headgate("pack", "build", source.toString(), "--to", pack.toString());

        assertThat(built.output()).contains("3 examples run as they should", "codec.source.js");
        assertThat(built.exitCode()).isZero();
        try (FileSystem zip = FileSystems.newFileSystem(pack)) {
            assertThat(Files.readString(zip.getPath("codec.source.js")))
                    .isEqualTo(Files.readString(source.resolve("codec.js")))
                    .contains("=>");
            assertThat(Files.readString(zip.getPath("codec.js"))).doesNotContain("=>");
        }
        assertThat(headgate("pack", "--help").output()).contains("list", "headgate pack build FOLDER");
    }

    @Test
    void buy_withoutAWallet_saysHowToNameOne() throws Exception {
        assertThat(headgate("buy", "--help").output()).contains("Usage: headgate buy ADDRESS FEED", "--limit");
        Finished without = RunningGateway.finish(List.of(
                "env",
                "-u",
                "WALLET_KEYSTORE",
                "-u",
                "WALLET_KEY_FILE",
                RunningGateway.headgate(),
                "buy",
                "http://127.0.0.1:1",
                "air",
                "--out",
                home.resolve("air.jsonl").toString()));
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.output())
                .contains("There is no wallet", "--keystore")
                .doesNotContain("Exception");
        assertThat(headgate("buy").exitCode()).isEqualTo(2);
    }

    @Test
    void home_written_staysPrivate() throws Exception {
        try (RunningGateway gateway = RunningGateway.run(home, "headgate.features=core")) {
            assertThat(gateway.alive()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data"))))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("cache"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void usage_wrong_exitsWithTwo() throws Exception {
        assertThat(headgate().exitCode()).isEqualTo(2);
        assertThat(headgate("--nonsense").exitCode()).isEqualTo(2);
        assertThat(headgate("run", "--home").exitCode()).isEqualTo(2);
        assertThat(headgate("run", "--home", home.toString(), "--port", "3").exitCode())
                .isEqualTo(2);
        assertThat(headgate("--help").exitCode()).isZero();
        assertThat(headgate("run", "--help").exitCode()).isZero();
    }

    @Test
    void javaHome_withoutJava_isNamed() throws Exception {
        Finished without = RunningGateway.finish(
                List.of("env", "JAVA_HOME=" + home, RunningGateway.headgate(), "run", "--home", home.toString()));
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.output()).contains("JAVA_HOME is " + home);
    }
}
