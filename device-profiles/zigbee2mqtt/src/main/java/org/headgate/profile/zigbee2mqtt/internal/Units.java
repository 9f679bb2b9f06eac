package org.headgate.profile.zigbee2mqtt.internal;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** The unit of a number by its name, as Zigbee2MQTT's "exposes" define them. The table is in the README. */
final class Units {
    private static final Pattern ENDPOINT =
            Pattern.compile("_(?:l\\d{1,2}|\\d{1,2}|left|right|center|top|bottom|main|phase_[abc])$");
    private static final Scale VOLT = Scale.of("V");
    private static final Scale FROM_MILLIVOLT = Scale.of("V", "0.001");
    /** Mains and batteries in V stay below, batteries in mV above. */
    private static final double FIRST_MILLIVOLT = 600;

    private static final Map<String, Scale> BY_NAME = new HashMap<>();

    static {
        put(
                "Cel",
                "1",
                "temperature",
                "local_temperature",
                "device_temperature",
                "cpu_temperature",
                "soil_temperature");
        put("Cel", "1", "external_temperature", "outdoor_temperature", "floor_temperature", "dew_point");
        put("Cel", "1", "current_heating_setpoint", "occupied_heating_setpoint", "unoccupied_heating_setpoint");
        put("Cel", "1", "current_cooling_setpoint", "occupied_cooling_setpoint", "unoccupied_cooling_setpoint");
        put("%RH", "1", "humidity", "soil_humidity");
        put("%", "1", "soil_moisture", "position", "tilt", "valve_position", "pi_heating_demand", "pi_cooling_demand");
        put("%EL", "1", "battery");
        put("Pa", "100", "pressure");
        put("lx", "1", "illuminance", "illuminance_lux");
        put("W", "1", "power", "active_power", "produced_power");
        put("VA", "1", "power_apparent", "apparent_power");
        put("var", "1", "power_reactive", "reactive_power");
        put("/", "1", "power_factor");
        put("A", "1", "current");
        put("Hz", "1", "ac_frequency", "frequency");
        put("J", "3600000", "energy", "produced_energy", "consumed_energy", "energy_today", "energy_yesterday");
        put("J", "3600000", "energy_month", "energy_total");
        put("ppm", "1", "co2", "eco2", "co");
        put("ug/m3", "1", "pm1", "pm10", "pm25", "pm2_5");
        put("dB", "1", "noise");
        put("dBm", "1", "rssi");
        put("m", "1", "distance", "target_distance", "depth");
        put("m/s", "1", "wind_speed");
        put("deg", "1", "wind_direction", "angle", "action_angle");
        put("Cel", "1", "temperature_probe", "min_temperature", "max_temperature", "away_preset_temperature");
    }

    private Units() {}

    static @Nullable Scale of(String key, double value) {
        Scale exact = BY_NAME.get(key);
        if (exact != null) {
            return exact;
        }
        String name = key.indexOf('_') < 0 ? key : ENDPOINT.matcher(key).replaceFirst("");
        if (name.equals("voltage") || name.equals("battery_voltage")) {
            return Math.abs(value) >= FIRST_MILLIVOLT ? FROM_MILLIVOLT : VOLT;
        }
        return BY_NAME.get(name);
    }

    private static void put(String unit, String factor, String... names) {
        Scale scale = new Scale(unit, new BigDecimal(factor), BigDecimal.ZERO);
        for (String name : names) {
            BY_NAME.put(name, scale);
        }
    }
}
