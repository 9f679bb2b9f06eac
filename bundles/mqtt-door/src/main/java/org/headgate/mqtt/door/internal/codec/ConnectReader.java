package org.headgate.mqtt.door.internal.codec;

import static org.headgate.mqtt.door.internal.packet.Reason.UNSUPPORTED_PROTOCOL_VERSION;

import org.headgate.mqtt.door.internal.packet.Packet.Connect;
import org.headgate.mqtt.door.internal.packet.Packet.Will;
import org.headgate.mqtt.door.internal.packet.Properties;
import org.headgate.mqtt.door.internal.packet.Property.Place;
import org.headgate.mqtt.door.internal.packet.Version;
import org.jspecify.annotations.Nullable;

/** Reads CONNECT (§3.1). */
final class ConnectReader {
    private static final int RESERVED = 1;
    private static final int CLEAN_START = 2;
    private static final int WILL = 4;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;
    /** A bridge of Mosquitto marks itself so (no part of the standard); it is a client like any other. */
    private static final int BRIDGE = 0x80;

    private final Body body;

    ConnectReader(Body body) {
        this.body = body;
    }

    /** What follows {@link #version()}. */
    Connect read(Version version, int headerFlags) throws ProtocolViolation {
        int flags = body.one();
        check(version, headerFlags, flags);
        int keepAlive = body.two();
        Properties properties = version.five() ? PropertyReader.read(body, Place.CONNECT) : Properties.NONE;
        String clientId = body.name();
        Will will = (flags & WILL) != 0 ? will(version, flags) : null;
        String userName = (flags & USER_NAME) != 0 ? body.name() : null;
        byte[] password = (flags & PASSWORD) != 0 ? body.binary() : null;
        body.finished();
        return new Connect(
                version, (flags & CLEAN_START) != 0, keepAlive, properties, clientId, will, userName, password);
    }

    /** Protocol name and level (§3.1.2.1, §3.1.2.2). */
    Version version() throws ProtocolViolation {
        String protocol = body.text();
        if (!protocol.equals(Version.MQTT_5.protocol()) && !protocol.equals(Version.MQTT_3_1.protocol())) {
            throw Body.malformed("the protocol is not MQTT");
        }
        int level = body.one();
        int plain = level & ~BRIDGE;
        for (Version version : Version.values()) {
            boolean bridge = level != plain && !version.five();
            if (version.protocol().equals(protocol)
                    && (level == version.level() || bridge && plain == version.level())) {
                return version;
            }
        }
        throw new ProtocolViolation(
                UNSUPPORTED_PROTOCOL_VERSION, "protocol level %d of %s is not served".formatted(level, protocol));
    }

    /** [MQTT-3.1.2-3], [MQTT-3.1.2-11] to [MQTT-3.1.2-15]; 3.1.1 [MQTT-3.1.2-22]. MQTT 3.1 leaves the header's flags and bit 0 unused. */
    private static void check(Version version, int headerFlags, int flags) throws ProtocolViolation {
        boolean strict = version != Version.MQTT_3_1;
        if (strict && headerFlags != 0) {
            throw Body.malformed("flags of CONNECT are 0x%X".formatted(headerFlags));
        }
        if (strict && (flags & RESERVED) != 0) {
            throw Body.malformed("the reserved connect flag is set");
        }
        int qos = flags >> 3 & 3;
        if (qos == 3 || (flags & WILL) == 0 && (qos != 0 || (flags & WILL_RETAIN) != 0)) {
            throw Body.malformed("will flags are 0x%02X".formatted(flags));
        }
        if (!version.five() && (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0) {
            throw Body.malformed("there is a password without a user name");
        }
    }

    private @Nullable Will will(Version version, int flags) throws ProtocolViolation {
        Properties properties = version.five() ? PropertyReader.read(body, Place.WILL) : Properties.NONE;
        String topic = body.name();
        byte[] payload = body.binary();
        return new Will(topic, payload, flags >> 3 & 3, (flags & WILL_RETAIN) != 0, properties);
    }
}
