package org.headgate.profile.bthome.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.headgate.profile.json.Scale;

/**
 * One row of the tables of bthome.io/format.
 *
 * @param name the quantity; a number and a flag that share a property there have different ones here
 * @param length bytes of the value; 0: the first of them tells how many follow
 * @param scale from what is sent to a unit of the SenML registry; without a unit it is only the factor
 */
record BthomeObject(String name, int length, boolean signed, Form form, Scale scale) {
    private static final Map<Integer, BthomeObject> BY_ID = new HashMap<>();

    enum Form {
        NUMBER,
        FLAG,
        BUTTON,
        DIMMER,
        TEXT,
        RAW,
        VERSION
    }

    static {
        unsigned(0x00, "packet_id", 1, "", "1");
        unsigned(0x01, "battery", 1, "%EL", "1");
        signed(0x02, "temperature", 2, "Cel", "0.01");
        unsigned(0x03, "humidity", 2, "%RH", "0.01");
        unsigned(0x04, "pressure", 3, "Pa", "1");
        unsigned(0x05, "illuminance", 3, "lx", "0.01");
        unsigned(0x06, "mass", 2, "kg", "0.01");
        unsigned(0x07, "mass", 2, "kg", "0.0045359237");
        signed(0x08, "dew_point", 2, "Cel", "0.01");
        unsigned(0x09, "count", 1, "", "1");
        unsigned(0x0a, "energy", 3, "J", "3600");
        unsigned(0x0b, "power", 3, "W", "0.01");
        unsigned(0x0c, "voltage", 2, "V", "0.001");
        unsigned(0x0d, "pm25", 2, "ug/m3", "1");
        unsigned(0x0e, "pm10", 2, "ug/m3", "1");
        unsigned(0x12, "co2", 2, "ppm", "1");
        unsigned(0x13, "tvoc", 2, "ug/m3", "1");
        unsigned(0x14, "moisture", 2, "%", "0.01");
        unsigned(0x2e, "humidity", 1, "%RH", "1");
        unsigned(0x2f, "moisture", 1, "%", "1");
        unsigned(0x3d, "count", 2, "", "1");
        unsigned(0x3e, "count", 4, "", "1");
        signed(0x3f, "rotation", 2, "deg", "0.1");
        unsigned(0x40, "distance", 2, "m", "0.001");
        unsigned(0x41, "distance", 2, "m", "0.1");
        unsigned(0x42, "duration", 3, "s", "0.001");
        unsigned(0x43, "current", 2, "A", "0.001");
        unsigned(0x44, "speed", 2, "m/s", "0.01");
        signed(0x45, "temperature", 2, "Cel", "0.1");
        unsigned(0x46, "uv_index", 1, "", "0.1");
        unsigned(0x47, "volume", 2, "m3", "0.0001");
        unsigned(0x48, "volume", 2, "m3", "0.000001");
        unsigned(0x49, "volume_flow_rate", 2, "m3/s", "2.777777777777777778e-7");
        unsigned(0x4a, "voltage", 2, "V", "0.1");
        unsigned(0x4b, "gas", 3, "m3", "0.001");
        unsigned(0x4c, "gas", 4, "m3", "0.001");
        unsigned(0x4d, "energy", 4, "J", "3600");
        unsigned(0x4e, "volume", 4, "m3", "0.000001");
        unsigned(0x4f, "water", 4, "m3", "0.000001");
        unsigned(0x50, "timestamp", 4, "s", "1");
        unsigned(0x51, "acceleration", 2, "m/s2", "0.001");
        unsigned(0x52, "gyroscope", 2, "", "0.001");
        put(0x53, "text", 0, Form.TEXT);
        put(0x54, "raw", 0, Form.RAW);
        unsigned(0x55, "volume_storage", 4, "m3", "0.000001");
        unsigned(0x56, "conductivity", 2, "S/m", "0.0001");
        signed(0x57, "temperature", 1, "Cel", "1");
        signed(0x58, "temperature", 1, "Cel", "0.35");
        signed(0x59, "count", 1, "", "1");
        signed(0x5a, "count", 2, "", "1");
        signed(0x5b, "count", 4, "", "1");
        signed(0x5c, "power", 4, "W", "0.01");
        signed(0x5d, "current", 2, "A", "0.001");
        unsigned(0x5e, "direction", 2, "deg", "0.01");
        unsigned(0x5f, "precipitation", 2, "m", "0.0001");
        unsigned(0x60, "channel", 1, "", "1");
        unsigned(0x61, "rotational_speed", 2, "1/min", "1");
        signed(0x62, "speed", 4, "m/s", "0.000001");
        signed(0x63, "acceleration", 4, "m/s2", "0.000001");
        unsigned(0x64, "light_level", 1, "", "1");
        unsigned(0xf0, "device_type", 2, "", "1");
        put(0xf1, "firmware", 4, Form.VERSION);
        put(0xf2, "firmware", 3, Form.VERSION);
        put(0x3a, "button", 1, Form.BUTTON);
        put(0x3c, "dimmer", 2, Form.DIMMER);
        flags(0x0f, "generic", "power_on", "opening");
        flags(0x15, "battery_low", "battery_charging", "carbon_monoxide", "cold", "connectivity", "door");
        flags(0x1b, "garage_door", "gas_detected", "heat", "light", "lock", "moisture_detected", "motion");
        flags(0x22, "moving", "occupancy", "plug", "presence", "problem", "running", "safety", "smoke");
        flags(0x2a, "sound", "tamper", "vibration", "window");
    }

    /** Empty where the published format has no such object. */
    static Optional<BthomeObject> of(int id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    private static void unsigned(int id, String name, int length, String unit, String factor) {
        BY_ID.put(id, new BthomeObject(name, length, false, Form.NUMBER, scale(unit, factor)));
    }

    private static void signed(int id, String name, int length, String unit, String factor) {
        BY_ID.put(id, new BthomeObject(name, length, true, Form.NUMBER, scale(unit, factor)));
    }

    private static void put(int id, String name, int length, Form form) {
        BY_ID.put(id, new BthomeObject(name, length, false, form, scale("", "1")));
    }

    private static void flags(int first, String... names) {
        for (int i = 0; i < names.length; i++) {
            put(first + i, names[i], 1, Form.FLAG);
        }
    }

    private static Scale scale(String unit, String factor) {
        return Scale.of(unit, factor);
    }
}
