package org.headgate.shell.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DevicePacks;
import org.headgate.api.profile.Inbox;
import org.headgate.api.profile.Profiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ReadingTest {
    @TempDir
    Path folder;

    private Shell shell;

    /** It says once that nobody listens to it: not into what a command says. */
    @BeforeAll
    static void silenceLogging() {
        LoggerFactory.getLogger(ReadingTest.class);
    }

    @BeforeEach
    void start() {
        shell = new Shell(folder);
    }

    @Test
    void inbox_entries_readLikeAdvice() {
        Inbox inbox = () -> List.of(
                new Inbox.Entry(
                        "mqtt", "shellies/+/status", "json{t,h}", 12, Fakes.NOW, Fakes.NOW, "{\"t\":1}", "shelly"),
                new Inbox.Entry("coap", "raw", "bytes", 1, Fakes.NOW, Fakes.NOW, "\u001b[2J", ""));
        shell.gateway.with(Inbox.class, inbox);

        String out = shell.run("inbox").out();

        assertThat(out)
                .startsWith("2 kinds of messages wait")
                .contains("1. mqtt  shellies/+/status")
                .contains("→ the profile 'shelly' would understand it: drop its bundle into")
                .contains("→ no profile at hand fits")
                .doesNotContain("\u001b");
    }

    @Test
    void inbox_profileInTheArchive_tellsTheCommandThatInstallsIt() throws Exception {
        Path jar =
                folder.resolve("home/installed/system/org/headgate/org.headgate.profile.tasmota/1.0/tasmota-1.0.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
        Inbox inbox = () ->
                List.of(new Inbox.Entry("mqtt", "tele/+/SENSOR", "json{t}", 1, Fakes.NOW, Fakes.NOW, "{}", "tasmota"));
        shell.gateway.with(Inbox.class, inbox);

        assertThat(shell.run("inbox").out())
                .contains("cp " + jar + " " + folder.resolve("home/deploy") + "/\n")
                .contains("add profile-tasmota to 'features' in " + folder.resolve("home/conf/headgate.cfg"));
    }

    @Test
    void inbox_empty_saysThatAllIsUnderstood() {
        shell.gateway.with(Inbox.class, List::of);

        assertThat(shell.run("inbox").out()).isEqualTo("Nothing waits: all that came was understood.\n");
    }

    @Test
    void packs_tellWhatTheyDecodedAndRefused() {
        DevicePacks packs = () -> List.of(
                new DevicePacks.Info("a-one", "1.0.0", "Maker", "One", "one.devicepack", 12, 3, 41, Map.of()),
                new DevicePacks.Info(
                        "a-two", "2.0.0", "Maker", "Two", "two.devicepack", 2, 0, 5, Map.of("codec_time", 3L)));
        shell.gateway.with(DevicePacks.class, packs);
        shell.gateway.with(
                Profiles.class,
                profiles(new Profiles.Info(
                        "a-two", "2.0.0", "Maker Two", List.of(), List.of(), "ts013", "too slow", List.of())));

        assertThat(shell.run("pack", "list")
                        .out()
                        .lines()
                        .map(line -> line.strip().replaceAll(" {2,}", "|")))
                .containsExactly(
                        "PACK|VERSION|VENDOR|MODEL|EXAMPLES|ASSIGNED|DECODED|REFUSED|STATE|FILE",
                        "a-one|1.0.0|Maker|One|12|3|41|0|in use|one.devicepack",
                        "a-two|2.0.0|Maker|Two|2|0|5|3 codec_time|disabled: too slow|two.devicepack");
        assertThat(shell.run("pack", "list", "--json").out())
                .contains("\"refused\":{\"codec_time\":3},\"disabledBecause\":\"too slow\"");
    }

    private static Profiles profiles(Profiles.Info... listed) {
        return (Profiles) Proxy.newProxyInstance(
                Profiles.class.getClassLoader(), new Class<?>[] {Profiles.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        return List.of(listed);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void packs_withoutTheirFeature_nameIt() {
        assertThat(shell.run("pack", "list").err()).contains("the feature 'profile-ts013'");
    }

    @Test
    void quarantine_message_hasItsReasonAndNoControlCharacters() {
        Message message = new Message(
                "mqtt", "mqtt-door", "z/k\u0007", "", Trust.UNKNOWN, "", "{bad\u001b".getBytes(UTF_8), Fakes.NOW, null);
        shell.gateway.with(
                HeldMessages.class,
                new Fakes.MemoryHeld(List.of(new HeldMessages.Held(1, message, "not_json", "'b' at 1 is no key"))));

        Shell.Result result = shell.run("quarantine", "list");

        assertThat(result.out())
                .contains("z/k·")
                .contains("not_json")
                .contains("{bad·")
                .doesNotContain("\u001b");
        assertThat(shell.run("quarantine", "list", "--json").out()).contains("\"payload\":\"0x7b6261641b\"");
    }

    @Test
    void log_lines_areTheLastOnes() throws Exception {
        Path log = shell.gateway.home().log();
        Files.createDirectories(log);
        Files.writeString(log.resolve("headgate.0.log"), "one\ntwo\nthree\n");

        assertThat(shell.run("log", "--lines", "2").out()).isEqualTo("two\nthree\n");
        assertThat(shell.run("log").out()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void stop_command_stopsOnceTheAnswerIsSent() {
        assertThat(shell.run("stop").code()).isZero();
        assertThat(shell.gateway.stops).hasValue(1);
    }

    @Test
    void gogo_command_isTheSameCommand() throws Exception {
        ThreadIOImpl threadIo = new ThreadIOImpl();
        threadIo.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
        try (CommandSession session = processor.createSession(
                InputStream.nullInputStream(), new PrintStream(out, true, UTF_8), new PrintStream(out, true, UTF_8))) {
            processor.addCommand("headgate", new GogoCommands(shell.gateway), "status");
            session.execute("headgate:status --json");
        } finally {
            processor.stop();
            threadIo.stop();
        }
        assertThat(out.toString(UTF_8)).startsWith("{\"state\":\"ready\"");
    }
}
