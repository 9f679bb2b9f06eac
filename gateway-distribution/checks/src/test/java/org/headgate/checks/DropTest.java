package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that are dropped into {@code deploy/} of a running gateway. */
class DropTest {
    @TempDir
    static Path temporary;

    private static RunningGateway gateway;
    private static Path deploy;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.run(
                temporary.resolve("home"),
                "headgate.features=core,profile-tasmota,shell",
                "deploy.unsigned=true",
                "deploy.start.seconds=2");
        deploy = gateway.home.resolve("deploy");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static byte[] jar(String symbolicName, String version, String... headers) throws IOException {
        return TestBundle.jar(symbolicName, version, Map.of(), headers);
    }

    private static void drop(String name, byte[] content) throws IOException {
        Path temporaryName = deploy.resolve(name + ".tmp");
        Files.write(temporaryName, content);
        Files.move(temporaryName, deploy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitStatus(String name, String... parts) {
        Path file = deploy.resolve(name + ".status");
        await().untilAsserted(() -> assertThat(file).content().contains(parts));
    }

    private static void remove(String name) throws IOException {
        Files.delete(deploy.resolve(name));
        await().untilAsserted(() -> assertThat(deploy.resolve(name + ".status")).doesNotExist());
    }

    @Test
    void bundle_dropped_runsWithAWarningAndGoesWithItsFile() throws Exception {
        drop("a.jar", jar("org.example.a", "1.0.0"));
        awaitStatus("a.jar", "state: active", "code: unsigned", "bundle: org.example.a 1.0.0");
        assertThat(gateway.status().toString()).contains("deploy/a.jar").contains("\"state\":\"ready\"");

        drop("a.jar", jar("org.example.a", "1.1.0"));
        awaitStatus("a.jar", "state: active", "org.example.a 1.1.0");

        remove("a.jar");
        assertThat(gateway.status().toString()).doesNotContain("org.example.a");
    }

    @Test
    void bundle_thatDoesNotResolve_isRefusedAndThePreviousOneRunsOn() throws Exception {
        drop("b.jar", jar("org.example.b", "1.0.0"));
        awaitStatus("b.jar", "state: active", "org.example.b 1.0.0");
        drop("b.jar", jar("org.example.b", "2.0.0", "Import-Package", "org.example.nowhere;version=\"[2,3)\""));
        awaitStatus("b.jar", "state: refused", "code: unresolved", "package org.example.nowhere from 2", "do: ");
        assertThat(gateway.status().get("state").asText()).isEqualTo("degraded");
        remove("b.jar");
    }

    @Test
    void bundle_thatDoesNotStart_isRefused() throws Exception {
        drop("c.jar", jar("org.example.c", "1.0.0", "Bundle-Activator", "org.example.Nowhere"));
        awaitStatus("c.jar", "state: refused", "code: not_started", "org.example.Nowhere");
        remove("c.jar");
    }

    @Test
    void update_thatDoesNotStart_bringsThePreviousOneBack() throws Exception {
        drop("d.jar", jar("org.example.d", "1.0.0", "Export-Package", "org.example.d;version=\"1.0.0\""));
        awaitStatus("d.jar", "state: active");
        drop("d.jar", jar("org.example.d", "2.0.0", "Bundle-Activator", "org.example.Nowhere"));
        awaitStatus("d.jar", "state: refused", "The previous version runs on.");
        drop("user.jar", jar("org.example.user", "1.0.0", "Import-Package", "org.example.d;version=\"[1,2)\""));
        awaitStatus("user.jar", "state: active");
        remove("user.jar");
        remove("d.jar");
    }

    @Test
    void bundle_whoseStartNeverEnds_isRefusedAndTheNextDropGoesOn() throws Exception {
        drop("d1.jar", jar("org.example.slow", "1.0.0"));
        awaitStatus("d1.jar", "state: active");
        drop(
                "d1.jar",
                TestBundle.jar(
                        "org.example.slow",
                        "2.0.0",
                        TestBundle.activator("new java.util.concurrent.CountDownLatch(1).await();"),
                        "Bundle-Activator",
                        "Start",
                        "Import-Package",
                        "org.osgi.framework"));
        awaitStatus("d1.jar", "state: refused", "not_started", "has not ended within 2 s", "previous version runs on");
        assertThat(deploy.resolve("d1.jar.status")).content().contains("bundle: org.example.slow 1.0.0, as before");
        remove("d1.jar");
    }

    @Test
    void olderVersion_isRefused() throws Exception {
        drop("old.jar", jar("org.example.old", "2.0.0"));
        awaitStatus("old.jar", "state: active");
        drop("old.jar", jar("org.example.old", "1.9.9"));
        awaitStatus("old.jar", "state: refused", "code: downgrade", "1.9.9", "2.0.0");
        remove("old.jar");
    }

    @Test
    void otherBundle_inTheSameFile_takesItsPlaceOnlyIfItStarts() throws Exception {
        drop("other.jar", jar("org.example.first", "1.0.0"));
        awaitStatus("other.jar", "state: active");
        drop("other.jar", jar("org.example.second", "1.0.0", "Bundle-Activator", "org.example.Nowhere"));
        awaitStatus("other.jar", "state: refused", "bundle: org.example.first 1.0.0, as before");
        drop("other.jar", jar("org.example.second", "1.1.0"));
        awaitStatus("other.jar", "state: active", "org.example.second 1.1.0");
        drop("again.jar", jar("org.example.first", "1.0.0"));
        awaitStatus("again.jar", "state: active");
        remove("again.jar");
        remove("other.jar");
    }

    @Test
    void file_thatIsNoBundle_isRefused() throws Exception {
        drop("e.jar", jar("", ""));
        awaitStatus("e.jar", "state: refused", "code: not_a_bundle");
        remove("e.jar");
    }

    @Test
    void file_halfWritten_waitsUntilItIsWhole() throws Exception {
        byte[] whole = jar("org.example.f", "1.0.0");
        Path file = deploy.resolve("f.jar");
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        awaitStatus("f.jar", "state: waiting");
        Files.write(file, Arrays.copyOfRange(whole, whole.length / 2, whole.length), StandardOpenOption.APPEND);
        awaitStatus("f.jar", "state: active");
        remove("f.jar");
    }

    @Test
    void partOfTheGateway_isNotReplaced() throws Exception {
        drop("api.jar", jar("org.headgate.api", "9.0.0"));
        awaitStatus("api.jar", "state: refused", "code: part_of_the_gateway");
        remove("api.jar");
    }

    @Test
    void profile_dropped_takesThePlaceOfTheInstalledOne() throws Exception {
        drop("tasmota.jar", jar("org.headgate.profile.tasmota", "9.0.0"));
        awaitStatus("tasmota.jar", "state: active", "takes the place of the one that came with the gateway");
        remove("tasmota.jar");
        await().untilAsserted(
                        () -> assertThat(gateway.command("profile", "list").output())
                                .contains("tasmota")
                                .doesNotContain("9.0.0"));
    }

    @Test
    void twoFiles_ofOneBundle_secondIsRefused() throws Exception {
        drop("g1.jar", jar("org.example.g", "1.0.0"));
        awaitStatus("g1.jar", "state: active");
        drop("g2.jar", jar("org.example.g", "1.0.0"));
        awaitStatus("g2.jar", "state: refused", "code: duplicate", "g1.jar");
        remove("g2.jar");
        remove("g1.jar");
    }

    @Test
    void jar_thatEveryUserMayWrite_isRefused() throws Exception {
        Path temporaryName = deploy.resolve("anyone.tmp");
        Files.write(temporaryName, jar("org.example.anyone", "1.0.0"));
        Files.setPosixFilePermissions(temporaryName, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.move(temporaryName, deploy.resolve("anyone.jar"), StandardCopyOption.ATOMIC_MOVE);

        awaitStatus("anyone.jar", "state: refused", "code: writable_by_others");
        remove("anyone.jar");
    }

    @Test
    void signedJar_changedAfterwards_isRefused() throws Exception {
        Path signed = temporary.resolve("signed.jar");
        sign(withClass("org.example.signed", "as it was"), signed);
        Path changed = temporary.resolve("changed.jar");
        copy(signed, changed, "as it was not");

        drop("changed.jar", Files.readAllBytes(changed));
        awaitStatus("changed.jar", "state: refused", "code: bad_signature");
        drop("changed.jar", Files.readAllBytes(signed));
        awaitStatus("changed.jar", "state: active", "code: unsigned", "you do not trust CN=Test");
        remove("changed.jar");
    }

    private static final String CLASS = "org/example/Some.class";

    private static Path withClass(String symbolicName, String content) throws IOException {
        Path file = Files.createTempFile(temporary, "bundle", ".jar");
        Files.write(file, jar(symbolicName, "1.0.0"));
        Path changed = Files.createTempFile(temporary, "bundle", ".jar");
        copy(file, changed, content);
        return changed;
    }

    /** All entries, the class with another content. */
    private static void copy(Path from, Path to, String content) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : jar.stream().toList()) {
                if (!entry.getName().equals(CLASS)) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(out);
                }
            }
            out.putNextEntry(new ZipEntry(CLASS));
            out.write(content.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void sign(Path jar, Path signed) throws Exception {
        Path store = temporary.resolve("store.p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "me",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=Test",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        KeyStore.PrivateKeyEntry entry =
                (KeyStore.PrivateKeyEntry) keys.getEntry("me", new KeyStore.PasswordProtection(password));
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(entry).build().sign(in, out);
        }
    }
}
