package org.headgate.profile.esphome.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** Topics tell no unit. One is given where ESPHome fixes it, or where the object id ends with its name; the tables are in the README. */
final class Units {
    private static final Scale CELSIUS = Scale.of("Cel");
    private static final Scale HUMIDITY = Scale.of("%RH");
    private static final Map<String, Scale> ENDINGS = Map.ofEntries(
            Map.entry("celsius", CELSIUS),
            Map.entry(
                    "fahrenheit",
                    new Scale(
                            "Cel",
                            BigDecimal.ONE.divide(new BigDecimal("1.8"), MathContext.DECIMAL128),
                            new BigDecimal(32))),
            Map.entry("relative_humidity", HUMIDITY),
            Map.entry("hpa", Scale.of("Pa", "100")),
            Map.entry("ppm", Scale.of("ppm")),
            Map.entry("ug_m3", Scale.of("ug/m3")),
            Map.entry("lux", Scale.of("lx")),
            Map.entry("dbm", Scale.of("dBm")),
            Map.entry("volts", Scale.of("V")),
            Map.entry("amps", Scale.of("A")),
            Map.entry("watts", Scale.of("W")),
            Map.entry("kwh", Scale.of("J", "3600000")),
            Map.entry("wh", Scale.of("J", "3600")),
            Map.entry("hz", Scale.of("Hz")),
            Map.entry("seconds", Scale.of("s")));

    private Units() {}

    static @Nullable Scale of(Topic topic) {
        return switch (topic.kind()) {
            case "climate/current_temperature",
                    "climate/target_temperature",
                    "climate/target_temperature_low",
                    "climate/target_temperature_high" -> CELSIUS;
            case "climate/current_humidity", "climate/target_humidity" -> HUMIDITY;
            case "cover/position", "cover/tilt", "valve/position" -> Scale.of("%");
            case "sensor", "number" -> byEnding(topic.id());
            default -> null;
        };
    }

    /** The longest ending, whole words only. */
    private static @Nullable Scale byEnding(String id) {
        for (int from = 0; from >= 0; from = id.indexOf('_', from) + 1) {
            Scale scale = ENDINGS.get(id.substring(from));
            if (scale != null || id.indexOf('_', from) < 0) {
                return scale;
            }
        }
        return null;
    }
}
