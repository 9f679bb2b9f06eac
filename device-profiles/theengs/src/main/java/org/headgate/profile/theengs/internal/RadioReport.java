package org.headgate.profile.theengs.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;

/** What rtl_433 decodes (its docs/DATA_FORMAT.md): a model, mostly with an id, and values whose names end in their unit. */
final class RadioReport {
    private static final int LONGEST_PART = 64;
    private static final Set<String> NOT_MEASURED = Set.of(
            "time",
            "model",
            "id",
            "channel",
            "subtype",
            "type",
            "mic",
            "protocol",
            "mod",
            "duration",
            "sequence_num",
            "raw_msg",
            "msg",
            "data",
            "payload",
            "unknown",
            "unit",
            "freq1",
            "freq2");
    /** What is in one of these opens something when it is sent again, and is nobody's to sell. */
    private static final List<String> SECRETS =
            List.of("code", "cmd", "tristate", "codes", "rows", "encrypted", "button_code");

    private RadioReport() {}

    static List<Decoded> decode(Message message) throws MalformedPayload {
        if (message.payload().length == 0) {
            return List.of();
        }
        ObjectNode told = StrictJson.object(message.payload());
        String model = part(told, "model");
        boolean nobody = model.isEmpty() || model.equals("status") || !(told.has("id") || told.has("channel"));
        if (nobody
                || told.path("type").asText().equals("TPMS")
                || SECRETS.stream().anyMatch(told::has)) {
            return List.of();
        }
        String name = name(told, model);
        Decoded.Builder decoded =
                Decoded.of(DeviceUrn.named("mqtt", name), message).model(model).name(name);
        Members.add(told, "", NOT_MEASURED, RadioUnits::find, decoded);
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    private static String name(ObjectNode told, String model) throws MalformedPayload {
        StringBuilder name = new StringBuilder("rtl_433/").append(model);
        for (String key : List.of("subtype", "channel", "id")) {
            String part = part(told, key);
            if (!part.isEmpty()) {
                name.append('/').append(part);
            }
        }
        return name.toString();
    }

    private static String part(ObjectNode told, String key) throws MalformedPayload {
        JsonNode value = told.path(key);
        String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
        if (text.length() > LONGEST_PART) {
            throw new MalformedPayload(
                    "name_too_long", key + " has " + text.length() + " characters, at most " + LONGEST_PART);
        }
        return text;
    }
}
