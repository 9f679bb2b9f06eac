package org.headgate.profile.zigbee2mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.Values;

/** What the bridge says of itself: whether it runs, and which version. Its settings hold the network's key; nothing else is read from them. */
final class Bridge {
    private static final String NAME = "bridge";

    private Bridge() {}

    static List<Decoded> decode(Message message, Topic topic) throws MalformedPayload {
        Decoded.Builder decoded = Decoded.of(topic.urn(NAME), message).name(NAME);
        if (topic.last().equals("state")) {
            decoded.kind(Kind.AVAILABILITY).flag("online", Zigbee2MqttProfile.isOnline(message));
        } else {
            JsonNode info = StrictJson.object(message.payload());
            decoded.model(info.path("coordinator").path("type").textValue());
            Values.text(decoded, "firmware", info.path("version").asText(""));
            Values.text(
                    decoded,
                    "coordinator.firmware",
                    info.path("coordinator").path("meta").path("revision").asText(""));
        }
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }
}
