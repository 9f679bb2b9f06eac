package org.headgate.profile.ruuvi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Published vectors of data format 5, from the folder that {@code cases.dir} names; where there is none, no part of the run. */
class RuuviCasesTest {
    private static final double G = 0.00980665;
    private static final Map<String, String> NAMES = Map.of(
            "temperature_C", "temperature",
            "humidity_pct", "humidity",
            "pressure_hPa", "pressure",
            "ax_mg", "acceleration.x",
            "ay_mg", "acceleration.y",
            "az_mg", "acceleration.z",
            "battery_mV", "battery_voltage",
            "tx_dBm", "tx_power",
            "movement", "movements",
            "sequence", "sequence");
    private static final Map<String, Double> FACTORS =
            Map.of("pressure_hPa", 100.0, "ax_mg", G, "ay_mg", G, "az_mg", G, "battery_mV", 0.001);

    @TestFactory
    Stream<DynamicTest> caseOfFormat5_saysTheSame() throws IOException {
        Path file = Path.of(System.getProperty("cases.dir", "none"), "ruuvi", "vectors.json");
        if (!Files.isRegularFile(file)) {
            return Stream.empty();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : new ObjectMapper().readTree(file.toFile())) {
            tests.add(DynamicTest.dynamicTest(one.path("id").asText(), () -> check(one)));
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static void check(JsonNode one) throws MalformedPayload {
        JsonNode expected = one.get("expected");
        String address = expected.get("mac").asText();
        boolean named = !address.equals("ff:ff:ff:ff:ff:ff");
        Decoded decoded = new RuuviProfile()
                .decode(message(one.get("raw").asText(), named ? "" : "cb:b8:33:4c:88:4f"))
                .get(0);
        assertThat(decoded.device()).isEqualTo("urn:dev:mac:cbb833fffe4c884f");
        Map<String, Double> said = new HashMap<>();
        for (SenmlRecord record : decoded.records()) {
            if (record.value() instanceof SenmlValue.Num number) {
                said.put(record.name().substring(decoded.device().length() + 1), number.value());
            }
        }
        NAMES.forEach((told, name) -> {
            if (expected.get(told).isNull()) {
                assertThat(said).doesNotContainKey(name);
            } else {
                double wanted = expected.get(told).doubleValue() * FACTORS.getOrDefault(told, 1.0);
                assertThat(said.get(name)).as(name).isCloseTo(wanted, within(Math.abs(wanted) * 1e-9));
            }
        });
    }

    private static Message message(String raw, String id) {
        String payload = "{\"id\":\"" + id + "\",\"rssi\":-60,\"manufacturerdata\":\"9904" + raw + "\"}";
        return new Message(
                "mqtt",
                "mqtt-door",
                "home/gw/BTtoMQTT/x",
                "",
                Trust.UNKNOWN,
                "",
                payload.getBytes(StandardCharsets.UTF_8),
                1_700_000_000_000L,
                null);
    }
}
