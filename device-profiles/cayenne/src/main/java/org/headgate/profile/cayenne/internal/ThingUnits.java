package org.headgate.profile.cayenne.internal;

import java.util.HashMap;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.headgate.profile.lorawan.UnitTexts;
import org.jspecify.annotations.Nullable;

/** The units of Cayenne MQTT, as its table of supported data types has them, to those of the SenML registry. */
final class ThingUnits {
    private static final Map<String, Scale> UNITS = new HashMap<>();

    static {
        UNITS.put("c", Scale.of("Cel"));
        UNITS.put("k", Scale.of("K"));
        UNITS.put("r", Scale.of("/"));
        UNITS.put("rh", Scale.of("%RH"));
        UNITS.put("pa", Scale.of("Pa"));
        UNITS.put("hpa", Scale.of("Pa", "100"));
        UNITS.put("kpa", Scale.of("Pa", "1000"));
        UNITS.put("v", Scale.of("V"));
        UNITS.put("mv", Scale.of("V", "0.001"));
        UNITS.put("a", Scale.of("A"));
        UNITS.put("ma", Scale.of("A", "0.001"));
        UNITS.put("w", Scale.of("W"));
        UNITS.put("kw", Scale.of("W", "1000"));
        UNITS.put("kwh", Scale.of("J", "3600000"));
        UNITS.put("hz", Scale.of("Hz"));
        UNITS.put("lux", Scale.of("lx"));
        UNITS.put("m", Scale.of("m"));
        UNITS.put("cm", Scale.of("m", "0.01"));
        UNITS.put("mm", Scale.of("m", "0.001"));
        UNITS.put("ppm", Scale.of("ppm"));
        UNITS.put("ohm", Scale.of("Ohm"));
        UNITS.put("dbm", Scale.of("dBm"));
        UNITS.put("db", Scale.of("dB"));
    }

    private ThingUnits() {}

    /** Null where the table has none, or means none of the registry. Both in lower case. */
    static @Nullable Scale find(String type, String unit) {
        return switch (unit) {
            case "f" -> type.equals("temp") || type.equals("temperature") ? fahrenheit() : null;
            case "g" -> type.equals("accel") ? Scale.of("m/s2", "9.80665") : null;
            case "p" ->
                switch (type) {
                    case "batt" -> Scale.of("%EL");
                    case "rel_hum" -> Scale.of("%RH");
                    default -> Scale.of("%");
                };
            default -> UNITS.get(unit);
        };
    }

    static @Nullable Scale position(String axis) {
        return switch (axis) {
            case "latitude" -> Scale.of("lat");
            case "longitude" -> Scale.of("lon");
            case "altitude" -> Scale.of("m");
            default -> null;
        };
    }

    private static @Nullable Scale fahrenheit() {
        return UnitTexts.find("°F");
    }
}
