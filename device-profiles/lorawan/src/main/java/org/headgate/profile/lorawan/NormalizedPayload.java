package org.headgate.profile.lorawan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.Values;

/** Measurements in the payload schema of the LoRaWAN Device Repository ({@code lib/payload.json}), which says the unit of each. */
public final class NormalizedPayload {
    private static final Map<String, Scale> UNITS = new HashMap<>();

    static {
        UNITS.put("battery", Scale.of("V"));
        UNITS.put("soil.depth", Scale.of("m", "0.01"));
        UNITS.put("soil.moisture", Scale.of("%"));
        UNITS.put("soil.temperature", Scale.of("Cel"));
        UNITS.put("soil.ec", Scale.of("S/m", "0.1"));
        UNITS.put("soil.pH", Scale.of("pH"));
        UNITS.put("soil.n", Scale.of("ppm"));
        UNITS.put("soil.p", Scale.of("ppm"));
        UNITS.put("soil.k", Scale.of("ppm"));
        UNITS.put("air.temperature", Scale.of("Cel"));
        UNITS.put("air.relativeHumidity", Scale.of("%RH"));
        UNITS.put("air.pressure", Scale.of("Pa", "100"));
        UNITS.put("air.co2", Scale.of("ppm"));
        UNITS.put("air.lightIntensity", Scale.of("lx"));
        UNITS.put("wind.speed", Scale.of("m/s"));
        UNITS.put("water.temperature.min", Scale.of("Cel"));
        UNITS.put("water.temperature.max", Scale.of("Cel"));
        UNITS.put("water.temperature.avg", Scale.of("Cel"));
        UNITS.put("water.temperature.current", Scale.of("Cel"));
        UNITS.put("metering.water.total", Scale.of("m3", "0.001"));
        UNITS.put("position.latitude", Scale.of("lat"));
        UNITS.put("position.longitude", Scale.of("lon"));
    }

    private NormalizedPayload() {}

    /**
     * Adds one measurement, with its own time where that can be right. What the schema has no unit for (a direction in degrees, a count) has none.
     *
     * @return the quantities that it holds
     * @throws MalformedPayload {@code too_many_values}, {@code name_too_long}, {@code text_too_long}, {@code number_out_of_range}
     */
    public static Set<String> add(Decoded.Builder decoded, ObjectNode measurement, long receivedAt)
            throws MalformedPayload {
        JsonNode time = measurement.path("time");
        if (time.isTextual()) {
            DeviceTime.of(time.textValue(), receivedAt).ifPresent(decoded::at);
        }
        Set<String> quantities = new HashSet<>();
        Leaves.walk(measurement, (path, key, value, parent) -> {
            if (!path.equals("time")) {
                Values.add(decoded, path, UNITS.get(path), value);
                quantities.add(path);
            }
        });
        return quantities;
    }
}
