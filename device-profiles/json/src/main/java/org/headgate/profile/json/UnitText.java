package org.headgate.profile.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Units as devices write them beside their numbers, to units of the SenML registry. What is not known here has no unit rather than a wrong one. */
public final class UnitText {
    private static final int LONGEST = 16;
    private static final Map<String, Scale> ALL = new HashMap<>();

    static {
        temperatures();
        all("Pa", "1", "Pa");
        all("Pa", "100", "hPa", "mbar");
        all("Pa", "1000", "kPa");
        all("Pa", "100000", "bar");
        all("Pa", "133.322387415", "mmHg");
        all("Pa", "3386.389", "inHg");
        all("Pa", "6894.757293168", "psi");
        all("%", "1", "%");
        all("%RH", "1", "%RH", "%rH", "% RH");
        electric();
        all("lx", "1", "lx", "lux");
        all("lm", "1", "lm");
        all("ppm", "1", "ppm");
        all("ppm", "0.001", "ppb");
        all("ug/m3", "1", "µg/m³", "ug/m3", "ug/m³", "µg/m3");
        all("ug/m3", "1000", "mg/m³", "mg/m3");
        all("dB", "1", "dB");
        all("dBm", "1", "dBm");
        lengths();
        times();
        volumes();
        all("m/s", "1", "m/s");
        all("kg", "1", "kg");
        all("kg", "0.001", "g");
        all("kg", "0.45359237", "lb", "lbs");
        all("W/m2", "1", "W/m²", "W/m2");
        all("S/m", "0.0001", "µS/cm", "uS/cm");
        all("pH", "1", "pH");
        all("B", "1", "B");
        all("bit/s", "1", "bit/s");
        all("1/min", "1", "rpm", "1/min");
    }

    private UnitText() {}

    /** Null for what is not known. */
    public static @Nullable Scale find(String unit) {
        if (unit.length() > LONGEST) {
            return null;
        }
        return ALL.get(unit.strip().replace('\u03bc', '\u00b5'));
    }

    private static void temperatures() {
        all("Cel", "1", "°C", "℃", "degC", "Cel", "Celsius");
        all("K", "1", "K");
        Scale fahrenheit = new Scale(
                "Cel", BigDecimal.ONE.divide(new BigDecimal("1.8"), MathContext.DECIMAL128), new BigDecimal(32));
        for (String name : new String[] {"°F", "℉", "degF", "Fahrenheit"}) {
            ALL.put(name, fahrenheit);
        }
    }

    private static void electric() {
        all("W", "1", "W");
        all("W", "0.001", "mW");
        all("W", "1000", "kW");
        all("W", "1000000", "MW");
        all("VA", "1", "VA");
        all("VA", "1000", "kVA");
        all("var", "1", "var", "VAr", "VAR");
        all("var", "1000", "kvar", "kVAr");
        all("J", "1", "J");
        all("J", "3600", "Wh");
        all("J", "3600000", "kWh");
        all("J", "3600000000", "MWh");
        all("V", "1", "V");
        all("V", "0.001", "mV");
        all("V", "1000", "kV");
        all("A", "1", "A");
        all("A", "0.001", "mA");
        all("C", "3600", "Ah");
        all("Hz", "1", "Hz");
        all("Hz", "1000", "kHz");
        all("Hz", "1000000", "MHz");
        all("Ohm", "1", "Ω", "Ohm", "ohm");
        all("Ohm", "1000", "kΩ", "kOhm");
    }

    private static void lengths() {
        all("m", "1", "m");
        all("m", "0.001", "mm");
        all("m", "0.01", "cm");
        all("m", "1000", "km");
        all("m", "0.3048", "ft");
        all("m", "0.0254", "in");
    }

    private static void times() {
        all("s", "1", "s", "sec");
        all("s", "0.001", "ms");
        all("s", "60", "min");
        all("s", "3600", "h");
        all("s", "86400", "d");
    }

    private static void volumes() {
        all("m3", "1", "m³", "m3");
        all("m3", "0.001", "L", "l");
        all("m3", "0.000001", "mL", "ml");
    }

    private static void all(String unit, String factor, String... names) {
        for (String name : names) {
            ALL.put(name, Scale.of(unit, factor));
        }
    }
}
