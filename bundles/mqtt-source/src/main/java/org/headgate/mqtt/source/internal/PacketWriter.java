package org.headgate.mqtt.source.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.topic.TopicFilter;

/** Writes what one who reads sends to a broker, MQTT 5 §3. Not for several threads. */
final class PacketWriter {
    static final int PUBACK = 0x40;
    static final int PUBREC = 0x50;
    static final int PUBCOMP = 0x70;

    private static final int CONNECT = 0x10;
    private static final int SUBSCRIBE = 0x82;
    private static final int USER = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int SESSION_EXPIRY = 0x11;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int MAXIMUM_PACKET = 0x27;
    private static final int RETAIN_HANDLING = 4;
    private static final int RETAINED_WHEN_NEW = 1;
    private static final int RETAINED_NEVER = 2;
    private static final byte[] PING = {(byte) 0xC0, 0};
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** @param password empty for none */
    static byte[] connect(Broker broker, byte[] password) {
        PacketWriter properties = new PacketWriter();
        properties.number(SESSION_EXPIRY, 1).number(Math.min(broker.sessionSeconds(), 0xFFFFFFFFL), 4);
        properties.number(RECEIVE_MAXIMUM, 1).number(broker.receiveMaximum(), 2);
        properties.number(MAXIMUM_PACKET, 1).number(broker.packetBytes(), 4);
        PacketWriter body = new PacketWriter();
        body.string("MQTT".getBytes(StandardCharsets.US_ASCII)).number(5, 1);
        body.number((broker.user().isEmpty() ? 0 : USER) | (password.length == 0 ? 0 : PASSWORD), 1);
        body.number(broker.keepAliveSeconds(), 2)
                .variable(properties.out.size())
                .bytes(properties.out.toByteArray());
        body.string(utf8(broker.clientId()));
        if (!broker.user().isEmpty()) {
            body.string(utf8(broker.user()));
        }
        if (password.length > 0) {
            body.string(password);
        }
        return body.packet(CONNECT);
    }

    static byte[] subscribe(int packetId, Broker broker, List<TopicFilter> filters) {
        PacketWriter body = new PacketWriter();
        body.number(packetId, 2).variable(0);
        int options = broker.qos() | (broker.retained() ? RETAINED_WHEN_NEW : RETAINED_NEVER) << RETAIN_HANDLING;
        for (TopicFilter filter : filters) {
            body.string(utf8(filter.toString())).number(options, 1);
        }
        return body.packet(SUBSCRIBE);
    }

    static byte[] ping() {
        return PING;
    }

    static byte[] disconnect() {
        return DISCONNECT;
    }

    /** Adds an acknowledgement without a reason code, which means success. */
    PacketWriter acknowledge(int type, int packetId) {
        return number(type, 1).number(2, 1).number(packetId, 2);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private byte[] packet(int first) {
        return new PacketWriter()
                .number(first, 1)
                .variable(out.size())
                .bytes(out.toByteArray())
                .toBytes();
    }

    private PacketWriter string(byte[] bytes) {
        return number(bytes.length, 2).bytes(bytes);
    }

    private PacketWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    private PacketWriter number(long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    private PacketWriter variable(int value) {
        int left = value;
        while (left > 0x7F) {
            out.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        out.write(left);
        return this;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
