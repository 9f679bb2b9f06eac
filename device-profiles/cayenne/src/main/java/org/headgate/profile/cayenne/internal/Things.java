package org.headgate.profile.cayenne.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.StrictText;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/** Cayenne MQTT: {@code v1/<user>/things/<client>/data/<channel>} with {@code type,unit=value}, and {@code …/data/json} with a list of such. */
final class Things {
    private static final Pattern TOPIC = Pattern.compile("v1/[^/]+/things/([^/]+)/([^/]+)(?:/(.+))?");
    private static final Pattern CHANNEL = Pattern.compile("[0-9]{1,5}");
    private static final Pattern TEXT = Pattern.compile("(?:([^,=\\[]*)(?:,([^=\\[]*))?=)?(.*)", Pattern.DOTALL);
    private static final int MOST = 256;
    private static final int MOST_AXES = 16;
    private static final Map<String, List<String>> AXES = Map.of(
            "accel", List.of("x", "y", "z"),
            "gyro", List.of("x", "y", "z"),
            "gps", List.of("latitude", "longitude", "altitude"));

    private Things() {}

    static boolean is(Message message) {
        return message.transport().equals("mqtt")
                && TOPIC.matcher(message.address()).matches();
    }

    /** Empty for what is no data: commands, responses, what the client says of itself. */
    static Optional<Decoded> decode(Message message) throws MalformedPayload {
        Matcher topic = TOPIC.matcher(message.address());
        if (!topic.matches() || !topic.group(2).equals("data") || message.payload().length == 0) {
            return Optional.empty();
        }
        Decoded.Builder decoded =
                Decoded.of(DeviceUrn.named("mqtt", topic.group(1)), message).name(topic.group(1));
        String channel = topic.group(3) == null ? "" : topic.group(3);
        if (channel.equals("json")) {
            list(decoded, message.payload());
        } else if (CHANNEL.matcher(channel).matches()) {
            text(decoded, channel, StrictText.of(message.payload()));
        } else {
            throw new MalformedPayload("channel_invalid", "the topic ends neither in a channel's number nor in json");
        }
        return decoded.isEmpty() ? Optional.empty() : Optional.of(decoded.build());
    }

    private static void text(Decoded.Builder decoded, String channel, String text) throws MalformedPayload {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || parts.group(3).isBlank()) {
            throw new MalformedPayload("value_missing", "there is no value: type,unit=value or a value belongs here");
        }
        String type = plain(parts.group(1));
        String unit = plain(parts.group(2));
        String value = parts.group(3).strip();
        if (value.startsWith("[")) {
            axes(decoded, channel, type, unit, value);
            return;
        }
        OptionalDouble number = StrictText.number(value);
        if (number.isPresent()) {
            Values.number(decoded, quantity(type, channel), ThingUnits.find(type, unit), number.getAsDouble());
        } else {
            Values.text(decoded, quantity(type, channel), value);
        }
    }

    private static void axes(Decoded.Builder decoded, String channel, String type, String unit, String value)
            throws MalformedPayload {
        if (!(StrictJson.value(value.getBytes(StandardCharsets.UTF_8)) instanceof ArrayNode array)) {
            throw new MalformedPayload("not_array", "a value that begins with [ is a list of numbers");
        }
        axes(decoded, channel, type, unit, array);
    }

    private static void axes(Decoded.Builder decoded, String channel, String type, String unit, ArrayNode array)
            throws MalformedPayload {
        if (array.size() > MOST_AXES) {
            throw new MalformedPayload("too_many_values", array.size() + " values in one, at most " + MOST_AXES);
        }
        List<String> names = AXES.getOrDefault(type, List.of());
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isNumber()) {
                throw new MalformedPayload("field_invalid", "a list of numbers holds another value");
            }
            String name = i < names.size() ? names.get(i) : Integer.toString(i + 1);
            Scale scale = type.equals("gps") ? ThingUnits.position(name) : ThingUnits.find(type, unit);
            Values.number(
                    decoded,
                    quantity(type, channel) + '.' + name,
                    scale,
                    array.get(i).doubleValue());
        }
    }

    private static void list(Decoded.Builder decoded, byte[] payload) throws MalformedPayload {
        List<JsonNode> entries = new ArrayList<>();
        JsonNode whole = StrictJson.value(payload);
        if (!whole.isArray()) {
            throw new MalformedPayload("not_array", "a list of values belongs here");
        }
        whole.forEach(entries::add);
        if (entries.size() > MOST) {
            throw new MalformedPayload("too_many_values", entries.size() + " values in one message, at most " + MOST);
        }
        for (JsonNode entry : entries) {
            if (!(entry instanceof ObjectNode object)) {
                throw new MalformedPayload("field_invalid", "the list holds other than objects");
            }
            entry(decoded, object);
        }
    }

    private static void entry(Decoded.Builder decoded, ObjectNode entry) throws MalformedPayload {
        String channel = entry.path("channel").asText("");
        if (!CHANNEL.matcher(channel).matches()) {
            throw new MalformedPayload("channel_invalid", "an entry of the list has no channel's number");
        }
        String type = plain(entry.path("type").textValue());
        String unit = plain(entry.path("unit").textValue());
        JsonNode value = entry.path("value");
        if (value instanceof ArrayNode array) {
            axes(decoded, channel, type, unit, array);
        } else if (!value.isValueNode() || value.isNull()) {
            throw new MalformedPayload("value_missing", "channel " + channel + " has no value");
        } else {
            Values.add(decoded, quantity(type, channel), value.isNumber() ? ThingUnits.find(type, unit) : null, value);
        }
    }

    private static String plain(@Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    private static String quantity(String type, String channel) throws MalformedPayload {
        if (type.length() > 64) {
            throw new MalformedPayload("name_too_long", "a type of " + type.length() + " characters, at most 64");
        }
        return (type.isEmpty() || type.equals("null") ? "channel" : Leaves.quantity(type)) + '.' + channel;
    }
}
