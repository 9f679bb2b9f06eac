package org.headgate.profile.shelly.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.Leaves;
import org.headgate.profile.json.StrictJson;
import org.headgate.profile.json.Values;

/** Frames of the second generation and later: notifications, and responses that carry a status. */
final class Rpc {
    private static final String BLU_EVENT = "shelly-blu";
    /** Of the script that Home Assistant puts on a device. */
    private static final String SCAN_EVENT = "ble.scan_result";

    private Rpc() {}

    /** The status of one component on a topic of its own. */
    static List<Decoded> status(Message message, Topic topic) throws MalformedPayload {
        ObjectNode status = StrictJson.object(message.payload());
        Decoded.Builder decoded = start(topic.device(), message);
        new Components(message, decoded, message.receivedAt() / 1000.0).one(topic.rest(), status);
        return list(decoded);
    }

    static List<Decoded> notification(Message message, Topic topic) throws MalformedPayload {
        ObjectNode frame = StrictJson.object(message.payload());
        DeviceId device = device(frame, topic);
        if (!(frame.path("params") instanceof ObjectNode params)) {
            throw new MalformedPayload("not_a_notification", "there is no object params");
        }
        return switch (frame.path("method").asText()) {
            case "NotifyStatus", "NotifyFullStatus" -> components(message, device, params);
            case "NotifyEvent" -> events(message, device, params);
            default ->
                throw new MalformedPayload(
                        "not_a_notification", "the method is NotifyStatus, NotifyFullStatus or NotifyEvent");
        };
    }

    /** A response to whoever asked; requests pass the same topics. */
    static List<Decoded> response(Message message, Topic topic) throws MalformedPayload {
        ObjectNode frame = StrictJson.object(message.payload());
        if (!(frame.path("result") instanceof ObjectNode result)) {
            return List.of();
        }
        DeviceId device = device(frame, topic);
        if (result.path("results").path(0).has("bssid")) {
            return Nearby.networks(message, device, result.path("results"));
        }
        if (result.has("sys") || result.properties().stream().anyMatch(field -> isComponent(field.getKey()))) {
            return components(message, device, result);
        }
        return result.has("ver") && result.has("gen") ? Firmware.told(message, device, result) : List.of();
    }

    private static boolean isComponent(String key) {
        return key.indexOf(':') > 0;
    }

    private static List<Decoded> components(Message message, DeviceId device, ObjectNode status)
            throws MalformedPayload {
        Decoded.Builder decoded = start(device, message);
        new Components(message, decoded, time(status, message)).all(status);
        return list(decoded);
    }

    private static List<Decoded> events(Message message, DeviceId device, ObjectNode params) throws MalformedPayload {
        List<Decoded> all = new ArrayList<>();
        Decoded.Builder decoded = start(device, message);
        for (JsonNode one : params.path("events")) {
            if (one.path("event").asText().equals(BLU_EVENT) && one.path("data") instanceof ObjectNode data) {
                all.addAll(Blu.decode(message, data));
                Nearby.decoded(message, device, data, time(one, message)).ifPresent(all::add);
            } else if (one.path("event").asText().equals(SCAN_EVENT)) {
                all.addAll(Nearby.adverts(message, device, one.path("data"), time(one, message)));
            } else if (one instanceof ObjectNode event) {
                event(decoded.at(time(event, message)), event);
            }
        }
        if (!decoded.isEmpty()) {
            all.add(0, decoded.build());
        }
        return all;
    }

    /** A button was pressed, or the like; what happens to the device's own settings and software is left out. */
    private static void event(Decoded.Builder decoded, ObjectNode event) throws MalformedPayload {
        String component = event.path("component").asText();
        String type = Components.type(component);
        String what = event.path("event").asText();
        if (component.isEmpty()
                || type.equals("sys")
                || !Components.isMeasured(type)
                || what.equals("config_changed")) {
            return;
        }
        String prefix = Components.quantity(component) + '.';
        Values.text(decoded, prefix + "event", what);
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            String key = field.getKey();
            JsonNode value = field.getValue();
            boolean told = key.equals("component") || key.equals("event") || key.equals("ts");
            if (!told && value.isValueNode() && !value.isNull() && !Components.isLeftOut(key)) {
                Values.add(decoded, prefix + name(key), Units.of(type, key, key), value);
            }
        }
    }

    private static String name(String key) throws MalformedPayload {
        if (key.length() > 64) {
            throw new MalformedPayload("name_too_long", "a name of " + key.length() + " characters, at most 64");
        }
        return Leaves.quantity(key);
    }

    private static DeviceId device(ObjectNode frame, Topic topic) {
        return topic.device().hasMac()
                ? topic.device()
                : DeviceId.withMac(frame.path("src").asText()).orElse(topic.device());
    }

    private static Decoded.Builder start(DeviceId device, Message message) {
        return Decoded.of(device.urn(), message).name(device.name()).model(device.model());
    }

    private static double time(JsonNode told, Message message) {
        return DeviceTime.ofSeconds(told.path("ts"), message.receivedAt()).orElse(message.receivedAt() / 1000.0);
    }

    private static List<Decoded> list(Decoded.Builder decoded) {
        return decoded.isEmpty() ? List.of() : List.of(decoded.build());
    }
}
