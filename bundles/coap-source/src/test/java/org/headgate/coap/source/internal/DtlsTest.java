package org.headgate.coap.source.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headgate.api.access.Login;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.status.Problem;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsTest {
    private final FakeIntake intake = new FakeIntake();
    private final FakeCredentials credentials = new FakeCredentials();
    private CoapSource source;
    private String uri;

    @BeforeEach
    void start() {
        source = new CoapSource(TestConfig.with(Map.of("port", 0, "dtls_port", 0, "dtls_enabled", true)));
        source.intake = intake;
        source.credentials = credentials;
        source.authenticators.add(credentials);
        credentials.keys.put("meter-1", "a-long-enough-secret");
        uri = "coaps://127.0.0.1:" + source.report().ports().get(CoapSource.DTLS);
    }

    @AfterEach
    void stop() {
        source.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "gnutls"})
    void psk_knownKey_isTrustedByTransport(String form) throws Exception {
        assertThat(post(form, "meter-1", "a-long-enough-secret")).contains("2.04");
        assertThat(intake.messages).hasSize(1);
        Message message = intake.messages.get(0);
        assertThat(message.sender()).isEqualTo("meter-1");
        assertThat(message.trust()).isEqualTo(Trust.TRANSPORT);
        assertThat(message.address()).isEqualTo("field/3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "gnutls"})
    void psk_wrongKey_isNotHeard(String form) throws Exception {
        assertThat(unheard(form, "meter-1", "not-the-secret")).doesNotContain("c:2.04");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void psk_unknownIdentity_isNotHeard() throws Exception {
        assertThat(unheard("openssl", "stranger", "a-long-enough-secret")).doesNotContain("c:2.04");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void psk_pathNotGranted_is403() throws Exception {
        credentials.publish = List.of("barn/#");
        assertThat(post("openssl", "meter-1", "a-long-enough-secret"))
                .contains("4.03")
                .contains("path_not_granted");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void psk_nobodyToSayItsRights_isPutOffAndNotHeard() throws Exception {
        source.authenticators.clear();
        assertThat(post("openssl", "meter-1", "a-long-enough-secret"))
                .contains("5.03")
                .contains("sign_in_absent");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void psk_unknownToAllThatRun_isPutOffAndNotHeard() throws Exception {
        source.authenticators.clear();
        source.authenticators.add(shown -> Optional.empty());
        assertThat(post("openssl", "meter-1", "a-long-enough-secret")).contains("5.03");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void psk_anotherAuthenticatorIsStillStarting_doesNotHinder() throws Exception {
        source.authenticators.add(
                0, shown -> Optional.of(new Login.Unavailable("books_unavailable", "its books are not open")));
        assertThat(post("openssl", "meter-1", "a-long-enough-secret")).contains("2.04");
        assertThat(intake.messages).hasSize(1);
    }

    @Test
    void keys_absent_isAProblem() {
        source.credentials = null;
        assertThat(source.report().problems()).extracting(Problem::code).containsExactly("no_keys");
    }

    private String post(String form, String identity, String key) throws Exception {
        return post(form, identity, key, Long.toString(Patience.SECONDS));
    }

    /** What is said within two seconds, where nobody is to answer. */
    private String unheard(String form, String identity, String key) throws Exception {
        return post(form, identity, key, "2");
    }

    private String post(String form, String identity, String key, String seconds) throws Exception {
        return new Libcoap(form)
                .run("-B", seconds, "-m", "post", "-u", identity, "-k", key, "-t", "0", "-e", "1", uri + "/field/3")
                .output();
    }
}
