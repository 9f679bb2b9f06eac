package org.headgate.profile.lorawan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** Units as people write them, to those of the SenML registry. */
public final class UnitTexts {
    static final Scale FROM_FAHRENHEIT =
            new Scale("Cel", BigDecimal.ONE.divide(new BigDecimal("1.8"), MathContext.DECIMAL128), new BigDecimal(32));
    static final Scale FROM_KMH =
            new Scale("m/s", BigDecimal.ONE.divide(new BigDecimal("3.6"), MathContext.DECIMAL128), BigDecimal.ZERO);
    private static final Map<String, Scale> TABLE = new HashMap<>();

    static {
        put(Scale.of("Cel"), "°C", "℃", "C", "Cel", "degC", "Celsius", "celsius");
        put(FROM_FAHRENHEIT, "°F", "℉", "F", "degF", "Fahrenheit", "fahrenheit");
        put(Scale.of("K"), "K");
        put(Scale.of("%RH"), "%RH", "%rh", "% RH", "%r.H.");
        put(Scale.of("%EL"), "%EL");
        put(Scale.of("%"), "%");
        put(Scale.of("V"), "V");
        put(Scale.of("V", "0.001"), "mV");
        put(Scale.of("A"), "A");
        put(Scale.of("A", "0.001"), "mA");
        put(Scale.of("W"), "W");
        put(Scale.of("W", "1000"), "kW");
        put(Scale.of("VA"), "VA");
        put(Scale.of("var"), "var", "VAR");
        put(Scale.of("J", "3600"), "Wh");
        put(Scale.of("J", "3600000"), "kWh");
        put(Scale.of("J"), "J");
        put(Scale.of("Hz"), "Hz");
        put(Scale.of("Hz", "1000"), "kHz");
        put(Scale.of("Pa"), "Pa");
        put(Scale.of("Pa", "100"), "hPa", "mbar", "mBar");
        put(Scale.of("Pa", "1000"), "kPa");
        put(Scale.of("Pa", "100000"), "bar", "Bar");
        put(Scale.of("lx"), "lx", "lux", "Lux");
        put(Scale.of("ppm"), "ppm", "PPM");
        put(Scale.of("ppb"), "ppb", "PPB");
        put(Scale.of("ug/m3"), "µg/m³", "μg/m³", "ug/m3", "ug/m³", "µg/m3", "μg/m3", "µg⋅m⁻³");
        put(Scale.of("m"), "m");
        put(Scale.of("m", "0.01"), "cm");
        put(Scale.of("m", "0.001"), "mm");
        put(Scale.of("m", "1000"), "km");
        put(Scale.of("m/s"), "m/s", "m⋅s⁻¹");
        put(FROM_KMH, "km/h", "kmh");
        put(Scale.of("m3"), "m³", "m3");
        put(Scale.of("m3", "0.001"), "l", "L");
        put(Scale.of("dB"), "dB", "dBA", "dB(A)");
        put(Scale.of("dBm"), "dBm");
        put(Scale.of("s"), "s", "sec");
        put(Scale.of("s", "0.001"), "ms");
        put(Scale.of("s", "60"), "min");
        put(Scale.of("s", "3600"), "h");
        put(Scale.of("pH"), "pH");
        put(Scale.of("kg"), "kg");
        put(Scale.of("W/m2"), "W/m²", "W/m2", "W⋅m⁻²");
        put(Scale.of("S/m"), "S/m");
        put(Scale.of("S/m", "0.1"), "dS/m", "mS/cm");
        put(Scale.of("S/m", "0.0001"), "µS/cm", "μS/cm", "uS/cm", "µS⋅cm⁻¹");
        put(Scale.of("Ohm"), "Ω", "Ohm", "ohm");
        put(Scale.of("m/s2"), "m/s²", "m/s2");
        put(Scale.of("N"), "N");
        put(Scale.of("lm"), "lm");
    }

    private UnitTexts() {}

    /** Null for one that is not known; case counts. */
    public static @Nullable Scale find(String text) {
        return TABLE.get(text.strip());
    }

    private static void put(Scale scale, String... texts) {
        for (String text : texts) {
            TABLE.put(text, scale);
        }
    }
}
