package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.Values;

/** What a device says of itself: {@code announce}, and the answer to {@code Shelly.GetDeviceInfo}. */
final class Firmware {
    private Firmware() {}

    static List<Decoded> announced(Message message, Topic topic) throws MalformedPayload {
        ObjectNode info = StrictJson.object(message.payload());
        if (!topic.device().name().isEmpty()) {
            return told(message, topic.device(), info);
        }
        String id = info.path("id").asText();
        String name = id.substring(id.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.length() > 256) {
            throw new MalformedPayload("device_unknown", "an announcement tells the id of its device");
        }
        return told(message, new DeviceId(name), info);
    }

    /** @param info with {@code fw_ver} and {@code model} in the first generation, {@code ver} and {@code model} in later ones */
    static List<Decoded> told(Message message, DeviceId device, ObjectNode info) throws MalformedPayload {
        Decoded.Builder decoded =
                Decoded.of(device.urn(), message).name(device.name()).model(device.model());
        Values.text(
                decoded, "firmware", info.path("fw_ver").asText(info.path("ver").asText("")));
        Values.text(decoded, "model", info.path("model").asText(""));
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }
}
