package org.headgate.shell.internal.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.headgate.api.status.Report;
import org.headgate.shell.client.ControlFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportBundleTest {
    private static final String SECRET = "S3cret";

    @TempDir
    Path folder;

    @Test
    void bundle_homeFullOfSecrets_holdsNone() throws IOException {
        Shell shell = new Shell(folder);
        Path home = shell.gateway.home().root();
        write(home, "data/keystore", "{\"crypto\":\"" + SECRET + "-keystore\"}");
        write(home, "data/keystore.pass", SECRET + "-passphrase\n");
        write(home, "passes/p1/mosquitto_sub", "-P " + SECRET + "-pass\n");
        write(home, "credentials/k/mosquitto_pub", "-P " + SECRET + "-device\n");
        write(home, "secrets/broker", SECRET + "-broker\n");
        write(
                home,
                "conf/mqtt-source~home.cfg",
                "url = tcp://me:" + SECRET + "-url@10.0.0.2:1883\npassword.file = " + home
                        + "/secrets/broker\n#password = " + SECRET + "-old\ntopics = z/#\n");
        write(
                home,
                "log/headgate.0.log",
                "started\nsomeone logged " + SECRET + "-passphrase and " + SECRET + "-broker\n");
        new ControlFile(1, SECRET + "-control", 1).write(ControlFile.below(home));
        shell.gateway.reporting(
                "mqtt-source",
                Report.builder()
                        .fact("broker", "tcp://me:" + SECRET + "-url@10.0.0.2:1883")
                        .build());

        Shell.Result result = shell.run("support-bundle", "--out", "support.zip");

        Path zip = folder.resolve("support.zip");
        Map<String, String> entries = entries(zip);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)))
                .isEqualTo("rw-------");
        assertThat(entries)
                .containsOnlyKeys(
                        "status.json",
                        "status.txt",
                        "versions.txt",
                        "threads.txt",
                        "files.txt",
                        "conf/mqtt-source~home.cfg",
                        "log/headgate.0.log");
        assertThat(entries.values()).allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
        assertThat(entries.get("conf/mqtt-source~home.cfg"))
                .contains("url = tcp://[removed]@10.0.0.2:1883")
                .contains("password.file = " + home + "/secrets/broker")
                .contains("topics = z/#");
        assertThat(entries.get("log/headgate.0.log")).contains("started\nsomeone logged [removed] and [removed]");
        assertThat(entries.get("files.txt")).contains("data/keystore ");
        assertThat(entries.get("versions.txt")).contains("org.headgate.shell 0.1.0 active");
    }

    private static void write(Path home, String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Map<String, String> entries(Path file) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        }
        return entries;
    }
}
