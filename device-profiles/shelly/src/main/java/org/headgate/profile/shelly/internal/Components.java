package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Values;

/** The status of a device of the second generation and later: components by name, {@code switch:0}, {@code sys}. */
final class Components {
    /** How the device is connected and set up; that is nobody's to buy. */
    private static final Set<String> NOT_MEASURED = Set.of(
            "ble", "bthome", "cloud", "eth", "knx", "matter", "modbus", "mqtt", "schedule", "script", "ws", "zigbee");

    private static final Map<String, Set<String>> ONLY = Map.of(
            "wifi", Set.of("rssi"), "sys", Set.of("uptime", "restart_required", "wakeup_reason", "wakeup_period"));
    /** Who asked, the same in other units or as of the last minutes, counters of the radio, and networks. */
    private static final Set<String> LEFT_OUT = Set.of(
            "id",
            "source",
            "tF",
            "by_minute",
            "xby_minute",
            "packet_id",
            "user_calibrated_phase",
            "mac",
            "ssid",
            "bssid",
            "sta_ip");

    private static final int MOST = 512;

    private final Message message;
    private final Decoded.Builder decoded;
    private final double time;
    private int count;

    /** @param time of what tells no time of its own */
    Components(Message message, Decoded.Builder decoded, double time) {
        this.message = message;
        this.decoded = decoded;
        this.time = time;
    }

    void all(ObjectNode status) throws MalformedPayload {
        for (Map.Entry<String, JsonNode> component : status.properties()) {
            if (component.getValue() instanceof ObjectNode one) {
                one(component.getKey(), one);
            }
        }
    }

    /** @param name for example {@code switch:0} */
    void one(String name, ObjectNode status) throws MalformedPayload {
        String type = type(name);
        if (!isMeasured(type)) {
            return;
        }
        decoded.at(own(status, "last_updated_ts", own(status, "last_update_ts", time)));
        String prefix = quantity(name) + '.';
        Set<String> only = ONLY.get(type);
        Leaves.walk(status, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                if (++count > MOST) {
                    throw new MalformedPayload("too_many_values", "more than " + MOST + " values in one message");
                }
                Values.add(decoded, prefix + path, Units.of(type, path, key), value);
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return isLeftOut(key) || only != null && path.indexOf('.') < 0 && !only.contains(path);
            }
        });
    }

    /** {@code switch:0} is {@code switch.0}. */
    static String quantity(String name) throws MalformedPayload {
        if (name.length() > 64) {
            throw new MalformedPayload("name_too_long", "a component's name of " + name.length() + " characters");
        }
        return Leaves.quantity(name.replace(':', '.'));
    }

    static String type(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    static boolean isMeasured(String type) {
        return !NOT_MEASURED.contains(type) && !type.equals("ui") && !type.endsWith("_ui");
    }

    static boolean isLeftOut(String key) {
        return LEFT_OUT.contains(key)
                || key.endsWith("_F")
                || key.endsWith("_ts")
                || key.endsWith("_at")
                || key.startsWith("timer_")
                || key.startsWith("transition");
    }

    private double own(ObjectNode status, String key, double otherwise) {
        return DeviceTime.ofSeconds(status.path(key), message.receivedAt()).orElse(otherwise);
    }
}
