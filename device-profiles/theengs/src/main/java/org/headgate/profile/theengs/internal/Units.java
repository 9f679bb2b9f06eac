package org.headgate.profile.theengs.internal;

import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** In what OpenMQTTGateway and Theengs Gateway count, by the name of a property. */
final class Units {
    private static final Map<String, Scale> BY_NAME = Map.ofEntries(
            Map.entry("tempc", Scale.of("Cel")),
            Map.entry("dp", Scale.of("Cel")),
            Map.entry("hum", Scale.of("%RH")),
            Map.entry("batt", Scale.of("%EL")),
            Map.entry("moi", Scale.of("%")),
            Map.entry("pres", Scale.of("Pa", "100")),
            Map.entry("lux", Scale.of("lx")),
            Map.entry("fer", Scale.of("S/m", "0.0001")),
            Map.entry("volt", Scale.of("V")),
            Map.entry("current", Scale.of("A")),
            Map.entry("power", Scale.of("W")),
            Map.entry("energy", Scale.of("J", "3600000")),
            Map.entry("co2", Scale.of("ppm")),
            Map.entry("pm25", Scale.of("ug/m3")),
            Map.entry("pm10", Scale.of("ug/m3")),
            Map.entry("accx", Scale.of("m/s2")),
            Map.entry("accy", Scale.of("m/s2")),
            Map.entry("accz", Scale.of("m/s2")),
            Map.entry("distance", Scale.of("m")),
            Map.entry("rssi", Scale.of("dBm")),
            Map.entry("txpower", Scale.of("dBm")),
            Map.entry("snr", Scale.of("dB")),
            Map.entry("uptime", Scale.of("s")));
    private static final Map<String, Scale> WEIGHTS = Map.of(
            "kg", Scale.of("kg"),
            "lb", Scale.of("kg", "0.45359237"),
            "lbs", Scale.of("kg", "0.45359237"),
            "jin", Scale.of("kg", "0.5"),
            "g", Scale.of("kg", "0.001"));

    private Units() {}

    /** @param unit what the report says of its weight, or {@code ""}. A number behind the name does not change the unit: {@code tempc2}, {@code volt_1} */
    static @Nullable Scale find(String name, String unit) {
        if (name.equals("weight")) {
            return WEIGHTS.get(unit);
        }
        Scale exact = BY_NAME.get(name);
        return exact != null ? exact : BY_NAME.get(name.replaceFirst("_?\\d{1,2}$", ""));
    }
}
