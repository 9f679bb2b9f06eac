package org.headgate.mqtt.door.internal.packet;

/** The types of control packets (MQTT 5 §2.1.2) with the flags their fixed header must carry (§2.1.3). */
public enum PacketType {
    CONNECT(1, 0),
    CONNACK(2, 0),
    PUBLISH(3, -1),
    PUBACK(4, 0),
    PUBREC(5, 0),
    PUBREL(6, 2),
    PUBCOMP(7, 0),
    SUBSCRIBE(8, 2),
    SUBACK(9, 0),
    UNSUBSCRIBE(10, 2),
    UNSUBACK(11, 0),
    PINGREQ(12, 0),
    PINGRESP(13, 0),
    DISCONNECT(14, 0),
    AUTH(15, 0);

    private static final PacketType[] BY_CODE = new PacketType[16];

    static {
        for (PacketType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int flags;

    PacketType(int code, int flags) {
        this.code = code;
        this.flags = flags;
    }

    /** Null for the reserved code 0. */
    @org.jspecify.annotations.Nullable
    public static PacketType of(int code) {
        return BY_CODE[code];
    }

    public int code() {
        return code;
    }

    /** The required low four bits; −1 where they carry meaning. */
    public int flags() {
        return flags;
    }

    /** First byte of a packet without flags of its own. */
    public int header() {
        return code << 4 | Math.max(flags, 0);
    }
}
