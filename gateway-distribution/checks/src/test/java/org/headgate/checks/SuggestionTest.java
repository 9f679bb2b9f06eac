package org.headgate.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile that is in the archive and not in use is suggested, with the command that takes it into use. */
class SuggestionTest {
    private static final String REPORT =
            "{\"Time\":\"2026-01-01T00:00:00\",\"DS18B20\":{\"Id\":\"01\",\"Temperature\":20.5},\"TempUnit\":\"C\"}";

    @TempDir
    Path home;

    @Test
    void inbox_ofADeviceNotUnderstood_tellsTheCommandAndItWorks() throws Exception {
        try (RunningGateway gateway =
                RunningGateway.run(home, "headgate.features=mqtt-door,shell", "mqtt-door.port=0")) {
            publish(gateway.status().get("ports").get("mqtt-door").asInt(), "tele/kitchen/SENSOR", REPORT);
            await().untilAsserted(() -> assertThat(gateway.command("inbox").output())
                    .contains("the profile 'tasmota' would understand it")
                    .contains("add profile-tasmota to 'features' in " + home.resolve("conf/headgate.cfg")));
            String command = gateway.command("inbox")
                    .output()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("cp "))
                    .findFirst()
                    .orElseThrow();
            assertThat(RunningGateway.finish(List.of("sh", "-c", command)).exitCode())
                    .isZero();
            await().untilAsserted(() ->
                    assertThat(gateway.command("device", "list").output()).contains("tasmota"));
            assertThat(gateway.command("inbox").output()).startsWith("Nothing waits");
        }
    }

    /** MQTT 3.1.1, QoS 0. */
    private static void publish(int port, String topic, String payload) throws IOException {
        byte[] name = topic.getBytes(UTF_8);
        byte[] body = payload.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 2, 'p', '1'});
        out.write(0x30);
        int length = 2 + name.length + body.length;
        out.write(length & 0x7f | (length > 127 ? 0x80 : 0));
        if (length > 127) {
            out.write(length >> 7);
        }
        out.write(0);
        out.write(name.length);
        out.write(name);
        out.write(body);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(out.toByteArray());
            assertThat(socket.getInputStream().readNBytes(4)).as("CONNACK").containsExactly(0x20, 2, 0, 0);
        }
    }
}
