package org.headgate.profile.esphome.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.StrictText;
import org.headgate.profile.json.Values;
import org.osgi.service.component.annotations.Component;

/** What nodes that run ESPHome publish of their entities, on its default topics. */
@Component(
        property = {
            "profile.id=esphome",
            "profile.version=1.0.0",
            "profile.title=ESPHome",
            "profile.transports=mqtt",
            "profile.topics=+/sensor/+/state",
            "profile.topics=+/binary_sensor/+/state",
            "profile.topics=+/text_sensor/+/state",
            "profile.topics=+/switch/+/state",
            "profile.topics=esphome/discover/+"
        })
public final class EspHomeProfile implements DeviceProfile {
    /** Colours of the terminal, then level and tag: {@code [D][sensor:094]: …}. */
    private static final Pattern LOG = Pattern.compile("(?:\\x1b\\[[0-9;]{0,8}m)?\\[[EWICDV]{1,2}].*", Pattern.DOTALL);

    private static final Set<String> NOT_OF_UPDATE =
            Set.of("latest_version", "title", "summary", "release_url", "release_summary", "in_progress");

    @Override
    public Claim claims(Message message) {
        Optional<Topic> topic = message.transport().equals("mqtt") ? Topic.parse(message.address()) : Optional.empty();
        if (topic.isEmpty()) {
            return Claim.NO;
        }
        boolean ours = switch (topic.get().what()) {
            case DISCOVERY, OTHER -> true;
            case STATE -> form(topic.get()).fits(message.payload());
            case STATUS -> isStatus(start(message));
            case DEBUG -> LOG.matcher(start(message)).matches();
        };
        return ours ? Claim.THIS_ONE : Claim.NOT_THIS_ONE;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        Optional<Topic> parsed = Topic.parse(message.address());
        if (parsed.isEmpty() || message.payload().length == 0) {
            return List.of();
        }
        Topic topic = parsed.get();
        if (topic.what() == Topic.What.STATE && topic.kind().equals("text_sensor")) {
            String text = StrictText.of(message.payload());
            if (Nearby.isAdvert(text)) {
                return Nearby.advert(message, topic).stream().toList();
            }
            if (Nearby.areNetworks(text)) {
                return List.of();
            }
        }
        Decoded.Builder decoded = Decoded.of(topic.urn(), message).name(topic.device());
        switch (topic.what()) {
            case STATE -> state(message, topic, decoded);
            case STATUS -> availability(message, decoded);
            case DISCOVERY -> discovery(message, decoded);
            default -> {}
        }
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    private static void state(Message message, Topic topic, Decoded.Builder decoded) throws MalformedPayload {
        if (form(topic) == Form.OBJECT) {
            object(StrictJson.object(message.payload()), topic, decoded);
            return;
        }
        String text = StrictText.of(message.payload());
        switch (form(topic)) {
            case NUMBER -> number(text, topic, decoded);
            case SWITCH -> Values.switched(decoded, topic.quantity(), text);
            default -> word(text, topic, decoded);
        }
    }

    private static void number(String text, Topic topic, Decoded.Builder decoded) throws MalformedPayload {
        OptionalDouble number = StrictText.number(text);
        if (number.isPresent()) {
            Values.number(decoded, topic.quantity(), Units.of(topic), number.getAsDouble());
        } else if (!Form.isNone(text)) {
            throw new MalformedPayload("not_a_number", "a number belongs here");
        }
    }

    private static void word(String text, Topic topic, Decoded.Builder decoded) throws MalformedPayload {
        switch (text) {
            case "oscillate_on" -> decoded.flag(topic.quantity(), true);
            case "oscillate_off" -> decoded.flag(topic.quantity(), false);
            default -> Values.text(decoded, topic.quantity(), text);
        }
    }

    private static void object(ObjectNode object, Topic topic, Decoded.Builder decoded) throws MalformedPayload {
        Leaves.walk(object, new Leaves.Visitor() {
            @Override
            public void leaf(String path, String key, JsonNode value, ObjectNode parent) throws MalformedPayload {
                if (path.equals("state") && value.isTextual()) {
                    Values.switched(decoded, topic.quantity(), value.textValue());
                } else if (path.equals("event_type")) {
                    Values.add(decoded, topic.quantity(), null, value);
                } else {
                    Values.add(decoded, topic.quantity() + '.' + path, null, value);
                }
            }

            @Override
            public boolean skips(String path, String key, JsonNode value) {
                return topic.kind().equals("update") && NOT_OF_UPDATE.contains(path);
            }
        });
    }

    private static void availability(Message message, Decoded.Builder decoded) throws MalformedPayload {
        String status = StrictText.of(message.payload());
        if (!isStatus(status)) {
            throw new MalformedPayload("availability_unknown", "status is 'online' or 'offline'");
        }
        decoded.kind(Kind.AVAILABILITY).flag("online", status.equals("online"));
    }

    /** What a node tells of itself; its addresses are left out. */
    private static void discovery(Message message, Decoded.Builder decoded) throws MalformedPayload {
        ObjectNode node = StrictJson.object(message.payload());
        decoded.model(node.path("board").textValue());
        Values.text(decoded, "firmware", node.path("version").asText(""));
        Values.text(decoded, "board", node.path("board").asText(""));
        Values.text(decoded, "project", node.path("project_name").asText(""));
        Values.text(decoded, "project_version", node.path("project_version").asText(""));
    }

    private static Form form(Topic topic) {
        Form form = Form.of(topic.kind());
        return form == null ? Form.TEXT : form;
    }

    private static boolean isStatus(String text) {
        return text.equals("online") || text.equals("offline");
    }

    private static String start(Message message) {
        return new String(message.payload(), 0, Math.min(64, message.payload().length), StandardCharsets.ISO_8859_1);
    }
}
