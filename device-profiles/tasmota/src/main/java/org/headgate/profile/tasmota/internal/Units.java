package org.headgate.profile.tasmota.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** The unit of a number by the key that holds it, and by the units that the message names. The table is in the README. */
final class Units {
    private static final Scale PERCENT = Scale.of("%");
    private static final Scale CELSIUS = Scale.of("Cel");
    private static final Scale FROM_FAHRENHEIT =
            new Scale("Cel", BigDecimal.ONE.divide(new BigDecimal("1.8"), MathContext.DECIMAL128), new BigDecimal(32));
    private static final Map<String, Scale> PRESSURE = Map.of(
            "hpa", Scale.of("Pa", "100"),
            "mmhg", Scale.of("Pa", "133.322387415"),
            "inhg", Scale.of("Pa", "3386.389"));
    private static final Map<String, Scale> BY_KEY = new HashMap<>();
    private static final Map<String, Scale> ENERGY = new HashMap<>();

    static {
        BY_KEY.put("humidity", Scale.of("%RH"));
        BY_KEY.put("illuminance", Scale.of("lx"));
        BY_KEY.put("carbondioxide", Scale.of("ppm"));
        BY_KEY.put("eco2", Scale.of("ppm"));
        BY_KEY.put("pm1", Scale.of("ug/m3"));
        BY_KEY.put("pm2.5", Scale.of("ug/m3"));
        BY_KEY.put("pm4", Scale.of("ug/m3"));
        BY_KEY.put("pm10", Scale.of("ug/m3"));
        BY_KEY.put("gas", Scale.of("Ohm", "1000"));
        BY_KEY.put("distance", Scale.of("m", "0.01"));
        BY_KEY.put("weight", Scale.of("kg"));
        BY_KEY.put("voltage", Scale.of("V"));
        BY_KEY.put("current", Scale.of("A"));
        BY_KEY.put("vcc", Scale.of("V"));
        BY_KEY.put("uptimesec", Scale.of("s"));
        BY_KEY.put("signal", Scale.of("dBm"));
        BY_KEY.put("batterypercentage", Scale.of("%EL"));
        BY_KEY.put("dimmer", Scale.of("%"));
        BY_KEY.put("white", Scale.of("%"));
        ENERGY.put("power", Scale.of("W"));
        ENERGY.put("apparentpower", Scale.of("VA"));
        ENERGY.put("reactivepower", Scale.of("var"));
        ENERGY.put("factor", Scale.of("/"));
        ENERGY.put("frequency", Scale.of("Hz"));
        ENERGY.put("period", Scale.of("J", "3600"));
        for (String kwh : new String[] {"total", "today", "yesterday", "exportactive", "importactive", "exporttoday"}) {
            ENERGY.put(kwh, Scale.of("J", "3600000"));
        }
        for (String kwh : new String[] {"totaltariff", "exporttariff", "importtoday", "exportyesterday"}) {
            ENERGY.put(kwh, Scale.of("J", "3600000"));
        }
    }

    private final Scale temperature;
    private final @Nullable Scale pressure;

    private Units(Scale temperature, @Nullable Scale pressure) {
        this.temperature = temperature;
        this.pressure = pressure;
    }

    /** @param report holds {@code TempUnit} and {@code PressureUnit} where they matter */
    static Units of(ObjectNode report) {
        boolean fahrenheit = report.path("TempUnit").asText("C").equals("F");
        String pressure = report.path("PressureUnit").asText("hPa").toLowerCase(Locale.ROOT);
        return new Units(fahrenheit ? FROM_FAHRENHEIT : CELSIUS, PRESSURE.get(pressure));
    }

    /** @param path where the value is, in lower case @param key what holds it, in lower case */
    @Nullable
    Scale find(String path, String key) {
        String plain = key.replaceFirst("\\d+$", "");
        if (plain.equals("temperature") || key.equals("dewpoint") || key.equals("heatindex")) {
            return temperature;
        }
        if (key.equals("pressure") || key.equals("seapressure")) {
            return pressure;
        }
        if (path.startsWith("shutter") && (key.equals("position") || key.equals("target"))) {
            return PERCENT;
        }
        Scale energy = path.startsWith("energy.") ? ENERGY.get(key) : null;
        if (energy != null) {
            return energy;
        }
        Scale exact = BY_KEY.get(key);
        boolean numbered = plain.equals("illuminance") || plain.equals("dimmer");
        return exact == null && numbered ? BY_KEY.get(plain) : exact;
    }
}
