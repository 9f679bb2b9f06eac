package org.headgate.profile.theengs.internal;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** In what rtl_433 counts: the end of a name is its unit. */
final class RadioUnits {
    private static final Scale FAHRENHEIT =
            new Scale("Cel", new BigDecimal("0.55555555555555555556"), new BigDecimal("32"));
    private static final Map<String, Scale> BY_NAME = Map.of(
            "humidity", Scale.of("%RH"),
            "moisture", Scale.of("%"),
            "rssi", Scale.of("dBm"),
            "snr", Scale.of("dB"),
            "noise", Scale.of("dBm"),
            "freq", Scale.of("Hz", "1000000"));
    /** The longest that fits counts. */
    private static final Map<String, Scale> BY_END = new LinkedHashMap<>();

    static {
        BY_END.put("_ug_m3", Scale.of("ug/m3"));
        BY_END.put("_mm_h", Scale.of("mm/h"));
        BY_END.put("_in_h", Scale.of("mm/h", "25.4"));
        BY_END.put("_km_h", Scale.of("m/s", "0.27777777777777777778"));
        BY_END.put("_mi_h", Scale.of("m/s", "0.44704"));
        BY_END.put("_m_s", Scale.of("m/s"));
        BY_END.put("_deg", Scale.of("deg"));
        BY_END.put("_hPa", Scale.of("Pa", "100"));
        BY_END.put("_kPa", Scale.of("Pa", "1000"));
        BY_END.put("_bar", Scale.of("Pa", "100000"));
        BY_END.put("_PSI", Scale.of("Pa", "6894.757293168"));
        BY_END.put("_psi", Scale.of("Pa", "6894.757293168"));
        BY_END.put("_kWh", Scale.of("J", "3600000"));
        BY_END.put("_ppm", Scale.of("ppm"));
        BY_END.put("_lux", Scale.of("lx"));
        BY_END.put("_klx", Scale.of("lx", "1000"));
        BY_END.put("_pct", Scale.of("%"));
        BY_END.put("_mm", Scale.of("m", "0.001"));
        BY_END.put("_cm", Scale.of("m", "0.01"));
        BY_END.put("_in", Scale.of("m", "0.0254"));
        BY_END.put("_km", Scale.of("m", "1000"));
        BY_END.put("_mV", Scale.of("V", "0.001"));
        BY_END.put("_kW", Scale.of("W", "1000"));
        BY_END.put("_C", Scale.of("Cel"));
        BY_END.put("_F", FAHRENHEIT);
        BY_END.put("_V", Scale.of("V"));
        BY_END.put("_A", Scale.of("A"));
        BY_END.put("_W", Scale.of("W"));
    }

    private RadioUnits() {}

    static @Nullable Scale find(String name) {
        Scale exact = BY_NAME.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, Scale> end : BY_END.entrySet()) {
            if (name.endsWith(end.getKey())) {
                return end.getValue();
            }
        }
        return null;
    }
}
