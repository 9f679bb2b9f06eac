package org.headgate.shell.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.headgate.testkit.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTest {
    @TempDir
    Path home;

    @Test
    void status_neverStarted_saysHowToStart() {
        ClientProcess.Result result = ClientProcess.run(home, "status");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("not running").contains("headgate start --home " + home);
    }

    @Test
    void statusJson_neverStarted_saysStopped() {
        ClientProcess.Result result = ClientProcess.run(home, "status", "--json");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out())
                .startsWith("{\"state\":\"stopped\"")
                .contains("\"problems\":[]")
                .endsWith("}\n");
    }

    @Test
    void command_controlFileOfADeadProcess_isStopped() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        new ControlFile(FreePort.find(), "ab", dead.pid()).write(ControlFile.below(home));

        assertThat(ClientProcess.run(home, "feed", "list").code()).isEqualTo(3);
    }

    @Test
    void command_processThereButDeaf_saysThatItIsStuck() throws IOException {
        new ControlFile(FreePort.find(), "ab", ProcessHandle.current().pid()).write(ControlFile.below(home));

        ClientProcess.Result result = ClientProcess.run(home, "status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("does not answer");
    }

    @Test
    void home_withoutAFolder_isWrongUsage() {
        assertThat(new Client(Map.of(), System.out, System.err).run(List.of("status", "--home")))
                .isEqualTo(2);
    }

    @Test
    void home_anywhereAmongTheArguments_isTakenOut() {
        Invocation invocation = Invocation.parse(List.of("feed", "--home=/x", "list"), Map.of());

        assertThat(invocation.arguments()).containsExactly("feed", "list");
        assertThat(invocation.home()).isEqualTo(Path.of("/x"));
    }

    @Test
    void help_withoutAGateway_isShown() {
        ClientProcess.Result result = ClientProcess.run(home, "status", "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: headgate status").contains("Example:");
    }

    @Test
    void main_jdkAlone_says() throws Exception {
        Path folder = home.resolve("größe");

        assertThat(main("C.UTF-8", folder.toString()))
                .isEqualTo("headgate: the gateway of " + folder
                        + " is not running. Start it with: headgate start --home '" + folder + "'\n");
    }

    @Test
    void main_localeThatCannotWriteThePath_saysWhichLocaleCan() throws Exception {
        assertThat(main("C", home.resolve("größe").toString())).contains("set LC_ALL=C.UTF-8");
    }

    /** A shell gives the arguments as bytes, whatever the locale of these tests. */
    private String main(String locale, String folder) throws Exception {
        Path script = home.resolve("run.sh");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(
                script,
                "LC_ALL=" + locale + " exec " + java + " -cp " + new File("target/classes").getAbsolutePath() + " "
                        + Client.class.getName() + " status --home '" + folder + "'\n");
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
