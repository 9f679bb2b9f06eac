package org.headgate.profile.cayenne.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/**
 * A type of Cayenne LPP: big-endian fields, each an integer. Its number is that of an IPSO object less 3200.
 *
 * @param name what its quantities are called
 * @param fields in the order of the bytes
 */
record LppType(String name, List<Field> fields) {
    private static final String GRAVITY = "0.00980665";
    private static final Map<Integer, LppType> TABLE = new HashMap<>();

    /**
     * @param suffix "" where the type has one field
     * @param scale from the integer; without a unit of the registry its unit is ""
     */
    record Field(String suffix, int size, boolean signed, Scale scale) {
        @Nullable
        String unit() {
            return scale.unit().isEmpty() ? null : scale.unit();
        }
    }

    static {
        put(0, "digital_input", 1, false, "", "1");
        put(1, "digital_output", 1, false, "", "1");
        put(2, "analog_input", 2, true, "", "0.01");
        put(3, "analog_output", 2, true, "", "0.01");
        put(100, "generic", 4, false, "", "1");
        put(101, "illuminance", 2, false, "lx", "1");
        put(102, "presence", 1, false, "", "1");
        put(103, "temperature", 2, true, "Cel", "0.1");
        put(104, "humidity", 1, false, "%RH", "0.5");
        put(113, "accelerometer", 2, true, "m/s2", GRAVITY, "x", "y", "z");
        put(115, "barometer", 2, false, "Pa", "10");
        put(116, "voltage", 2, false, "V", "0.01");
        put(117, "current", 2, false, "A", "0.001");
        put(118, "frequency", 4, false, "Hz", "1");
        put(120, "percentage", 1, false, "%", "1");
        put(121, "altitude", 2, true, "m", "1");
        put(125, "concentration", 2, false, "ppm", "1");
        put(128, "power", 2, false, "W", "1");
        put(130, "distance", 4, false, "m", "0.001");
        put(131, "energy", 4, false, "J", "3600");
        put(132, "direction", 2, false, "", "1");
        put(133, "time", 4, false, "s", "1");
        put(134, "gyrometer", 2, true, "", "0.01", "x", "y", "z");
        put(135, "colour", 1, false, "", "1", "red", "green", "blue");
        put(142, "switch", 1, false, "", "1");
        TABLE.put(
                136,
                new LppType(
                        "gps",
                        List.of(
                                new Field("latitude", 3, true, Scale.of("lat", "0.0001")),
                                new Field("longitude", 3, true, Scale.of("lon", "0.0001")),
                                new Field("altitude", 3, true, Scale.of("m", "0.01")))));
    }

    static @Nullable LppType of(int number) {
        return TABLE.get(number);
    }

    /** Bytes behind channel and type. */
    int size() {
        return fields.stream().mapToInt(Field::size).sum();
    }

    private static void put(
            int number, String name, int size, boolean signed, String unit, String factor, String... suffixes) {
        Scale scale = Scale.of(unit, factor);
        List<String> names = suffixes.length == 0 ? List.of("") : List.of(suffixes);
        TABLE.put(
                number,
                new LppType(
                        name,
                        names.stream()
                                .map(suffix -> new Field(suffix, size, signed, scale))
                                .toList()));
    }
}
