package org.headgate.mqtt.door.internal.codec;

import static org.headgate.mqtt.door.internal.packet.Reason.PROTOCOL_ERROR;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Property.Place;

/** Reads a list of properties (§2.2.2). */
final class PropertyReader {
    private PropertyReader() {}

    static Properties read(Body body, Place place) throws ProtocolViolation {
        int length = body.variable();
        if (length == 0) {
            return Properties.NONE;
        }
        int outer = body.enter(length);
        Properties.Builder properties = Properties.builder();
        Set<Property> seen = EnumSet.noneOf(Property.class);
        while (body.remaining() > 0) {
            Property property = identify(body, place);
            if (!seen.add(property) && !property.repeatableIn(place)) {
                throw new ProtocolViolation(PROTOCOL_ERROR, property + " stands twice");
            }
            properties.add(new Properties.Value(property, value(body, property)));
        }
        body.leave(outer);
        return properties.build();
    }

    private static Property identify(Body body, Place place) throws ProtocolViolation {
        int id = body.variable();
        Property property = Property.of(id);
        if (property == null) {
            throw Body.malformed("there is no property 0x%02X".formatted(id));
        }
        if (!property.allowedIn(place)) {
            throw new ProtocolViolation(PROTOCOL_ERROR, property + " does not belong in " + place);
        }
        return property;
    }

    private static Object value(Body body, Property property) throws ProtocolViolation {
        return switch (property.type()) {
            case FLAG -> bounded(property, body.one(), 0, 1);
            case TWO_BYTES -> (long) body.two();
            case TWO_BYTES_NOT_ZERO -> bounded(property, body.two(), 1, 0xFFFF);
            case FOUR_BYTES -> body.four();
            case FOUR_BYTES_NOT_ZERO -> bounded(property, body.four(), 1, 0xFFFF_FFFFL);
            case VARIABLE -> bounded(property, body.variable(), 1, 268_435_455);
            case TEXT -> property == Property.RESPONSE_TOPIC ? body.name() : body.text();
            case BINARY -> body.binary();
            case PAIR -> Map.entry(body.text(), body.text());
        };
    }

    private static Long bounded(Property property, long value, long least, long most) throws ProtocolViolation {
        if (value < least || value > most) {
            throw new ProtocolViolation(PROTOCOL_ERROR, property + " is " + value);
        }
        return value;
    }
}
