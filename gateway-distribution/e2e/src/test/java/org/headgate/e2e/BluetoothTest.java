package org.headgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.headgate.testkit.Patience;
import org.junit.jupiter.api.Test;

/** A beacon near a Bluetooth gateway, published by mosquitto_pub as Theengs decodes it, in the journal as one sighting; beside it ten thousand that somebody makes up. */
class BluetoothTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "home/OpenMQTTGateway/BTtoMQTT/beacon";
    private static final String GATEWAY = "urn:dev:ops:headgate-mqtt-home_2fOpenMQTTGateway";
    private static final String BEACON = "urn:dev:ops:headgate-mqtt-ibeacon_2f1de4b189115e45f6b44e509352269977_2f0_2f7";
    private static final int SPOOFED = 10_000;
    private static final int PLACES = 2_000;
    private static final String[] SETTINGS = {
        "mqtt-door.port=0",
        "coverage.settle.seconds=1",
        "intake.sighting.seconds=3600",
        "headgate.features=mqtt-door,prove,coverage,shell,profile-theengs"
    };

    @Test
    void beacon_publishedAsTheengsDecodesIt_isOneSightingAnInterval_whateverElseIsHeard() throws Exception {
        Path home = Gateway.home("sightings");
        Path lines = home.resolve("lines");
        Gateway gateway = Gateway.start(home, SETTINGS);
        try {
            publish(gateway, lines, List.of(beacon(-79), beacon(-60), beacon(-70)));
            await().until(metric(gateway, "intake.sightings.repeated"), count -> count == 2);
            assertThat(gateway.metric("journal.contributions")).isEqualTo(1);

            List<String> spoofed = new ArrayList<>();
            for (int i = 0; i < SPOOFED; i++) {
                spoofed.add(String.format(
                        "{\"id\":\"C0:FF:EE:%02X:%02X:01\",\"mac_type\":1,\"rssi\":-60}", i >> 8, i & 0xff));
            }
            publish(gateway, lines, spoofed);
            await().until(metric(gateway, "intake.sightings.dropped"), count -> count == SPOOFED - PLACES + 1);
            publish(gateway, lines, List.of(beacon(-66)));
            await().until(metric(gateway, "intake.sightings.repeated"), count -> count == 3);
            assertThat(gateway.metric("intake.sightings")).isEqualTo(PLACES);
            assertThat(gateway.metric("intake.transmitters")).isEqualTo(PLACES);
            assertThat(gateway.metric("devices.known")).as("the gateway alone").isEqualTo(1);
            assertThat(gateway.command("status")).contains("transmitters_passing");
            await().until(() -> gateway.ask("coverage", "explain", "1").output().contains("holds"));

            gateway.kill();
        } finally {
            gateway.close();
        }
        try (Gateway again = Gateway.start(home, SETTINGS)) {
            publish(again, lines, List.of(beacon(-50)));
            await().until(metric(again, "intake.sightings"), count -> count == 1);
            Path file = home.resolve("export.jsonl");
            again.command("export", "--from", "1", "--to", "100000", "--format", "jsonl", "--out", file.toString());
            List<JsonNode> told = sightings(file);
            assertThat(told)
                    .hasSize(PLACES + 1)
                    .allMatch(one -> one.path("kind").asInt() == 2);
            assertThat(text(told.get(0), "technology")).isEqualTo("ble");
            assertThat(text(told.get(0), "transmitter")).isEqualTo(BEACON);
            assertThat(text(told.get(0), "frame")).isEqualTo("ibeacon");
            assertThat(record(told.get(0), "minor").path("v").asInt()).isEqualTo(7);
            assertThat(record(told.get(0), "rssi").path("v").asInt()).isEqualTo(-79);
            assertThat(record(told.get(0), "heard").path("v").asInt()).isEqualTo(1);
            assertThat(text(told.get(PLACES), "transmitter"))
                    .as("told once more after a restart")
                    .isEqualTo(BEACON);
            assertThat(Files.readString(file))
                    .as("a beacon's changing address")
                    .doesNotContainIgnoringCase("587820")
                    .doesNotContainIgnoringCase("58:78:20");
            assertThat(Exported.of(again).failed()).isEmpty();
        }
    }

    /** As OpenMQTTGateway's page on BLE shows it. */
    private static String beacon(int rssi) {
        return "{\"id\":\"58:78:20:76:BC:24\",\"mac_type\":1,\"rssi\":" + rssi
                + ",\"brand\":\"GENERIC\",\"model\":\"iBeacon\",\"model_id\":\"IBEACON\",\"mfid\":\"4c00\","
                + "\"uuid\":\"1de4b189115e45f6b44e509352269977\",\"major\":0,\"minor\":7,\"txpower\":-66}";
    }

    /** A message for each line. */
    private static void publish(Gateway gateway, Path file, List<String> messages) throws Exception {
        Files.write(file, messages);
        Process client = new ProcessBuilder(
                        "mosquitto_pub",
                        "-p",
                        Integer.toString(gateway.port("mqtt-door")),
                        "-q",
                        "1",
                        "-t",
                        TOPIC,
                        "-l")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling("mosquitto_pub.txt").toFile())
                .start();
        assertThat(client.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(client.exitValue())
                .as(Files.readString(file.resolveSibling("mosquitto_pub.txt")))
                .isZero();
    }

    private static Callable<Long> metric(Gateway gateway, String name) {
        return () -> gateway.metric(name);
    }

    private static List<JsonNode> sightings(Path export) throws IOException {
        List<JsonNode> told = new ArrayList<>();
        for (String line : Files.readAllLines(export)) {
            JsonNode one = JSON.readTree(line);
            if (one.path("type").asText().equals("contribution")
                    && one.path("pack").path(0).path("n").asText().startsWith(GATEWAY + ":")) {
                told.add(one);
            }
        }
        return told;
    }

    private static String text(JsonNode contribution, String quantity) {
        return record(contribution, quantity).path("vs").asText();
    }

    private static JsonNode record(JsonNode contribution, String quantity) {
        for (JsonNode record : contribution.path("pack")) {
            if (record.path("n").asText().equals(GATEWAY + ":" + quantity)) {
                return record;
            }
        }
        throw new AssertionError("there is no " + quantity + " in " + contribution);
    }
}
