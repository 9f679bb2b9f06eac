package org.headgate.mqtt.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.headgate.testkit.NodeScript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The npm package {@code mqtt}, which Zigbee2MQTT and Node-RED stand on. */
class NodeClientTest {
    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({"mqtt,4", "mqtt,5", "ws,4", "ws,5"})
    void client_allQosRetainedWillAndSession_asOnAnyBroker(String scheme, String level) throws Exception {
        door.start(TestDoor.LIMITS, null, TestDoor.WITH_WEBSOCKET, "mqtt-door.websocket");
        int port = door.door().port(scheme.equals("ws") ? "mqtt-door.websocket" : "mqtt-door");
        NodeScript scripts = new NodeScript(Path.of("src/test/node"));
        assertThat(scripts.run("door.mjs", scheme + "://127.0.0.1:" + port, level))
                .endsWith("ok");
    }
}
