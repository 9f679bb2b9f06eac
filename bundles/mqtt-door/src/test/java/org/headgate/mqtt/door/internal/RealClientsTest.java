package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.message.Trust;
import org.headgate.testkit.Patience;
import org.headgate.testkit.PemFiles;
import org.headgate.tls.TlsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealClientsTest {
    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(Process::destroy);
        door.close();
    }

    private Process run(File out, String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out)
                    .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new IOException("mosquitto's clients are needed: apt-get install mosquitto-clients", e);
        }
    }

    private int publish(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", String.valueOf(door.port())));
        command.addAll(List.of(arguments));
        Process process = run(folder.resolve("pub").toFile(), command.toArray(String[]::new));
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"mqttv5,0", "mqttv5,1", "mqttv5,2", "mqttv311,0", "mqttv311,1", "mqttv311,2", "mqttv31,1"})
    void mosquitto_publishAndSubscribe_messageArrives(String version, String qos) throws Exception {
        door.start();
        File out = folder.resolve("sub").toFile();
        String port = String.valueOf(door.port());
        Process sub = run(
                out,
                "mosquitto_sub",
                "-p",
                port,
                "-V",
                version,
                "-q",
                qos,
                "-t",
                "home/#",
                "-C",
                "2",
                "-v",
                "-W",
                Long.toString(Patience.SECONDS));
        publish("-V", version, "-t", "home/first", "-q", qos, "-m", "retained", "-r");
        await().until(() -> Files.readString(out.toPath()).contains("retained"));
        publish("-V", version, "-t", "home/kitchen", "-q", qos, "-m", "21.5");
        assertThat(sub.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out.toPath())).isEqualTo("home/first retained\nhome/kitchen 21.5\n");
        assertThat(door.intake.accepted).hasSize(2);
    }

    @Test
    void paho_propertiesAndQos2_passThrough() throws Exception {
        door.start();
        BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
        MqttClient client = paho("tcp://127.0.0.1:" + door.port(), null);
        IMqttMessageListener listener = (topic, message) -> received.add(message);
        client.subscribe(
                new MqttSubscription[] {new MqttSubscription("a/+", 2)}, new IMqttMessageListener[] {listener});
        MqttProperties properties = new MqttProperties();
        properties.setContentType("application/json");
        properties.setResponseTopic("answers/here");
        properties.setCorrelationData(new byte[] {1, 2});
        properties.setUserProperties(List.of(new UserProperty("k", "v")));
        client.publish("a/b", new MqttMessage("{}".getBytes(StandardCharsets.UTF_8), 2, false, properties));
        MqttMessage message = received.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.getQos()).isEqualTo(2);
        assertThat(message.getProperties().getContentType()).isEqualTo("application/json");
        assertThat(message.getProperties().getResponseTopic()).isEqualTo("answers/here");
        assertThat(message.getProperties().getCorrelationData()).containsExactly(1, 2);
        assertThat(message.getProperties().getUserProperties()).hasSize(1);
        await().until(() -> door.intake.released.size() == 1);
        client.disconnect();
        client.close();
    }

    private MqttClient paho(String uri, javax.net.ssl.SSLSocketFactory sockets) throws MqttException {
        MqttClient client = new MqttClient(uri, "paho", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setConnectionTimeout((int) Patience.SECONDS);
        if (sockets != null) {
            options.setSocketFactory(sockets);
            options.setHttpsHostnameVerificationEnabled(false);
        }
        client.connect(options);
        return client;
    }

    @Test
    void tls_pemFiles_mosquittoPublishes() throws Exception {
        PemFiles pem = PemFiles.make(folder);
        door.start(TestDoor.LIMITS, null, TestDoor.tls(pem, TlsFiles.Clients.NONE, ""));
        await().until(() -> door.door().port("mqtt-door.tls") > 0);
        Process pub = run(
                folder.resolve("tls").toFile(),
                "mosquitto_pub",
                "-h",
                "localhost",
                "-p",
                String.valueOf(door.door().port("mqtt-door.tls")),
                "--cafile",
                pem.certificate().toString(),
                "-q",
                "1",
                "-t",
                "a",
                "-m",
                "secret");
        assertThat(pub.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("tls"))).isEmpty();
        assertThat(pub.exitValue()).isZero();
        assertThat(door.intake.accepted).hasSize(1);
    }

    @Test
    void tls_filesMissing_plainGoesOnAndTheStatusSaysWhy() {
        door.start(
                TestDoor.LIMITS,
                null,
                TestDoor.tls(new PemFiles(Path.of("/none"), Path.of("/none")), TlsFiles.Clients.NONE, ""));
        assertThat(door.door().report().problems())
                .anyMatch(problem -> problem.code().equals("tls_files_unusable"));
    }

    @Test
    void credentialsRequired_without_refusedAndWithThemServed() throws Exception {
        door.authenticators.add(credentials -> Optional.of(new Login.Granted(
                new Principal.Device(credentials.user(), Trust.TRANSPORT, List.of("meters/#"), List.of()))));
        door.start(
                TestDoor.LIMITS,
                null,
                new Listening("127.0.0.1", 0, -1, -1, -1, TestDoor.NO_TLS, List.of(), TestDoor.NOWHERE, false));
        assertThat(publish("-V", "mqttv5", "-t", "meters/a", "-m", "1", "-q", "1"))
                .isNotZero();
        assertThat(publish("-V", "mqttv5", "-u", "meter", "-P", "x", "-t", "meters/a", "-m", "1", "-q", "1"))
                .isZero();
        assertThat(door.intake.accepted).hasSize(1);
        assertThat(door.intake.accepted.get(0).sender()).isEqualTo("meter");
        assertThat(door.intake.accepted.get(0).trust()).isEqualTo(Trust.TRANSPORT);
        publish("-V", "mqttv5", "-u", "meter", "-P", "x", "-t", "other", "-m", "1", "-q", "1");
        assertThat(door.intake.accepted).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,true", "::1,true", "0.0.0.0,false", "192.0.2.1,false", "::,false"})
    void address_decidesWhetherAnonymousMayCome(String address, boolean loopback) {
        assertThat(new Listening(address, 0, -1, -1, -1, TestDoor.NO_TLS, List.of(), TestDoor.NOWHERE, true)
                        .anonymously())
                .isEqualTo(loopback);
    }
}
