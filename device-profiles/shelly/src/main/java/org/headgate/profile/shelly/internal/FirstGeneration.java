package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.Scale;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.StrictText;
import org.headgate.profile.json.Values;
import org.jspecify.annotations.Nullable;

/** Topics of the first generation, {@code shellies/<id>/…}: a value each, some in JSON. */
final class FirstGeneration {
    /** Commands, settings, the same in Fahrenheit, and what says how the operator's network is called. */
    private static final Set<String> LEFT_OUT = Set.of(
            "command", "set", "settings", "temperature_f", "ext_temperature_f", "ext_temperatures_f", "update", "rpc");

    private static final Set<String> FLAGS = Set.of(
            "input", "longpush", "overtemperature", "overload", "overpower", "loaderror", "vibration", "ext_switch");
    private static final Map<String, Scale> UNITS = Map.ofEntries(
            Map.entry("power", Units.WATT),
            Map.entry("overpower_value", Units.WATT),
            Map.entry("reactive_power", Scale.of("var")),
            Map.entry("energy", Units.FROM_WATT_MINUTE),
            Map.entry("returned_energy", Units.FROM_WATT_MINUTE),
            Map.entry("total", Units.FROM_WATT_HOUR),
            Map.entry("total_returned", Units.FROM_WATT_HOUR),
            Map.entry("voltage", Units.VOLT),
            Map.entry("adc", Units.VOLT),
            Map.entry("current", Scale.of("A")),
            Map.entry("pf", Scale.of("/")),
            Map.entry("humidity", Scale.of("%RH")),
            Map.entry("ext_humidity", Scale.of("%RH")),
            Map.entry("ext_temperature", Units.CELSIUS),
            Map.entry("battery", Units.CHARGE),
            Map.entry("pos", Units.PERCENT),
            Map.entry("lux", Scale.of("lx")),
            Map.entry("tilt", Scale.of("deg")),
            Map.entry("concentration", Scale.of("ppm")));

    private FirstGeneration() {}

    static List<Decoded> decode(Message message, Topic topic) throws MalformedPayload {
        String last = topic.rest().substring(topic.rest().lastIndexOf('/') + 1);
        String first = topic.rest().substring(0, Math.max(topic.rest().indexOf('/'), 0));
        if (LEFT_OUT.contains(last) || LEFT_OUT.contains(first)) {
            return List.of();
        }
        DeviceId device = topic.device();
        Decoded.Builder decoded =
                Decoded.of(device.urn(), message).name(device.name()).model(device.model());
        if (firstCharacter(message.payload()) == '{') {
            object(decoded, topic.rest(), first, StrictJson.object(message.payload()));
        } else {
            scalar(decoded, topic.rest(), last, StrictText.of(message.payload()));
        }
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }

    private static void scalar(Decoded.Builder decoded, String rest, String last, String text) throws MalformedPayload {
        String quantity = quantity(rest);
        String key = isIndex(last) && rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : last;
        OptionalDouble number = StrictText.number(text);
        if (number.isEmpty()) {
            word(decoded, quantity, text);
        } else if (FLAGS.contains(key) && (number.getAsDouble() == 0 || number.getAsDouble() == 1)) {
            decoded.flag(quantity, number.getAsDouble() == 1);
        } else if (!(key.equals("pos") && number.getAsDouble() < 0)) {
            Values.number(decoded, quantity, unit(rest, key), number.getAsDouble());
        }
    }

    /** The temperature below {@code sensor} is in °C or °F, as the device is set; the one of the device itself is in °C. */
    private static @Nullable Scale unit(String rest, String key) {
        return rest.equals("temperature") ? Units.CELSIUS : UNITS.get(key);
    }

    private static void word(Decoded.Builder decoded, String quantity, String text) throws MalformedPayload {
        switch (text) {
            case "on", "true" -> decoded.flag(quantity, true);
            case "off", "false" -> decoded.flag(quantity, false);
            default -> Values.text(decoded, quantity, text);
        }
    }

    private static void object(Decoded.Builder decoded, String rest, String first, ObjectNode object)
            throws MalformedPayload {
        switch (first.isEmpty() ? rest : first) {
            case "info" -> Reports.info(decoded, object);
            case "status" -> Reports.status(decoded, object);
            case "light", "color", "white" -> Reports.light(decoded, quantity(rest.replace("/status", "")), object);
            case "input_event" -> pressed(decoded, quantity(rest), object);
            case "ext_temperatures" -> external(decoded, "ext_temperature.", "tC", Units.CELSIUS, object);
            case "ext_humidities" -> external(decoded, "ext_humidity.", "hum", Scale.of("%RH"), object);
            default -> {}
        }
    }

    private static void pressed(Decoded.Builder decoded, String quantity, ObjectNode object) throws MalformedPayload {
        Values.text(decoded, quantity, object.path("event").asText(""));
        JsonNode count = object.path("event_cnt");
        if (count.isNumber()) {
            Values.number(decoded, quantity + ".count", null, count.doubleValue());
        }
    }

    private static void external(Decoded.Builder decoded, String prefix, String key, Scale scale, ObjectNode object)
            throws MalformedPayload {
        for (Map.Entry<String, JsonNode> sensor : object.properties()) {
            JsonNode value = sensor.getValue().path(key);
            if (value.isNumber() && isIndex(sensor.getKey())) {
                Values.number(decoded, prefix + sensor.getKey(), scale, value.doubleValue());
            }
        }
    }

    private static String quantity(String rest) throws MalformedPayload {
        if (rest.length() > 128) {
            throw new MalformedPayload("name_too_long", "a topic of " + rest.length() + " characters behind the id");
        }
        return Leaves.quantity(rest.replace('/', '.'));
    }

    private static boolean isIndex(String level) {
        return level.length() < 4 && !level.isEmpty() && level.chars().allMatch(c -> c >= '0' && c <= '9');
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
