package org.headgate.profile.lorawan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/**
 * The unit of a number by the name that a codec gave it. Only names that leave no doubt: {@code battery} alone is a per cent with one maker and a voltage
 * with another, so it has none. The table is in the README.
 */
public final class KeyUnits {
    /** Words that say which, not what. */
    private static final Set<String> WHICH = Set.of(
            "air",
            "ambient",
            "soil",
            "water",
            "ground",
            "surface",
            "internal",
            "external",
            "int",
            "ext",
            "indoor",
            "outdoor",
            "probe",
            "sensor",
            "board",
            "min",
            "max",
            "avg",
            "mean",
            "average",
            "minimum",
            "maximum",
            "last",
            "sht",
            "ds",
            "channel",
            "ch",
            "value");

    private static final Map<String, String> DUST =
            Map.of("pm_2_5", "pm25", "pm_25", "pm25", "pm_10", "pm10", "pm_1_0", "pm1", "pm_1", "pm1", "pm_4", "pm4");
    private static final Map<String, Scale> PLAIN = new HashMap<>();
    private static final Map<String, Scale> LAST_WORD = new HashMap<>();
    private static final Map<String, Set<String>> LETTERS = Map.of(
            "c", Set.of("temperature", "temp", "dewpoint"),
            "f", Set.of("temperature", "temp", "dewpoint"),
            "v", Set.of("battery", "bat", "batt", "voltage", "vbat", "vdd", "supply"),
            "a", Set.of("current"),
            "w", Set.of("power", "activepower"),
            "m", Set.of("distance", "depth", "height", "altitude", "level"));

    static {
        put(PLAIN, "Cel", "1", "temperature", "temp", "airtemperature", "soiltemperature", "watertemperature");
        put(PLAIN, "Cel", "1", "ambienttemperature", "temperaturesensor", "dewpoint");
        put(PLAIN, "%RH", "1", "humidity", "hum", "rh", "relativehumidity", "airhumidity", "humiditysensor");
        put(PLAIN, "ppm", "1", "co2", "eco2", "carbondioxide", "co2concentration", "co2level");
        put(PLAIN, "ug/m3", "1", "pm1", "pm10", "pm25", "pm4");
        put(PLAIN, "lx", "1", "illuminance", "illumination", "lux", "lx", "illuminancesensor");
        put(PLAIN, "dBm", "1", "rssi");
        put(PLAIN, "dB", "1", "snr", "lorasnr");
        put(PLAIN, "pH", "1", "ph");
        put(PLAIN, "V", "1", "batteryvoltage", "batvoltage", "battvoltage", "vbat", "vbatt", "voltage", "volt");
        put(LAST_WORD, "Cel", "1", "celsius", "celcius", "degc");
        put(LAST_WORD, "V", "1", "volt", "volts");
        put(LAST_WORD, "V", "0.001", "mv", "millivolt", "millivolts");
        put(LAST_WORD, "A", "0.001", "ma", "milliamps");
        put(LAST_WORD, "lx", "1", "lux", "lx");
        put(LAST_WORD, "ppm", "1", "ppm");
        put(LAST_WORD, "ppb", "1", "ppb");
        put(LAST_WORD, "Pa", "100", "hpa", "mbar");
        put(LAST_WORD, "Pa", "1000", "kpa");
        put(LAST_WORD, "J", "3600", "wh");
        put(LAST_WORD, "J", "3600000", "kwh");
        put(LAST_WORD, "W", "1000", "kw");
        put(LAST_WORD, "W", "1", "watt", "watts");
        put(LAST_WORD, "dBm", "1", "dbm");
        put(LAST_WORD, "Hz", "1", "hz");
        put(LAST_WORD, "m", "0.001", "mm");
        put(LAST_WORD, "m", "0.01", "cm");
        LAST_WORD.put("fahrenheit", UnitTexts.FROM_FAHRENHEIT);
        LAST_WORD.put("degf", UnitTexts.FROM_FAHRENHEIT);
    }

    private KeyUnits() {}

    /** Null where the name leaves a doubt, or the value could not be in the unit that it suggests. */
    public static @Nullable Scale find(String key, double value) {
        List<String> words = words(key);
        if (words.isEmpty()) {
            return null;
        }
        String last = words.get(words.size() - 1);
        String what = words.size() == 1 ? last : String.join("", words);
        String before = what.substring(0, what.length() - last.length());
        if (last.equals("percent") || last.equals("pct") || last.equals("percentage")) {
            return percent(before);
        }
        if (LETTERS.getOrDefault(last, Set.of()).contains(before)) {
            return letter(last);
        }
        if (!before.isEmpty() && LAST_WORD.containsKey(last) && !PLAIN.containsKey(what)) {
            return LAST_WORD.get(last);
        }
        return plain(what, value);
    }

    /** Of a number beside which the codec wrote its unit. */
    static @Nullable Scale find(String key, String unit) {
        return unit.strip().equals("%") ? percent(String.join("", words(key))) : UnitTexts.find(unit);
    }

    private static @Nullable Scale plain(String what, double value) {
        return switch (what) {
            case "latitude", "lat" -> Math.abs(value) <= 90 ? Scale.of("lat") : null;
            case "longitude", "lon", "lng" -> Math.abs(value) <= 180 ? Scale.of("lon") : null;
            case "barometricpressure", "atmosphericpressure" ->
                value >= 300 && value <= 1150 ? Scale.of("Pa", "100") : null;
            default -> {
                Scale scale = PLAIN.get(what);
                boolean millivolts = scale != null && scale.unit().equals("V") && value >= 600;
                yield millivolts ? null : scale;
            }
        };
    }

    private static Scale percent(String what) {
        return switch (what) {
            case "battery", "bat", "batt", "batterylevel" -> Scale.of("%EL");
            case "humidity", "hum", "rh", "relativehumidity" -> Scale.of("%RH");
            default -> Scale.of("%");
        };
    }

    private static Scale letter(String last) {
        return switch (last) {
            case "c" -> Scale.of("Cel");
            case "f" -> UnitTexts.FROM_FAHRENHEIT;
            case "v" -> Scale.of("V");
            case "a" -> Scale.of("A");
            case "w" -> Scale.of("W");
            default -> Scale.of("m");
        };
    }

    /** Without those that say which one, and without a channel's number; {@code pm 2 5} is one word. */
    private static List<String> words(String key) {
        List<String> words = Words.of(key);
        String dust = words.size() > 1 && words.get(0).equals("pm") ? DUST.get(String.join("_", words)) : null;
        if (dust != null) {
            return List.of(dust);
        }
        List<String> kept = new ArrayList<>(words.size());
        for (String word : words) {
            boolean number = Character.isDigit(word.charAt(0));
            if (number && !kept.isEmpty() && kept.get(kept.size() - 1).equals("co") && word.equals("2")) {
                kept.set(kept.size() - 1, "co2");
            } else if (!number) {
                kept.add(word);
            }
        }
        kept.removeIf(WHICH::contains);
        return kept;
    }

    private static void put(Map<String, Scale> table, String unit, String factor, String... words) {
        for (String word : words) {
            table.put(word, Scale.of(unit, factor));
        }
    }
}
