package org.headgate.profile.esphome.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.headgate.profile.json.StrictText;
import org.jspecify.annotations.Nullable;

/** What ESPHome writes on the state topics of an entity: others have topics of that shape, too, and say other things there. */
enum Form {
    NUMBER,
    SWITCH,
    WORD,
    TEXT,
    OBJECT;

    private static final Map<String, Form> FORMS = new HashMap<>();
    private static final Pattern A_WORD = Pattern.compile("[A-Za-z_]{1,32}");
    private static final int LOOK = 64;

    static {
        put(NUMBER, "sensor", "number", "cover/position", "cover/tilt", "valve/position", "fan/speed_level");
        put(NUMBER, "climate/current_temperature", "climate/target_temperature", "climate/target_temperature_low");
        put(NUMBER, "climate/target_temperature_high", "climate/current_humidity", "climate/target_humidity");
        put(SWITCH, "binary_sensor", "switch", "fan", "climate/away");
        put(WORD, "cover", "valve", "lock", "alarm_control_panel", "fan/oscillation", "fan/direction", "fan/speed");
        put(WORD, "climate/mode", "climate/action", "climate/swing_mode");
        put(TEXT, "text_sensor", "select", "text", "climate/fan_mode", "climate/preset");
        put(OBJECT, "light", "event", "update", "date", "time", "datetime");
    }

    /** @param kind the component's type, with an aspect of it behind a slash where the topic has one */
    static @Nullable Form of(String kind) {
        return FORMS.get(kind);
    }

    /** Whether a payload can be one, or clears a retained one; looks at its first bytes only. */
    boolean fits(byte[] payload) {
        if (payload.length == 0) {
            return true;
        }
        String start = new String(payload, 0, Math.min(LOOK, payload.length), StandardCharsets.ISO_8859_1).strip();
        return switch (this) {
            case NUMBER -> isNone(start) || StrictText.number(start).isPresent();
            case SWITCH -> start.equals("ON") || start.equals("OFF");
            case WORD -> A_WORD.matcher(start).matches();
            case TEXT -> true;
            case OBJECT -> start.startsWith("{");
        };
    }

    /** What stands where a sensor has no value. */
    static boolean isNone(String text) {
        return text.equalsIgnoreCase("nan") || text.equals("None");
    }

    private static void put(Form form, String... kinds) {
        for (String kind : kinds) {
            FORMS.put(kind, form);
        }
    }
}
