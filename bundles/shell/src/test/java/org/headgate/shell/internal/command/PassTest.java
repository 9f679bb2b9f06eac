package org.headgate.shell.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.headgate.api.feed.Feeds;
import org.headgate.api.market.Passes;
import org.headgate.api.status.Report;
import org.headgate.testkit.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassTest {
    @TempDir
    Path folder;

    private Shell shell;
    private final Fakes.MemoryPasses passes = new Fakes.MemoryPasses();
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void start() {
        shell = new Shell(folder);
        shell.gateway.with(Feeds.class, new Fakes.MemoryFeeds()).with(Passes.class, passes);
        shell.run("feed", "create", "greenhouse");
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void grant_pass_showsTheTokenOnceAndWritesItForItsOwnerAlone() throws IOException {
        Shell.Result result = shell.run("pass", "grant", "greenhouse", "--buyer", "anna", "--for", "30d");

        Path file = shell.gateway.home().root().resolve("passes/pass1/mosquitto_sub");
        assertThat(result.code()).isZero();
        assertThat(result.out()).containsOnlyOnce(passes.token).contains("until 2026-06-27T22:26:40+02:00");
        assertThat(line(result)).doesNotContain(passes.token).doesNotContain("-P");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(shell.run("pass", "list").out()).contains("anna").doesNotContain(passes.token);
    }

    @Test
    void grant_json_hasTheLineAndTheToken() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(shell.run("pass", "grant", "greenhouse", "--buyer", "anna", "--for", "12h", "--json")
                        .out());

        assertThat(json.path("token").asText()).isEqualTo(passes.token);
        assertThat(json.path("id").asText()).isEqualTo("pass1");
        assertThat(json.path("line").asText()).startsWith("XDG_CONFIG_HOME=").endsWith(" mosquitto_sub");
    }

    @Test
    void grant_feedUnknown_grantsNothing() {
        Shell.Result result = shell.run("pass", "grant", "nope", "--buyer", "anna", "--for", "30d");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no feed 'nope'");
        assertThat(passes.passes).isEmpty();
    }

    @Test
    void grant_durationUnreadable_isWrongUsage() {
        Shell.Result result = shell.run("pass", "grant", "greenhouse", "--buyer", "anna", "--for", "a month");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("'a month' is not a duration").contains("30d, 12h or 10m");
    }

    @Test
    void grant_tlsWithoutAListener_saysWhatToSet() {
        Shell.Result result = shell.run("pass", "grant", "greenhouse", "--buyer", "anna", "--for", "30d", "--tls");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no TLS listener").contains("conf/mqtt-door.cfg");
        assertThat(passes.passes).isEmpty();
    }

    @Test
    void revoke_pass_endsIt() {
        shell.run("pass", "grant", "greenhouse", "--buyer", "anna", "--for", "30d");

        assertThat(shell.run("pass", "revoke", "pass1", "--reason", "leaked").code())
                .isZero();
        assertThat(shell.run("pass", "revoke", "pass1").err()).contains("no pass 'pass1'");
    }

    /** The printed line is what an operator copies: it has to work with Mosquitto's own client, as it is. */
    @Test
    void grant_printedLine_signsInWithTheRealClientAndReceives() throws Exception {
        int port = broker();
        shell.gateway.reporting(
                "mqtt-door", Report.builder().port("mqtt-door", port).build());
        Shell.Result granted =
                shell.run("pass", "grant", "greenhouse", "--buyer", "anna", "--for", "30d", "--out", "it's anna's");

        Process subscriber = start(List.of("sh", "-c", line(granted) + " -C 1 -W 120"));
        Path log = folder.resolve("broker.log");
        await().until(() -> Files.readString(log).contains("SUBSCRIBE from headgate-pass1"));
        Process publisher = start(List.of(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-u",
                "publisher",
                "-P",
                "open",
                "-q",
                "1",
                "-t",
                "feeds/greenhouse/records",
                "-m",
                "[{\"n\":\"x\"}]"));

        assertThat(publisher.waitFor()).isZero();
        assertThat(new String(subscriber.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo("[{\"n\":\"x\"}]\n");
        assertThat(subscriber.waitFor()).isZero();
        assertThat(Files.readString(log)).contains("as headgate-pass1 (p5, c0, k60, u'pass1')");
    }

    private int broker() throws Exception {
        int port = FreePort.find();
        Path passwords = folder.resolve("passwords");
        Files.writeString(passwords, "pass1:" + passes.token + "\npublisher:open\n");
        assertThat(start(List.of("mosquitto_passwd", "-U", passwords.toString()))
                        .waitFor())
                .isZero();
        Path conf = folder.resolve("broker.conf");
        Files.writeString(
                conf,
                "listener " + port + " 127.0.0.1\nallow_anonymous false\nuser " + System.getProperty("user.name")
                        + "\nlog_type all\npassword_file " + passwords + "\n");
        ProcessBuilder broker = new ProcessBuilder(installed(List.of("mosquitto", "-c", conf.toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("broker.log").toFile());
        processes.add(broker.start());
        await().until(() -> listens(port));
        return port;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Process start(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(installed(command)).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private static List<String> installed(List<String> command) throws IOException {
        String program = command.get(0);
        boolean there = List.of(("/usr/sbin:/sbin:" + System.getenv("PATH")).split(":")).stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
        assertThat(there)
                .as("%s is needed: apt-get install -y mosquitto mosquitto-clients", program)
                .isTrue();
        return command;
    }

    private static String line(Shell.Result result) {
        return result.out()
                .lines()
                .filter(line -> line.contains("XDG_CONFIG_HOME"))
                .findFirst()
                .orElseThrow()
                .strip();
    }
}
