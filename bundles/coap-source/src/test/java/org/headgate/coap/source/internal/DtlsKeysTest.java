package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices with a key pair of their own, as libcoap has them. */
class DtlsKeysTest {
    @TempDir
    static Path folder;

    private static Keys keys;

    private final FakeIntake intake = new FakeIntake();
    private final FakeCredentials credentials = new FakeCredentials();
    private CoapSource source;

    @BeforeAll
    static void make() throws Exception {
        keys = Keys.make(folder);
    }

    @AfterEach
    void stop() {
        source.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "gnutls"})
    void certificate_ofAnAuthority_isTheDeviceThatItNames(String form) throws Exception {
        start(withAuthority());
        credentials.certified.add("meter-7");
        assertThat(post(form, certificate("meter"))).contains("2.04");
        assertThat(intake.messages.get(0).sender()).isEqualTo("meter-7");
        assertThat(intake.messages.get(0).trust()).isEqualTo(Trust.TRANSPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "gnutls"})
    void certificate_ofAnotherAuthorityForTheSameName_isNotHeard(String form) throws Exception {
        start(withAuthority());
        credentials.certified.add("meter-7");
        assertThat(unheard(form, certificate("stranger"))).doesNotContain("c:2.04");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void certificate_ofANameThatIsNotAdmitted_isNotHeard() throws Exception {
        start(withAuthority());
        assertThat(unheard("openssl", certificate("meter"))).doesNotContain("c:2.04");
        assertThat(intake.messages).isEmpty();
    }

    /** As what renews certificates leaves them: new files under the same names. */
    @Test
    void files_renewed_areShownToWhoComesNext() throws Exception {
        Path key = folder.resolve("renewed.key");
        Path certificate = folder.resolve("renewed.pem");
        Files.copy(Path.of(keys.file("stranger.key")), key);
        Files.copy(Path.of(keys.file("stranger.pem")), certificate);
        start(Map.of("dtls_key_file", key.toString(), "dtls_certificate_file", certificate.toString()));
        admit("well-4");
        assertThat(unheard("openssl", certificate("meter")))
                .as("the client trusts another authority")
                .doesNotContain("c:2.04");

        replace(certificate, Path.of(keys.file("gateway.pem")));
        await().atMost(1, TimeUnit.MINUTES).until(() -> problems().contains("the key is not that of the certificate"));
        replace(key, Path.of(keys.file("gateway.key")));
        await().atMost(1, TimeUnit.MINUTES).until(() -> problems().isEmpty());
        assertThat(post("openssl", certificate("meter"))).contains("2.04");
    }

    private String problems() {
        return source.report().problems().stream().map(Problem::reason).collect(Collectors.joining("; "));
    }

    private static void replace(Path file, Path by) throws IOException {
        Path beside = file.resolveSibling("beside");
        Files.copy(by, beside);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void certificate_withAnAdmittedKey_needsNoAuthority() throws Exception {
        start(Map.of("dtls_key_file", keys.file("gateway.key"), "dtls_certificate_file", keys.file("gateway.pem")));
        admit("well-4");
        assertThat(post("gnutls", certificate("meter"))).contains("2.04");
        assertThat(intake.messages.get(0).sender()).isEqualTo("well-4");
    }

    @Test
    void rawPublicKey_admitted_isThatDevice() throws Exception {
        start(Map.of("dtls_key_file", keys.file("gateway.key")));
        admit("well-4");
        credentials.publish = List.of("field/#");
        assertThat(post("gnutls", "-M", keys.file("meter.key"))).contains("2.04");
        assertThat(intake.messages.get(0).sender()).isEqualTo("well-4");
    }

    @Test
    void rawPublicKey_pathNotGranted_is403() throws Exception {
        start(Map.of("dtls_key_file", keys.file("gateway.pkcs8")));
        admit("well-4");
        credentials.publish = List.of("barn/#");
        assertThat(post("gnutls", "-M", keys.file("meter.key"))).contains("4.03");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void rawPublicKey_notAdmitted_isNotHeard() throws Exception {
        start(Map.of("dtls_key_file", keys.file("gateway.key")));
        assertThat(unheard("gnutls", "-M", keys.file("stranger.key"))).doesNotContain("c:2.04");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void preSharedKey_besideKeyPairs_stillWorks() throws Exception {
        start(withAuthority());
        credentials.keys.put("meter-1", "a-long-enough-secret");
        assertThat(post("openssl", "-u", "meter-1", "-k", "a-long-enough-secret"))
                .contains("2.04");
    }

    @Test
    void files_unusable_areAProblemAndPreSharedKeysGoOn() throws Exception {
        Path noKey = Files.writeString(folder.resolve("no.key"), "-----BEGIN NOTHING-----\n");
        start(Map.of("dtls_key_file", noKey.toString(), "dtls_ca_file", folder + "/absent.pem"));
        assertThat(source.report().problems())
                .extracting(Problem::code)
                .containsExactly("dtls_files_unusable", "dtls_files_unusable");
        credentials.keys.put("meter-1", "a-long-enough-secret");
        assertThat(post("gnutls", "-u", "meter-1", "-k", "a-long-enough-secret"))
                .contains("2.04");
    }

    private Map<String, Object> withAuthority() {
        return Map.of(
                "dtls_key_file", keys.file("gateway.key"),
                "dtls_certificate_file", keys.file("gateway.pem"),
                "dtls_ca_file", keys.file("ca.pem"));
    }

    private void start(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(Map.of("port", 0, "dtls_port", 0, "dtls_enabled", true));
        source = new CoapSource(TestConfig.with(all));
        source.intake = intake;
        source.credentials = credentials;
        source.authenticators.add(credentials);
    }

    private void admit(String name) throws IOException {
        credentials.publicKeys.put(ByteBuffer.wrap(Files.readAllBytes(Path.of(keys.file("meter.der")))), name);
    }

    private String[] certificate(String who) {
        return new String[] {"-c", keys.file(who + ".pem"), "-j", keys.file(who + ".key"), "-C", keys.file("ca.pem")};
    }

    private String post(String form, String... with) throws Exception {
        return post(Patience.SECONDS, form, with);
    }

    /** What is said within three seconds, where nobody is to answer. */
    private String unheard(String form, String... with) throws Exception {
        return post(3, form, with);
    }

    private String post(long seconds, String form, String... with) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("-B", Long.toString(seconds), "-m", "post", "-t", "0", "-e", "1"));
        arguments.addAll(List.of(with));
        arguments.add("coaps://localhost:" + source.report().ports().get(CoapSource.DTLS) + "/field/3");
        return new Libcoap(form).run(arguments.toArray(String[]::new)).output();
    }
}
