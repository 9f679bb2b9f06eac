package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/** Reports of the first generation in JSON. */
final class Reports {
    private static final Map<String, Scale> LIGHT =
            Map.of("brightness", Units.PERCENT, "gain", Units.PERCENT, "temp", Scale.of("K"), "power", Units.WATT);
    private static final Set<String> NOT_OF_LIGHT = Set.of(
            "source", "has_timer", "timer_started", "timer_duration", "timer_remaining", "transition", "is_valid");

    private Reports() {}

    /** What a light does; the switch itself is told on another topic, too, and has its name. */
    static void light(Decoded.Builder decoded, String light, ObjectNode status) throws MalformedPayload {
        Leaves.walk(status, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                Values.add(decoded, path.equals("ison") ? light : light + '.' + path, LIGHT.get(path), value);
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return NOT_OF_LIGHT.contains(path);
            }
        });
    }

    /** The device's whole state: what has no topic of its own. */
    static void info(Decoded.Builder decoded, ObjectNode info) throws MalformedPayload {
        number(decoded, "wifi.rssi", Units.DBM, info.path("wifi_sta").path("rssi"));
        number(decoded, "uptime", Scale.of("s"), info.path("uptime"));
        number(decoded, "tmp", Units.CELSIUS, info.path("tmp").path("tC"));
        number(decoded, "bat", Units.CHARGE, info.path("bat").path("value"));
        number(decoded, "bat.voltage", Units.VOLT, info.path("bat").path("voltage"));
        JsonNode valves = info.path("thermostats");
        for (int i = 0; i < Math.min(valves.size(), 16); i++) {
            String valve = "thermostat." + i + '.';
            number(decoded, valve + "pos", Units.PERCENT, valves.get(i).path("pos"));
            temperature(decoded, valve + "target_t", valves.get(i).path("target_t"));
            temperature(decoded, valve + "tmp", valves.get(i).path("tmp"));
        }
        Values.text(decoded, "firmware", info.path("update").path("old_version").asText(""));
    }

    /** Of motion sensors and radiator valves. */
    static void status(Decoded.Builder decoded, ObjectNode status) throws MalformedPayload {
        flag(decoded, "motion", status.path("motion"));
        flag(decoded, "vibration", status.path("vibration"));
        flag(decoded, "active", status.path("active"));
        number(decoded, "lux", Scale.of("lx"), status.path("lux"));
        number(decoded, "bat", Units.CHARGE, status.path("bat"));
        number(decoded, "pos", Units.PERCENT, status.path("pos"));
        temperature(decoded, "tmp", status.path("tmp"));
        temperature(decoded, "target_t", status.path("target_t"));
    }

    private static void temperature(Decoded.Builder decoded, String quantity, JsonNode told) throws MalformedPayload {
        boolean celsius = told.path("units").asText("").equals("C");
        if (told.path("is_valid").asBoolean(true)) {
            number(decoded, quantity, celsius ? Units.CELSIUS : null, told.path("value"));
        }
    }

    private static void number(Decoded.Builder decoded, String quantity, @Nullable Scale scale, JsonNode value)
            throws MalformedPayload {
        if (value.isNumber()) {
            Values.number(decoded, quantity, scale, value.doubleValue());
        }
    }

    private static void flag(Decoded.Builder decoded, String quantity, JsonNode value) {
        if (value.isBoolean()) {
            decoded.flag(quantity, value.booleanValue());
        }
    }
}
