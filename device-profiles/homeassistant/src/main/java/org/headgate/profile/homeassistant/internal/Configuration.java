package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.homeassistant.internal.Entity.Availability;
import org.headgate.profile.homeassistant.internal.Entity.Form;
import org.headgate.profile.homeassistant.internal.Entity.Point;
import org.headgate.profile.json.Leaves;

/** One component of a configuration (Home Assistant, integrations of MQTT). @param shared what a device's configuration says for all its components */
record Configuration(ObjectNode config, ObjectNode shared) {
    private static final int LONGEST_QUANTITY = 100;
    private static final int MOST_TOPICS = 8;
    private static final Set<String> NOT_NUMBERS = Set.of("enum", "timestamp", "date");

    /** Say nothing of a place, or tell where people are. */
    private static final Set<String> LEFT_OUT = Set.of(
            "alarm_control_panel",
            "button",
            "camera",
            "device_automation",
            "device_tracker",
            "image",
            "lawn_mower",
            "notify",
            "scene",
            "tag",
            "text",
            "update",
            "vacuum");

    /** A component that cannot be read; the message says why. */
    static final class Skipped extends Exception {
        private static final long serialVersionUID = 1L;

        Skipped(String why) {
            super(why, null, false, false);
        }
    }

    static boolean isLeftOut(String component) {
        return LEFT_OUT.contains(component);
    }

    /** @param component what it is, for example {@code sensor} @param id of the component within its device */
    Entity entity(String component, String id, DeviceBlock device) throws MalformedPayload, Skipped {
        String quantity = quantity(id, device.ids());
        List<Point> points = points(component, quantity);
        if (points.isEmpty()) {
            throw new Skipped("it names no topic on which it tells a state");
        }
        if (text("encoding", "utf-8").isEmpty()) {
            throw new Skipped("its payloads are bytes");
        }
        List<Availability> availability = availability();
        for (Point point : points) {
            check(point.topic(), point.template());
        }
        for (Availability one : availability) {
            check(one.topic(), one.template());
        }
        return new Entity(device.urn(), device.name(), device.model(), points, availability);
    }

    /** The component's name without that of its device. */
    private static String quantity(String id, List<String> prefixes) throws MalformedPayload {
        String name = id;
        for (String prefix : prefixes) {
            boolean begins = name.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT));
            if (begins && name.length() > prefix.length() + 1 && "_-".indexOf(name.charAt(prefix.length())) >= 0) {
                name = name.substring(prefix.length() + 1);
                break;
            }
        }
        String quantity = Leaves.quantity(name);
        if (quantity.length() > LONGEST_QUANTITY) {
            throw new MalformedPayload(
                    "name_too_long", "a name of " + quantity.length() + " characters, at most " + LONGEST_QUANTITY);
        }
        return quantity;
    }

    private List<Point> points(String component, String quantity) throws MalformedPayload, Skipped {
        List<Point> points = new ArrayList<>();
        switch (component) {
            case "sensor" -> add(points, "state", "value_template", quantity, sensorForm());
            case "number" -> add(points, "state", "value_template", quantity, Form.NUMBER);
            case "binary_sensor" -> flag(points, "value_template", quantity, "payload_on", "payload_off");
            case "switch", "siren" ->
                flag(points, valueTemplate("state_value_template"), quantity, "state_on", "state_off");
            case "light", "fan", "humidifier" -> {
                if (text("schema", "").equals("json")) {
                    points.add(point("state_topic", "{{ value_json.state }}", quantity, Form.FLAG, "ON", "OFF"));
                    points.removeIf(point -> point.topic().isEmpty());
                } else {
                    flag(points, valueTemplate("state_value_template"), quantity, "payload_on", "payload_off");
                }
            }
            case "select", "lock", "event", "cover", "valve" -> {
                if (component.equals("event")) {
                    add(points, "state", "value_template", quantity, Form.ANY);
                } else {
                    add(points, "state", "value_template", quantity, Form.TEXT);
                }
                add(points, "position", "position_template", quantity + ".position", Form.NUMBER);
            }
            case "climate" -> {
                add(points, "current_temperature", "", quantity + ".current_temperature", Form.NUMBER);
                add(points, "current_humidity", "", quantity + ".current_humidity", Form.NUMBER);
                add(points, "temperature_state", "", quantity + ".temperature", Form.NUMBER);
                add(points, "mode_state", "", quantity + ".mode", Form.TEXT);
                add(points, "action", "", quantity + ".action", Form.TEXT);
            }
            default -> throw new Skipped("the component '" + cut(component) + "' is not known");
        }
        return points;
    }

    private Form sensorForm() throws MalformedPayload {
        String deviceClass = text("device_class", "");
        boolean number = !text("unit_of_measurement", "").isEmpty()
                || !text("state_class", "").isEmpty()
                || !deviceClass.isEmpty() && !NOT_NUMBERS.contains(deviceClass);
        return number ? Form.NUMBER : NOT_NUMBERS.contains(deviceClass) ? Form.TEXT : Form.ANY;
    }

    private void add(List<Point> points, String what, String template, String quantity, Form form)
            throws MalformedPayload {
        String key = template.isEmpty() ? what + "_template" : template;
        Point point = point(what + "_topic", text(key, ""), quantity, form, "", "");
        if (!point.topic().isEmpty()) {
            points.add(point);
        }
    }

    private void flag(List<Point> points, String template, String quantity, String on, String off)
            throws MalformedPayload {
        Point point = point(
                "state_topic",
                text(template, ""),
                quantity,
                Form.FLAG,
                text(on, text("payload_on", "ON")),
                text(off, text("payload_off", "OFF")));
        if (!point.topic().isEmpty()) {
            points.add(point);
        }
    }

    private String valueTemplate(String first) throws MalformedPayload {
        return text(first, "").isEmpty() ? "value_template" : first;
    }

    private Point point(String topic, String template, String quantity, Form form, String on, String off)
            throws MalformedPayload {
        String unit = text("unit_of_measurement", "");
        String deviceClass = text("device_class", "");
        if (quantity.endsWith("temperature") && unit.isEmpty() && deviceClass.isEmpty()) {
            deviceClass = "temperature";
            unit = text("temperature_unit", "");
        } else if (quantity.endsWith(".current_humidity") || quantity.endsWith(".position")) {
            deviceClass = quantity.endsWith("humidity") ? "humidity" : "";
            unit = "%";
        }
        return new Point(topicOf(topic), template, quantity, form, unit, deviceClass, on, off);
    }

    private List<Availability> availability() throws MalformedPayload, Skipped {
        JsonNode list = get("availability");
        String single = topicOf("availability_topic");
        List<Availability> all = new ArrayList<>();
        if (!single.isEmpty()) {
            all.add(new Availability(
                    single,
                    text("availability_template", ""),
                    text("payload_available", "online"),
                    text("payload_not_available", "offline"),
                    true,
                    true));
            return all;
        }
        if (list.size() > MOST_TOPICS) {
            throw new Skipped("it names " + list.size() + " topics for its availability, at most " + MOST_TOPICS);
        }
        String mode = text("availability_mode", "latest");
        boolean one = list.size() == 1;
        for (JsonNode node : list) {
            if (node instanceof ObjectNode availability) {
                String topic = Keys.topic(shared.has("~") ? shared : config, availability, "topic");
                all.add(new Availability(
                        topic,
                        Keys.text(availability, "value_template", ""),
                        Keys.text(availability, "payload_available", "online"),
                        Keys.text(availability, "payload_not_available", "offline"),
                        one || !mode.equals("all"),
                        one || !mode.equals("any")));
            }
        }
        all.removeIf(availability -> availability.topic().isEmpty());
        return all;
    }

    private static void check(String topic, String template) throws Skipped {
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0 || topic.indexOf('\0') >= 0) {
            throw new Skipped("'" + cut(topic) + "' is a filter, not a topic");
        }
        if (template.isEmpty()) {
            return;
        }
        try {
            Template.check(template);
        } catch (Template.NotUnderstood e) {
            throw new Skipped("the template '" + cut(template) + "' is not understood: " + e.getMessage());
        }
    }

    private JsonNode get(String key) {
        JsonNode own = Keys.get(config, key);
        return own.isMissingNode() ? Keys.get(shared, key) : own;
    }

    private String text(String key, String otherwise) throws MalformedPayload {
        return Keys.text(config, key, Keys.text(shared, key, otherwise));
    }

    private String topicOf(String key) throws MalformedPayload {
        ObjectNode base = config.has("~") ? config : shared;
        String own = Keys.topic(base, config, key);
        return own.isEmpty() ? Keys.topic(base, shared, key) : own;
    }

    private static String cut(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
