package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may bring code into a gateway as it comes: those in {@code conf/trust/}, what they signed with the JDK's own tool. */
class TrustedDropTest {
    private static final String[] SETTINGS = {"headgate.features=core,profile-tasmota,shell"};

    @TempDir
    Path temporary;

    private Path home;

    private Path deploy(String name) {
        return home.resolve("deploy").resolve(name);
    }

    private void drop(String name, byte[] content) throws IOException {
        Path temporaryName = deploy(name + ".tmp");
        Files.write(temporaryName, content);
        Files.move(temporaryName, deploy(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitStatus(String name, String... parts) {
        await().untilAsserted(
                        () -> assertThat(deploy(name + ".status")).content().contains(parts));
    }

    private byte[] signed(String symbolicName, String version, String... headers) throws Exception {
        Path jar = Files.write(
                temporary.resolve("a.jar"),
                TestBundle.jar(
                        symbolicName, version, Map.of("a.txt", "a".getBytes(StandardCharsets.US_ASCII)), headers));
        Path jarsigner = Path.of(System.getProperty("java.home"), "bin", "jarsigner");
        var signing = RunningGateway.finish(Arrays.asList(
                jarsigner.toString(),
                "-keystore",
                home.resolve("developer/key.p12").toString(),
                "-storepass:file",
                home.resolve("developer/password").toString(),
                jar.toString(),
                "developer"));
        assertThat(signing.exitCode()).as(signing.output()).isZero();
        return Files.readAllBytes(jar);
    }

    private String init() throws Exception {
        home = temporary.resolve("home");
        var init = RunningGateway.finish(Arrays.asList(RunningGateway.headgate(), "init", "--home", home.toString()));
        assertThat(init.exitCode()).as(init.output()).isZero();
        return init.output();
    }

    @Test
    void init_makesAKeyOnceAndForItsUserOnly() throws Exception {
        assertThat(init())
                .contains("is new: " + home.resolve("developer/key.p12"))
                .contains("jarsigner -keystore " + home.resolve("developer/key.p12"));
        byte[] key = Files.readAllBytes(home.resolve("developer/key.p12"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("developer"))))
                .isEqualTo("rwx------");
        Files.delete(home.resolve("conf/trust/developer.pem"));
        assertThat(init()).contains("is there: ").contains("does not run what it signs");
        assertThat(home.resolve("developer/key.p12")).hasBinaryContent(key);
    }

    @Test
    void bundle_runsAsLongAsItsSignerIsTrusted() throws Exception {
        init();
        try (RunningGateway gateway = RunningGateway.run(home, SETTINGS)) {
            drop("a.jar", signed("org.example.a", "1.0.0"));
            awaitStatus("a.jar", "state: active", "code: active", "developer.pem vouches for it");
            assertThat(gateway.status().toString())
                    .contains("\"state\":\"ready\"")
                    .doesNotContain("deploy/a.jar");

            drop("b.jar", TestBundle.jar("org.example.b", "1.0.0", Map.of()));
            awaitStatus("b.jar", "state: refused", "code: unsigned", "headgate init");

            Path trusted = home.resolve("conf/trust/developer.pem");
            Path aside = Files.move(trusted, temporary.resolve("developer.pem"));
            awaitStatus("a.jar", "state: refused", "code: unknown_signer", "CN=Headgate developer");
            Files.move(aside, trusted);
            awaitStatus("a.jar", "state: active");

            try (Stream<Path> shipped = Installed.ours().stream()
                    .filter(jar -> jar.getFileName().toString().startsWith("org.headgate.profile.senml-"))) {
                drop("senml.jar", Files.readAllBytes(shipped.findFirst().orElseThrow()));
            }
            awaitStatus("senml.jar", "state: active", "code: active", "the gateway, with which it came");

            drop("tasmota.jar", signed("org.headgate.profile.tasmota", "0.0.1"));
            awaitStatus("tasmota.jar", "state: refused", "code: downgrade");
        }
    }

    /** A refused update leaves the last good one running; so it is after a restart, whatever is deleted of the cache. */
    @Test
    void bundles_afterARestart_areTheSame() throws Exception {
        init();
        try (RunningGateway gateway = RunningGateway.run(home, SETTINGS)) {
            drop("a.jar", signed("org.example.a", "1.0.0"));
            awaitStatus("a.jar", "state: active");
            drop("a.jar", signed("org.example.a", "2.0.0", "Bundle-Activator", "org.example.Nowhere"));
            awaitStatus("a.jar", "state: refused", "The previous version runs on", "org.example.a 1.0.0, as before");
            drop("gone.jar", signed("org.example.gone", "1.0.0"));
            awaitStatus("gone.jar", "state: active");
            assertThat(gateway.alive()).isTrue();
        }
        try (Stream<Path> cache = Files.walk(home.resolve("cache")).sorted((a, b) -> b.compareTo(a))) {
            cache.forEach(file -> assertThat(file.toFile().delete()).isTrue());
        }
        Files.delete(deploy("a.jar.status"));
        Files.delete(deploy("gone.jar"));
        try (RunningGateway gateway = RunningGateway.run(home, SETTINGS)) {
            awaitStatus("a.jar", "state: refused", "The previous version runs on", "org.example.a 1.0.0, as before");
            assertThat(home.resolve("deploy/.running")).isDirectoryContaining("glob:**/a.jar");
            assertThat(home.resolve("deploy/.running/gone.jar")).doesNotExist();
            assertThat(gateway.alive()).isTrue();
        }
    }
}
