package org.headgate.mqtt.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what, retained messages, and TLS, against a real broker. */
class RightsTest {
    private static final String RIGHTS = """
            {"defaultACLAccess":{"publishClientSend":true,"publishClientReceive":true,"subscribe":false,"unsubscribe":true},
             "clients":[],"groups":[{"groupname":"all","roles":[{"rolename":"reader"}]}],"anonymousGroup":"all",
             "roles":[{"rolename":"reader","acls":[{"acltype":"subscribePattern","topic":"open/#","allow":true}]}]}
            """;

    @TempDir
    Path folder;

    private Rig rig;
    private Mosquitto broker;

    @BeforeEach
    void prepare() {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
        broker.close();
    }

    @Test
    void password_wrong_isAProblemUntilTheFileIsRight() throws Exception {
        Path users = folder.resolve("users");
        new ProcessBuilder("mosquitto_passwd", "-c", "-b", users.toString(), "gw", "right")
                .start()
                .waitFor();
        broker = Mosquitto.start(folder, "allow_anonymous false", "password_file " + users);
        Path password = Files.writeString(folder.resolve("password"), "wrong\n");
        MqttSource source = rig.start(broker.port, Map.of("user", "gw", "password_file", password.toString()));
        await().until(() -> Rig.problems(source).contains("sign_in_refused"));
        assertThat(Rig.report(source).problems().toString()).doesNotContain("wrong");
        Files.writeString(password, "right\nignored");
        Rig.running(source);
        assertThat(Rig.problems(source)).isEmpty();
    }

    @Test
    void passwordFile_absent_isAProblem() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        MqttSource source = rig.start(broker.port, Map.of("user", "gw", "password_file", folder + "/none"));
        await().until(() -> Rig.problems(source).contains("file_unreadable"));
    }

    @Test
    void subscription_refused_isToldAndTheOthersGoOn() throws Exception {
        Path rights = Files.writeString(folder.resolve("rights.json"), RIGHTS);
        broker = Mosquitto.start(
                folder,
                "allow_anonymous true",
                "plugin /usr/lib/" + arch() + "/mosquitto_dynamic_security.so",
                "plugin_opt_config_file " + rights);
        MqttSource source = rig.running(broker.port, Map.of("topics", new String[] {"secret/#", "open/#"}));
        assertThat(Rig.problems(source)).containsExactly("subscription_refused");
        assertThat(Rig.report(source).problems().get(0).reason()).contains("secret/#");
        broker.publish("open/a", "1");
        await().until(() -> rig.intake.payloads().equals(List.of("1")));
    }

    @Test
    void subscription_refusedThenGranted_isReadAndToldNoMore() throws Exception {
        Path rights = Files.writeString(folder.resolve("rights.json"), RIGHTS);
        broker = Mosquitto.start(
                folder,
                "allow_anonymous true",
                "plugin /usr/lib/" + arch() + "/mosquitto_dynamic_security.so",
                "plugin_opt_config_file " + rights);
        MqttSource source = rig.running(broker.port, Map.of("topics", new String[] {"secret/#"}));
        assertThat(Rig.problems(source)).containsExactly("subscription_refused");
        broker.kill();
        Files.writeString(rights, RIGHTS.replace("open/#", "secret/#"));
        broker.start();
        await().until(() -> Rig.problems(source).stream().noneMatch("subscription_refused"::equals)
                && source.state() == BrokerLink.State.RUNNING);
        broker.publish("secret/a", "1");
        await().until(() -> rig.intake.stored.equals(List.of("1")));
    }

    @Test
    void retained_byDefault_isNotTaken() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        broker.publish("t/old", 1, List.of("old news"), "-r");
        rig.running(broker.port, Map.of());
        broker.publish("t/new", "new");
        await().until(() -> rig.intake.payloads().contains("new"));
        assertThat(rig.intake.payloads()).containsExactly("new");
    }

    @Test
    void retained_wanted_isTakenOnceForEachSession() throws Exception {
        broker = Mosquitto.start(folder, "allow_anonymous true");
        broker.publish("t/old", 1, List.of("old news"), "-r");
        MqttSource first = rig.running(broker.port, Map.of("retained", true));
        await().until(() -> Rig.metric(first, "acknowledged") == 1);
        first.stop();
        rig.running(broker.port, Map.of("retained", true));
        broker.publish("t/new", "new");
        await().until(() -> rig.intake.payloads().contains("new"));
        assertThat(rig.intake.payloads()).containsExactly("old news", "new");
    }

    @Test
    void tls_knownAuthorityAndOurCertificate_connects() throws Exception {
        TestCertificates.make(folder);
        broker = Mosquitto.start(
                folder,
                "allow_anonymous true",
                "cafile DIR/ca.pem",
                "certfile DIR/broker.pem",
                "keyfile DIR/broker.key",
                "require_certificate true");
        MqttSource source = rig.start(
                "home",
                "mqtts://127.0.0.1:" + broker.port,
                Map.of(
                        "ca_file", folder + "/ca.pem",
                        "certificate_file", folder + "/gateway.pem",
                        "key_file", folder + "/gateway.key"));
        Rig.running(source);
    }

    @Test
    void tls_unknownAuthority_isAProblem() throws Exception {
        TestCertificates.make(folder);
        broker = Mosquitto.start(
                folder,
                "allow_anonymous true",
                "cafile DIR/ca.pem",
                "certfile DIR/broker.pem",
                "keyfile DIR/broker.key");
        MqttSource source = rig.start("home", "mqtts://127.0.0.1:" + broker.port, Map.of());
        await().until(() -> Rig.problems(source).contains("tls_failed"));
    }

    private static String arch() throws IOException {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (Path candidate : folders) {
                if (Files.exists(candidate.resolve("mosquitto_dynamic_security.so"))) {
                    return candidate.getFileName().toString();
                }
            }
        }
        throw new AssertionError("mosquitto_dynamic_security.so is missing: apt-get install -y mosquitto");
    }
}
