package org.headgate.profile.senml.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and fixed units of IPSO objects and their reusable resources, as the LwM2M registry has them. */
final class IpsoNames {
    private static final Map<String, String> OBJECTS = new HashMap<>();
    private static final Map<String, String> RESOURCES = new HashMap<>();
    private static final Map<String, String> UNITS = new HashMap<>();

    static {
        pairs(
                OBJECTS,
                "3200",
                "digital_input",
                "3201",
                "digital_output",
                "3202",
                "analog_input",
                "3203",
                "analog_output");
        pairs(OBJECTS, "3300", "sensor", "3301", "illuminance", "3302", "presence", "3303", "temperature");
        pairs(OBJECTS, "3304", "humidity", "3305", "power_measurement", "3306", "actuation", "3308", "set_point");
        pairs(OBJECTS, "3310", "load_control", "3311", "light_control", "3312", "power_control");
        pairs(OBJECTS, "3313", "accelerometer", "3314", "magnetometer", "3315", "barometer", "3316", "voltage");
        pairs(OBJECTS, "3317", "current", "3318", "frequency", "3319", "depth", "3320", "percentage");
        pairs(OBJECTS, "3321", "altitude", "3322", "load", "3323", "pressure", "3324", "loudness");
        pairs(OBJECTS, "3325", "concentration", "3326", "acidity", "3327", "conductivity", "3328", "power");
        pairs(OBJECTS, "3329", "power_factor", "3330", "distance", "3331", "energy", "3332", "direction");
        pairs(OBJECTS, "3333", "time", "3334", "gyrometer", "3335", "colour", "3336", "location");
        pairs(OBJECTS, "3337", "positioner", "3338", "buzzer", "3339", "audio_clip", "3340", "timer");
        pairs(OBJECTS, "3341", "text_display", "3342", "switch", "3343", "level_control", "3344", "up_down_control");
        pairs(OBJECTS, "3345", "joystick", "3346", "rate", "3347", "button", "3348", "state", "3349", "bitmap");
        pairs(OBJECTS, "3350", "stopwatch");
        pairs(RESOURCES, "5500", "state", "5550", "state", "5501", "counter", "5534", "counter");
        pairs(RESOURCES, "5600", "", "5650", "", "5700", "", "5900", "", "5706", "", "5536", "level");
        pairs(RESOURCES, "5601", "min", "5602", "max", "5603", "range_min", "5604", "range_max");
        pairs(RESOURCES, "5701", "unit", "5702", "x", "5703", "y", "5704", "z", "5705", "direction");
        pairs(RESOURCES, "5750", "application_type", "5751", "sensor_type", "5850", "on", "5851", "dimmer");
        pairs(RESOURCES, "5852", "on_time", "5853", "multi_state", "5854", "off_time");
        pairs(RESOURCES, "5514", "latitude", "5515", "longitude", "5516", "uncertainty", "5518", "timestamp");
        pairs(RESOURCES, "5506", "current_time", "5521", "delay", "5538", "remaining_time", "5544", "cumulative_time");
        pairs(RESOURCES, "5800", "active_power", "5801", "active_power_min", "5802", "active_power_max");
        pairs(RESOURCES, "5803", "active_power_range_min", "5804", "active_power_range_max");
        pairs(RESOURCES, "5805", "active_energy", "5810", "reactive_power", "5811", "reactive_power_min");
        pairs(RESOURCES, "5812", "reactive_power_max", "5813", "reactive_power_range_min");
        pairs(RESOURCES, "5814", "reactive_power_range_max", "5815", "reactive_energy", "5820", "power_factor");
        pairs(UNITS, "5800", "W", "5801", "W", "5802", "W", "5803", "W", "5804", "W", "5805", "Wh");
        pairs(UNITS, "5810", "var", "5811", "var", "5812", "var", "5813", "var", "5814", "var", "5815", "varh");
        pairs(UNITS, "5851", "%", "5852", "s", "5854", "s", "5521", "s", "5538", "s", "5544", "s", "5516", "m");
    }

    private IpsoNames() {}

    /** Null for one that is none. */
    static @Nullable String object(String id) {
        return OBJECTS.get(id);
    }

    /** "" for the measured value itself; its number for one that is not known. */
    static String resource(String id) {
        return RESOURCES.getOrDefault(id, id);
    }

    /** What the registry fixes; null where it does not. */
    static @Nullable String unit(String resource) {
        return UNITS.get(resource);
    }

    private static void pairs(Map<String, String> table, String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            table.put(pairs[i], pairs[i + 1]);
        }
    }
}
