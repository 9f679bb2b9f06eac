package org.headgate.mqtt.door.internal.packet;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of MQTT 5 (§2.2.2.2): identifier, type and where each may stand. */
public enum Property {
    PAYLOAD_FORMAT_INDICATOR(0x01, Type.FLAG, Place.PUBLISH, Place.WILL),
    MESSAGE_EXPIRY_INTERVAL(0x02, Type.FOUR_BYTES, Place.PUBLISH, Place.WILL),
    CONTENT_TYPE(0x03, Type.TEXT, Place.PUBLISH, Place.WILL),
    RESPONSE_TOPIC(0x08, Type.TEXT, Place.PUBLISH, Place.WILL),
    CORRELATION_DATA(0x09, Type.BINARY, Place.PUBLISH, Place.WILL),
    SUBSCRIPTION_IDENTIFIER(0x0B, Type.VARIABLE, Place.PUBLISH, Place.SUBSCRIBE),
    SESSION_EXPIRY_INTERVAL(0x11, Type.FOUR_BYTES, Place.CONNECT, Place.CONNACK, Place.DISCONNECT),
    ASSIGNED_CLIENT_IDENTIFIER(0x12, Type.TEXT, Place.CONNACK),
    SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTES, Place.CONNACK),
    AUTHENTICATION_METHOD(0x15, Type.TEXT, Place.CONNECT, Place.CONNACK, Place.AUTH),
    AUTHENTICATION_DATA(0x16, Type.BINARY, Place.CONNECT, Place.CONNACK, Place.AUTH),
    REQUEST_PROBLEM_INFORMATION(0x17, Type.FLAG, Place.CONNECT),
    WILL_DELAY_INTERVAL(0x18, Type.FOUR_BYTES, Place.WILL),
    REQUEST_RESPONSE_INFORMATION(0x19, Type.FLAG, Place.CONNECT),
    RESPONSE_INFORMATION(0x1A, Type.TEXT, Place.CONNACK),
    SERVER_REFERENCE(0x1C, Type.TEXT, Place.CONNACK, Place.DISCONNECT),
    REASON_STRING(
            0x1F,
            Type.TEXT,
            Place.CONNACK,
            Place.ACKNOWLEDGEMENT,
            Place.SUBACK,
            Place.UNSUBACK,
            Place.DISCONNECT,
            Place.AUTH),
    RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES_NOT_ZERO, Place.CONNECT, Place.CONNACK),
    TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES, Place.CONNECT, Place.CONNACK),
    TOPIC_ALIAS(0x23, Type.TWO_BYTES, Place.PUBLISH),
    MAXIMUM_QOS(0x24, Type.FLAG, Place.CONNACK),
    RETAIN_AVAILABLE(0x25, Type.FLAG, Place.CONNACK),
    USER_PROPERTY(0x26, Type.PAIR, Place.values()),
    MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES_NOT_ZERO, Place.CONNECT, Place.CONNACK),
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.FLAG, Place.CONNACK),
    SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Type.FLAG, Place.CONNACK),
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.FLAG, Place.CONNACK);

    /** What a property's value is. */
    public enum Type {
        /** A byte that is 0 or 1. */
        FLAG,
        TWO_BYTES,
        TWO_BYTES_NOT_ZERO,
        FOUR_BYTES,
        FOUR_BYTES_NOT_ZERO,
        VARIABLE,
        TEXT,
        BINARY,
        PAIR
    }

    /** Where a list of properties stands. */
    public enum Place {
        CONNECT,
        CONNACK,
        PUBLISH,
        WILL,
        /** PUBACK, PUBREC, PUBREL, PUBCOMP. */
        ACKNOWLEDGEMENT,
        SUBSCRIBE,
        SUBACK,
        UNSUBSCRIBE,
        UNSUBACK,
        DISCONNECT,
        AUTH
    }

    private static final Property[] BY_ID = new Property[0x2B];

    static {
        for (Property property : values()) {
            BY_ID[property.id] = property;
        }
    }

    private final int id;
    private final Type type;
    private final Set<Place> places;

    Property(int id, Type type, Place... places) {
        this.id = id;
        this.type = type;
        this.places = EnumSet.of(places[0], places);
    }

    /** Null where the standard knows none. */
    @Nullable
    public static Property of(int id) {
        return id < BY_ID.length ? BY_ID[id] : null;
    }

    public int id() {
        return id;
    }

    public Type type() {
        return type;
    }

    public boolean allowedIn(Place place) {
        return places.contains(place);
    }

    /** §2.2.2.2 and §3.3.2.3.8: only these may come twice. */
    public boolean repeatableIn(Place place) {
        return this == USER_PROPERTY || this == SUBSCRIPTION_IDENTIFIER && place == Place.PUBLISH;
    }
}
