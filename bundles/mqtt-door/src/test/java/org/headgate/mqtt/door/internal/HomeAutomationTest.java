package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Zigbee2MQTT and Home Assistant do with a broker, done by Mosquitto's clients. */
class HomeAutomationTest {
    @TempDir
    Path folder;

    private final TestDoor door = new TestDoor();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(Process::destroyForcibly);
        door.close();
    }

    private Process run(String out, String program, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-p", String.valueOf(door.port()), "-q", "1"));
        command.addAll(List.of(arguments));
        try {
            File output = folder.resolve(out).toFile();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new IOException("mosquitto's clients are needed: apt-get install mosquitto-clients", e);
        }
    }

    private void publish(String topic, String payload, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-t", topic, "-m", payload));
        arguments.addAll(List.of(more));
        Process process = run("pub", "mosquitto_pub", arguments.toArray(String[]::new));
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private void awaitIn(String out, String line) {
        await().until(() -> Files.readString(folder.resolve(out)).contains(line));
    }

    @Test
    void bridge_discoveryStateCommandsAndAvailability_asOnAnyBroker() throws Exception {
        door.start();
        Process bridge = run(
                "bridge",
                "mosquitto_sub",
                "-v",
                "-i",
                "zigbee2mqtt",
                "-t",
                "zigbee2mqtt/+/set",
                "-t",
                "zigbee2mqtt/+/get",
                "--will-topic",
                "zigbee2mqtt/bridge/state",
                "--will-payload",
                "{\"state\":\"offline\"}",
                "--will-qos",
                "1",
                "--will-retain");
        await().until(() -> door.door().report().metrics().get("mqtt-door.subscriptions") == 2);
        publish("zigbee2mqtt/bridge/state", "{\"state\":\"online\"}", "-r");
        publish("homeassistant/light/0x01/light/config", "{\"name\":\"lamp\"}", "-r");
        publish("zigbee2mqtt/lamp", "{\"state\":\"OFF\"}", "-r");

        run("home", "mosquitto_sub", "-v", "-i", "home", "-c", "-t", "homeassistant/#", "-t", "zigbee2mqtt/#");
        awaitIn("home", "homeassistant/light/0x01/light/config {\"name\":\"lamp\"}\n");
        awaitIn("home", "zigbee2mqtt/bridge/state {\"state\":\"online\"}\n");
        awaitIn("home", "zigbee2mqtt/lamp {\"state\":\"OFF\"}\n");

        publish("zigbee2mqtt/lamp/set", "{\"state\":\"ON\"}");
        awaitIn("bridge", "zigbee2mqtt/lamp/set {\"state\":\"ON\"}\n");
        publish("zigbee2mqtt/lamp", "{\"state\":\"ON\"}", "-r");
        awaitIn("home", "zigbee2mqtt/lamp {\"state\":\"ON\"}\n");

        bridge.destroyForcibly();
        awaitIn("home", "zigbee2mqtt/bridge/state {\"state\":\"offline\"}\n");
        run("later", "mosquitto_sub", "-v", "-t", "zigbee2mqtt/bridge/state");
        awaitIn("later", "zigbee2mqtt/bridge/state {\"state\":\"offline\"}\n");
    }
}
