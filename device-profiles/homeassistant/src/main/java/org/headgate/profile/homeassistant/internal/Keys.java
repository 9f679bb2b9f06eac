package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.headgate.api.profile.MalformedPayload;

/** Looks up the keys of a configuration under their full and their short names (Home Assistant, "MQTT discovery", abbreviations). */
final class Keys {
    private static final int LONGEST = 512;
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("action_topic", "act_t"),
            Map.entry("action_template", "act_tpl"),
            Map.entry("availability", "avty"),
            Map.entry("availability_mode", "avty_mode"),
            Map.entry("availability_template", "avty_tpl"),
            Map.entry("availability_topic", "avty_t"),
            Map.entry("components", "cmps"),
            Map.entry("connections", "cns"),
            Map.entry("current_humidity_template", "curr_hum_tpl"),
            Map.entry("current_humidity_topic", "curr_hum_t"),
            Map.entry("current_temperature_template", "curr_temp_tpl"),
            Map.entry("current_temperature_topic", "curr_temp_t"),
            Map.entry("device", "dev"),
            Map.entry("device_class", "dev_cla"),
            Map.entry("encoding", "e"),
            Map.entry("identifiers", "ids"),
            Map.entry("manufacturer", "mf"),
            Map.entry("mode_state_template", "mode_stat_tpl"),
            Map.entry("mode_state_topic", "mode_stat_t"),
            Map.entry("model", "mdl"),
            Map.entry("payload_available", "pl_avail"),
            Map.entry("payload_not_available", "pl_not_avail"),
            Map.entry("payload_off", "pl_off"),
            Map.entry("payload_on", "pl_on"),
            Map.entry("platform", "p"),
            Map.entry("position_template", "pos_tpl"),
            Map.entry("position_topic", "pos_t"),
            Map.entry("schema", "schema"),
            Map.entry("state_class", "stat_cla"),
            Map.entry("state_off", "stat_off"),
            Map.entry("state_on", "stat_on"),
            Map.entry("state_topic", "stat_t"),
            Map.entry("state_value_template", "stat_val_tpl"),
            Map.entry("sw_version", "sw"),
            Map.entry("temperature_state_template", "temp_stat_tpl"),
            Map.entry("temperature_state_topic", "temp_stat_t"),
            Map.entry("temperature_unit", "temp_unit"),
            Map.entry("topic", "t"),
            Map.entry("unique_id", "uniq_id"),
            Map.entry("unit_of_measurement", "unit_of_meas"),
            Map.entry("value_template", "val_tpl"));

    private Keys() {}

    static JsonNode get(JsonNode object, String key) {
        JsonNode found = object.get(key);
        String other = SHORT.get(key);
        return found != null || other == null ? object.path(key) : object.path(other);
    }

    /** Text, or a number or flag as Home Assistant writes it; {@code otherwise} where there is none. */
    static String text(JsonNode object, String key, String otherwise) throws MalformedPayload {
        JsonNode value = get(object, key);
        Object scalar = value.isMissingNode() || value.isNull() ? null : Template.scalar(value);
        String text = scalar == null ? otherwise : Template.written(scalar);
        if (text.length() > LONGEST) {
            throw new MalformedPayload(
                    "text_too_long", key + " has " + text.length() + " characters, at most " + LONGEST);
        }
        return text;
    }

    /** A topic, in which {@code ~} at the begin or the end stands for the base topic. */
    static String topic(ObjectNode config, JsonNode object, String key) throws MalformedPayload {
        String topic = text(object, key, "");
        String base = text(config, "~", "");
        if (topic.startsWith("~")) {
            return base + topic.substring(1);
        }
        return topic.endsWith("~") ? topic.substring(0, topic.length() - 1) + base : topic;
    }
}
