package org.headgate.profile.bthome.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.ble.BleAddress;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictJson;

/**
 * What the script {@code universal-blu-to-mqtt} of the vendor's collection has decoded of BTHome on a Shelly device: the address is the topic, the values are below
 * {@code service_data}, with the names of the script's own table.
 */
final class ShellyScript {
    private static final int DECIMALS = 6;
    private static final Map<String, Scale> SCALES = Map.ofEntries(
            Map.entry("battery", Scale.of("%EL")),
            Map.entry("temperature", Scale.of("Cel")),
            Map.entry("humidity", Scale.of("%RH")),
            Map.entry("illuminance", Scale.of("lx")),
            Map.entry("pressure", Scale.of("Pa", "100")),
            Map.entry("distance_mm", Scale.of("m", "0.001")),
            Map.entry("rotation", Scale.of("deg")),
            Map.entry("rssi", Scale.of("dBm")));
    private static final Map<String, String> NAMES = Map.of("pid", "packet_id", "distance_mm", "distance");
    private static final Set<String> PLAIN = Set.of("pid", "channel", "count", "uv_index");
    private static final Set<String> FLAGS = Set.of("window", "door", "motion", "vibration", "opening", "light");

    private ShellyScript() {}

    static boolean isFor(Message message) {
        String topic = message.address();
        return message.transport().equals("mqtt")
                && topic.length() == 17
                && BleAddress.parse(topic, BleAddress.Type.UNTOLD).isPresent();
    }

    static List<Decoded> decode(Message message) throws MalformedPayload {
        ObjectNode told = StrictJson.object(message.payload());
        BleAddress device = BleAddress.parse(told.path("addr").asText(), BleAddress.Type.UNTOLD)
                .orElseThrow(() -> new MalformedPayload("address_missing", "addr is no address"));
        if (!(told.path("service_data") instanceof ObjectNode values)) {
            return List.of();
        }
        if (values.path("encryption").asBoolean(false)) {
            throw new MalformedPayload(
                    "not_decrypted",
                    device
                            + " encrypts, and the script passes nothing of that on; use one that passes the data on as it is");
        }
        Decoded.Builder decoded = Decoded.of(device.urn(), message).model("BTHome");
        decoded.name(told.path("local_name").textValue());
        Iterator<Map.Entry<String, JsonNode>> fields = values.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            add(decoded, field.getKey(), field.getValue());
        }
        add(decoded, "rssi", told.path("rssi"));
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    /** A property that was there several times is an array. */
    private static void add(Decoded.Builder decoded, String property, JsonNode told) throws MalformedPayload {
        String name = NAMES.getOrDefault(property, property);
        if (!told.isArray()) {
            one(decoded, property, name, told);
            return;
        }
        for (int i = 0; i < told.size() && i < 64; i++) {
            one(decoded, property, i == 0 ? name : name + '.' + (i + 1), told.get(i));
        }
    }

    private static void one(Decoded.Builder decoded, String property, String name, JsonNode told)
            throws MalformedPayload {
        Scale scale = SCALES.get(property);
        if (!told.isNumber()) {
            return;
        }
        Scale.check(told.doubleValue());
        if (scale != null) {
            decoded.number(name, scale.unit(), scale.apply(rounded(told)));
        } else if (PLAIN.contains(property)) {
            decoded.number(name, null, rounded(told));
        } else if (FLAGS.contains(property)) {
            decoded.flag(name, told.doubleValue() != 0);
        } else if (property.equals("button")) {
            BthomeObjects.press(told.intValue()).ifPresent(press -> decoded.text(name, press));
        }
    }

    /** The script multiplies in binary. */
    private static double rounded(JsonNode told) {
        return BigDecimal.valueOf(told.doubleValue())
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .doubleValue();
    }
}
