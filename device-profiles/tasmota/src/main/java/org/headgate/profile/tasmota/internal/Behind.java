package org.headgate.profile.tasmota.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * A device behind one that runs Tasmota: Bluetooth sensors that it hears tell their MAC address, Zigbee devices of its coordinator a name or a short address.
 *
 * @param name of its operator, or its address
 * @param address of a Bluetooth device
 */
record Behind(String urn, String name, Optional<String> address, ObjectNode values) {
    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{12}");
    private static final int MOST = 64;
    private static final List<String> NAMES = List.of("Device", "Name", "Endpoint", "mac");
    private static final Map<String, Scale> UNITS = Map.of(
            "battery", Scale.of("%EL"),
            "batteryvoltage", Scale.of("V"),
            "rssi", Scale.of("dBm"),
            "activepower", Scale.of("W"),
            "rmsvoltage", Scale.of("V"),
            "rmscurrent", Scale.of("A"));

    /** Takes them out of a report. @throws MalformedPayload {@code too_many_values} above 64 of them */
    static List<Behind> takeFrom(ObjectNode report, Topic topic) throws MalformedPayload {
        List<Behind> behind = new ArrayList<>();
        if (report.get("ZbReceived") instanceof ObjectNode received) {
            for (Map.Entry<String, JsonNode> one : received.properties()) {
                if (one.getValue() instanceof ObjectNode values) {
                    String name = values.path("Name").asText(one.getKey());
                    behind.add(new Behind(
                            DeviceUrn.named("mqtt", topic.device() + '/' + name), name, Optional.empty(), values));
                }
            }
            report.remove("ZbReceived");
        }
        Iterator<Map.Entry<String, JsonNode>> fields = report.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> one = fields.next();
            String mac = one.getValue().path("mac").asText("");
            if (MAC.matcher(mac).matches() && one.getValue() instanceof ObjectNode values) {
                behind.add(new Behind(DeviceUrn.mac(mac), one.getKey(), Optional.of(mac), values));
                fields.remove();
            }
        }
        if (behind.size() > MOST) {
            throw new MalformedPayload("too_many_values", "more than " + MOST + " devices in one report");
        }
        behind.forEach(one -> one.values.remove(NAMES));
        return behind;
    }

    void add(Decoded.Builder decoded, Units units, String path, String key, JsonNode value) throws MalformedPayload {
        Scale scale = value.isNumber() ? own(key.toLowerCase(Locale.ROOT)) : null;
        if (scale == null) {
            TasmotaProfile.add(decoded, units, path, key, value);
        } else {
            Values.number(decoded, path.toLowerCase(Locale.ROOT), scale, value.doubleValue());
        }
    }

    private static @Nullable Scale own(String key) {
        return UNITS.get(key);
    }
}
