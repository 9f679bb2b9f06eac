package org.headgate.profile.zigbee2mqtt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** What Zigbee2MQTT publishes of its devices. */
@Component(
        property = {
            "profile.id=zigbee2mqtt",
            "profile.version=1.0.0",
            "profile.title=Zigbee2MQTT",
            "profile.transports=mqtt",
            "profile.topics=zigbee2mqtt/#",
            "profile.markers=linkquality"
        })
public final class Zigbee2MqttProfile implements DeviceProfile {
    private static final Set<String> NOT_MEASURED =
            Set.of("device", "update_available", "last_seen", "elapsed", "requestor_info");
    /** Of {@code update} only what runs is told, not what could. */
    private static final String INSTALLED = "update.installed_version";

    @Override
    public Claim claims(Message message) {
        boolean ours = message.transport().equals("mqtt")
                && Topic.parse(message.address()).isPresent();
        return ours ? Claim.YES : Claim.NO;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<Topic> parsed = Topic.parse(message.address());
        if (parsed.isEmpty() || message.payload().length == 0) {
            return List.of();
        }
        Topic topic = parsed.get();
        if (topic.isBridge()) {
            return Bridge.decode(message, topic);
        }
        if (topic.isNoReport()) {
            return List.of();
        }
        if (topic.isAvailability()) {
            return List.of(availability(message, topic));
        }
        if (firstCharacter(message.payload()) == '{') {
            return state(message, topic, StrictJson.object(message.payload()));
        }
        return attribute(message, topic);
    }

    private static List<Decoded> state(Message message, Topic topic, ObjectNode state) throws MalformedPayload {
        JsonNode device = state.path("device");
        Decoded.Builder decoded = Decoded.of(urn(topic, device), message)
                .name(topic.name())
                .model(device.path("model").textValue());
        Values.text(decoded, "firmware", device.path("softwareBuildID").asText(""));
        LastSeen.of(state.path("last_seen"), message.receivedAt()).ifPresent(decoded::at);
        Leaves.walk(state, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                if (key.equals("illuminance") && parent.has("illuminance_lux")) {
                    Values.add(decoded, path, null, value);
                } else {
                    add(decoded, path, key, value);
                }
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return NOT_MEASURED.contains(path) || path.startsWith("update.") && !path.equals(INSTALLED);
            }
        });
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    /** One value a topic: {@code output: attribute}. */
    private static List<Decoded> attribute(Message message, Topic topic) throws MalformedPayload {
        if (topic.nameAboveLast().isEmpty()) {
            throw new MalformedPayload("not_object", "a state is a JSON object");
        }
        String key = topic.last();
        if (NOT_MEASURED.contains(key) || key.startsWith("update")) {
            return List.of();
        }
        Decoded.Builder decoded =
                Decoded.of(topic.urn(topic.nameAboveLast()), message).name(topic.nameAboveLast());
        JsonNode value = scalar(message.payload());
        if (value == null) {
            Values.switched(decoded, Leaves.quantity(key), text(message.payload()));
        } else if (!value.isNull()) {
            add(decoded, Leaves.quantity(key), key, value);
        }
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    /** @throws MalformedPayload {@code availability_unknown} */
    static boolean isOnline(Message message) throws MalformedPayload {
        String state = firstCharacter(message.payload()) == '{'
                ? StrictJson.object(message.payload()).path("state").asText()
                : text(message.payload()).strip();
        if (!state.equals("online") && !state.equals("offline")) {
            throw new MalformedPayload("availability_unknown", "availability is 'online' or 'offline'");
        }
        return state.equals("online");
    }

    private static Decoded availability(Message message, Topic topic) throws MalformedPayload {
        return Decoded.of(topic.urn(topic.nameAboveLast()), message)
                .kind(Kind.AVAILABILITY)
                .name(topic.nameAboveLast())
                .flag("online", isOnline(message))
                .build();
    }

    private static void add(Decoded.Builder decoded, String path, String key, JsonNode value) throws MalformedPayload {
        if (value.isTextual()) {
            Values.switched(decoded, path, value.textValue());
        } else {
            Values.add(decoded, path, value.isNumber() ? Units.of(key, value.doubleValue()) : null, value);
        }
    }

    private static String urn(Topic topic, JsonNode device) {
        String eui = device.path("ieeeAddr").asText("");
        return Topic.isEui(eui) ? DeviceUrn.mac(eui) : topic.urn(topic.name());
    }

    private static @Nullable JsonNode scalar(byte[] payload) throws MalformedPayload {
        int first = firstCharacter(payload);
        if (first == '[') {
            throw new MalformedPayload("not_scalar", "an attribute is one value, not an array");
        }
        try {
            return StrictJson.value(payload);
        } catch (MalformedPayload e) {
            if (e.code().equals("not_json")) {
                return null;
            }
            throw e;
        }
    }

    private static String text(byte[] payload) throws MalformedPayload {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPayload("not_utf8", "the payload is neither JSON nor text in UTF-8");
        }
    }

    private static int firstCharacter(byte[] payload) {
        for (byte octet : payload) {
            if (octet != ' ' && octet != '\n' && octet != '\r' && octet != '\t') {
                return octet;
            }
        }
        return -1;
    }
}
