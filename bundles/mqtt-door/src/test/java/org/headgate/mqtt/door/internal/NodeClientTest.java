package org.headgate.mqtt.door.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The npm package {@code mqtt}, which Zigbee2MQTT and Node-RED stand on. */
class NodeClientTest {
    private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/node").toAbsolutePath();

    private final TestDoor door = new TestDoor();

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({"mqtt,4", "mqtt,5", "ws,4", "ws,5"})
    void client_allQosRetainedWillAndSession_asOnAnyBroker(String scheme, String level) throws Exception {
        Files.createDirectories(FOLDER);
        Path lock = SOURCE.resolve("package-lock.json");
        Path installed = FOLDER.resolve("package-lock.json");
        boolean current = Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))
                && Files.exists(installed)
                && Files.mismatch(lock, installed) < 0;
        if (!current) {
            copy("package.json");
            copy("package-lock.json");
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
        copy("door.mjs");
        door.start(TestDoor.LIMITS, null, TestDoor.WITH_WEBSOCKET, "mqtt-door.websocket");
        int port = door.door().port(scheme.equals("ws") ? "mqtt-door.websocket" : "mqtt-door");
        assertThat(run("node", "door.mjs", scheme + "://127.0.0.1:" + port, level))
                .endsWith("ok\n");
    }

    private static void copy(String file) throws IOException {
        Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return fail(
                    "this test needs Node.js 20 and npm: sudo apt-get install -y nodejs npm (" + e.getMessage() + ")");
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(List.of(command) + "\n" + output).isZero();
        return output;
    }
}
