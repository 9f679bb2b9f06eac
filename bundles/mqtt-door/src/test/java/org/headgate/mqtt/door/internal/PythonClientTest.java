package org.headgate.mqtt.door.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Eclipse Paho for Python, which most scripts on small machines stand on. */
class PythonClientTest {
    private static final Path SCRIPT = Path.of("src/test/python/door.py").toAbsolutePath();

    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({"tcp,4", "tcp,5", "websockets,4", "websockets,5"})
    void client_allQosRetainedWillAndSession_asOnAnyBroker(String transport, String level) throws Exception {
        door.start(TestDoor.LIMITS, null, TestDoor.WITH_WEBSOCKET, "mqtt-door.websocket");
        int port = door.door().port(transport.equals("tcp") ? "mqtt-door" : "mqtt-door.websocket");
        Process process = new ProcessBuilder(
                        "/usr/bin/python3", SCRIPT.toString(), transport, Integer.toString(port), level)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(output)
                .as("needs Paho for Debian's Python: sudo apt-get install -y python3-paho-mqtt")
                .doesNotContain("No module named 'paho'");
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("ok\n");
    }
}
