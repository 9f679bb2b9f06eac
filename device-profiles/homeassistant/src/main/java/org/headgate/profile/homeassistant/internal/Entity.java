package org.headgate.profile.homeassistant.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.StrictJson;

/** What of an announced entity is needed to read its messages, as it is kept. @param urn, name, model of its device; "" where it tells none */
record Entity(String urn, String name, String model, List<Point> points, List<Availability> availability) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How the value of a point is to be taken. */
    enum Form {
        NUMBER,
        FLAG,
        TEXT,
        ANY
    }

    /** One value. @param template "" for the payload itself @param on, off what makes a flag */
    record Point(
            String topic,
            String template,
            String quantity,
            Form form,
            String unit,
            String deviceClass,
            String on,
            String off) {}

    /** One topic that tells whether the device is there. @param online, offline whether that is told to the buyers */
    record Availability(String topic, String template, String on, String off, boolean online, boolean offline) {}

    List<String> addresses() {
        Set<String> addresses = new LinkedHashSet<>();
        points.forEach(point -> addresses.add(point.topic()));
        availability.forEach(one -> addresses.add(one.topic()));
        return List.copyOf(addresses);
    }

    byte[] toBytes() {
        ObjectNode entity = JSON.objectNode().put("u", urn).put("n", name).put("m", model);
        ArrayNode values = entity.putArray("p");
        for (Point point : points) {
            values.addArray()
                    .add(point.topic())
                    .add(point.template())
                    .add(point.quantity())
                    .add(point.form().name())
                    .add(point.unit())
                    .add(point.deviceClass())
                    .add(point.on())
                    .add(point.off());
        }
        ArrayNode there = entity.putArray("a");
        for (Availability one : availability) {
            there.addArray()
                    .add(one.topic())
                    .add(one.template())
                    .add(one.on())
                    .add(one.off())
                    .add(one.online())
                    .add(one.offline());
        }
        return entity.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #toBytes} wrote. */
    static Entity fromBytes(byte[] bytes) throws MalformedPayload {
        ObjectNode entity = StrictJson.object(bytes);
        List<Point> points = new ArrayList<>();
        for (JsonNode p : entity.path("p")) {
            points.add(new Point(
                    text(p, 0),
                    text(p, 1),
                    text(p, 2),
                    Form.valueOf(text(p, 3)),
                    text(p, 4),
                    text(p, 5),
                    text(p, 6),
                    text(p, 7)));
        }
        List<Availability> availability = new ArrayList<>();
        for (JsonNode a : entity.path("a")) {
            availability.add(new Availability(
                    text(a, 0),
                    text(a, 1),
                    text(a, 2),
                    text(a, 3),
                    a.path(4).asBoolean(),
                    a.path(5).asBoolean()));
        }
        return new Entity(
                entity.path("u").asText(),
                entity.path("n").asText(),
                entity.path("m").asText(),
                points,
                availability);
    }

    private static String text(JsonNode array, int index) {
        return array.path(index).asText();
    }
}
