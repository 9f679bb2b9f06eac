package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.Values;

/** A Shelly BLU device whose broadcast the vendor's script {@code ble-shelly-blu} decoded: a device of its own, by its address. */
final class Blu {
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f]{2}(?:[:-]?[0-9A-Fa-f]{2}){5}");
    private static final Set<String> LEFT_OUT = Set.of("encryption", "BTHome_version", "pid", "address");
    private static final Set<String> FLAGS = Set.of("window", "door", "motion", "vibration");
    private static final Map<String, Scale> UNITS = Map.of(
            "battery", Units.CHARGE,
            "temperature", Units.CELSIUS,
            "humidity", Scale.of("%RH"),
            "illuminance", Scale.of("lx"),
            "rotation", Scale.of("deg"),
            "moisture", Units.PERCENT,
            "rssi", Units.DBM);

    private Blu() {}

    static List<Decoded> decode(Message message, ObjectNode data) throws MalformedPayload {
        String address = data.path("address").asText();
        if (!ADDRESS.matcher(address).matches()) {
            throw new MalformedPayload("device_unknown", "address is the MAC address of the device");
        }
        Decoded.Builder decoded = Decoded.of(DeviceUrn.mac(address), message).name(address);
        Leaves.walk(data, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                if (FLAGS.contains(key) && value.isIntegralNumber() && (value.asInt(2) | 1) == 1) {
                    decoded.flag(path, value.asInt() == 1);
                } else {
                    Values.add(decoded, path, UNITS.get(key), value);
                }
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return LEFT_OUT.contains(path);
            }
        });
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }
}
