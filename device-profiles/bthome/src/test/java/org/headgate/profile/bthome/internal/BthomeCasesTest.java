package org.headgate.profile.bthome.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Service data of version 2, from the folder that {@code cases.dir} names; where there is none, no part of the run. */
class BthomeCasesTest {
    private static final String ADDRESS = "54:48:E6:8F:80:A5";
    /** Its code cannot be right without the address, which is not in the case. */
    private static final String ADDRESS_UNTOLD = "test_encrypted_shelly_blu_button_event";

    /** What the cases count in, in the units of SenML. */
    private static final Map<String, Double> FACTORS = Map.of("pressure", 100.0, "energy", 3_600_000.0);

    private static final Map<String, String> NAMES = Map.of("pm2.5", "pm25", "light", "illuminance", "voc", "tvoc");
    private static final Set<String> MUST_FAIL = Set.of(
            "test_encryption_downgrade_fails",
            "test_has_incorrect_version",
            "test_bindkey_wrong",
            "test_bindkey_verified_can_be_unset",
            "test_incorrect_bindkey_length",
            "test_too_short_encryption_advertisement",
            "test_incorrect_bthome_version");

    @TestFactory
    Stream<DynamicTest> caseOfVersion2_saysTheSame() throws IOException {
        Path file = Path.of(System.getProperty("cases.dir", "none"), "bthome", "vectors.json");
        if (!Files.isRegularFile(file)) {
            return Stream.empty();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : new ObjectMapper().readTree(file.toFile())) {
            String[] id = one.path("id").asText().split("#");
            if (id[0].endsWith("test_parser_v2.py") && !id[1].equals(ADDRESS_UNTOLD)) {
                tests.add(DynamicTest.dynamicTest(id[1], () -> check(id[1], one)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream();
    }

    private static void check(String id, JsonNode one) throws MalformedPayload {
        String key = one.path("bindkey").isTextual() ? one.get("bindkey").asText() : "";
        if (key.length() > 32) {
            return;
        }
        BthomeProfile profile = BthomeProfileTest.profile(key.isEmpty() ? "" : ADDRESS + " " + key);
        Map<String, List<SenmlValue>> said = new HashMap<>();
        List<String> refused = new ArrayList<>();
        for (JsonNode data : one.get("service_data_hex")) {
            try {
                for (Decoded decoded : profile.decode(message(data.asText()))) {
                    String prefix = decoded.device() + ":";
                    for (SenmlRecord record : decoded.records()) {
                        said.computeIfAbsent(record.name().substring(prefix.length()), name -> new ArrayList<>())
                                .add(record.value());
                    }
                }
            } catch (MalformedPayload e) {
                refused.add(e.code());
            }
        }
        assertThat(refused.isEmpty()).as("%s: %s", id, refused).isEqualTo(!MUST_FAIL.contains(id));
        if (refused.isEmpty()) {
            assertThat(said).isNotEmpty();
            one.get("expected").forEach(expected -> compare(expected, said));
        }
    }

    private static void compare(JsonNode expected, Map<String, List<SenmlValue>> said) {
        String name = expected.path("key").asText("").toLowerCase(Locale.ROOT).replaceFirst("^key_(binary_)?", "");
        if (name.isEmpty() || name.equals("null") || name.equals("signal_strength") || name.equals("timestamp")) {
            return;
        }
        boolean flag = expected.get("native_value").isBoolean();
        boolean event = expected.path("event_type").isTextual();
        String base = name.replaceFirst("_(\\d)$", "").replaceFirst("_1$", "");
        String count = name.matches(".*_[2-9]$") ? "." + name.charAt(name.length() - 1) : "";
        if (flag) {
            assertThat(said.values())
                    .anyMatch(values -> values.contains(
                            new SenmlValue.Flag(expected.get("native_value").booleanValue())));
        } else if (event) {
            assertThat(said.get(base + count))
                    .contains(new SenmlValue.Text(expected.get("event_type").asText()));
        } else if (expected.get("native_value").isNumber()) {
            number(
                    NAMES.getOrDefault(base, base) + count,
                    base,
                    expected.get("native_value").doubleValue(),
                    said);
        }
    }

    private static void number(String name, String base, double value, Map<String, List<SenmlValue>> said) {
        double wanted = value * FACTORS.getOrDefault(base, 1.0);
        assertThat(said.keySet()).contains(name);
        boolean converted = Set.of("mass", "distance", "volume", "volume_flow_rate", "water", "precipitation")
                .contains(base);
        if (!converted) {
            assertThat(said.get(name))
                    .anyMatch(is -> is instanceof SenmlValue.Num number
                            && Math.abs(number.value() - wanted) <= Math.abs(wanted) * 1e-9);
        }
    }

    private static Message message(String data) {
        String payload = "{\"id\":\"" + ADDRESS + "\",\"rssi\":-60,\"servicedatauuid\":\"fcd2\",\"servicedata\":\""
                + data + "\"}";
        return new Message(
                "mqtt",
                "mqtt-door",
                "home/gw/BTtoMQTT/5448E68F80A5",
                "",
                Trust.UNKNOWN,
                "",
                payload.getBytes(StandardCharsets.UTF_8),
                1_700_000_000_000L,
                null);
    }
}
