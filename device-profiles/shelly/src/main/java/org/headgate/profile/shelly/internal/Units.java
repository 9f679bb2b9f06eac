package org.headgate.profile.shelly.internal;

import java.util.HashMap;
import java.util.Map;
import org.headgate.profile.json.Scale;
import org.jspecify.annotations.Nullable;

/** The unit of a number by the component and the key that hold it. The tables are in the README. */
final class Units {
    static final Scale WATT = Scale.of("W");
    static final Scale FROM_WATT_HOUR = Scale.of("J", "3600");
    static final Scale FROM_WATT_MINUTE = Scale.of("J", "60");
    static final Scale CELSIUS = Scale.of("Cel");
    static final Scale PERCENT = Scale.of("%");
    static final Scale CHARGE = Scale.of("%EL");
    static final Scale VOLT = Scale.of("V");
    static final Scale DBM = Scale.of("dBm");

    private static final Map<String, Scale> BY_KEY = new HashMap<>();

    static {
        put(WATT, "apower", "act_power");
        put(Scale.of("VA"), "aprt_power");
        put(Scale.of("var"), "react_power", "reactive_power");
        put(Scale.of("/"), "pf");
        put(VOLT, "voltage", "V");
        put(Scale.of("A"), "current");
        put(Scale.of("Hz"), "freq");
        put(FROM_WATT_HOUR, "act_energy", "act_ret_energy", "act", "act_ret");
        put(Scale.of("vars", "3600"), "lag_react_energy", "lead_react_energy");
        put(Scale.of("VAs", "3600"), "aprt_energy");
        put(CELSIUS, "tC", "current_C", "target_C");
        put(Scale.of("%RH"), "rh");
        put(Scale.of("lx"), "lux");
        put(PERCENT, "brightness", "current_pos", "target_pos", "pos", "slat_pos");
        put(Scale.of("K"), "ct");
        put(CHARGE, "battery");
        put(DBM, "rssi");
        put(Scale.of("s"), "uptime", "wakeup_period");
    }

    private Units() {}

    /** @param type of the component, for example {@code em} @param path below it */
    static @Nullable Scale of(String type, String path, String key) {
        if (key.equals("percent")) {
            return type.equals("devicepower") ? CHARGE : PERCENT;
        }
        if (key.equals("total")) {
            return path.endsWith("aenergy.total") ? FROM_WATT_HOUR : null;
        }
        Scale exact = BY_KEY.get(key);
        return exact != null || !type.startsWith("em") ? exact : BY_KEY.get(plain(key));
    }

    /** Without the phase, and without saying that it is the sum. */
    private static String plain(String key) {
        String of = key;
        if (of.length() > 2 && of.charAt(1) == '_' && "abcn".indexOf(of.charAt(0)) >= 0) {
            of = of.substring(2);
        }
        return of.startsWith("total_") ? of.substring(6) : of;
    }

    private static void put(Scale scale, String... keys) {
        for (String key : keys) {
            BY_KEY.put(key, scale);
        }
    }
}
