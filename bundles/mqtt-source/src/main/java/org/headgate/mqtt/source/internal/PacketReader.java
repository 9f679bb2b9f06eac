package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads what a broker sends, MQTT 5. Anything may come: either a packet is given or {@link ProtocolException}, which says what is wrong. Strings that are not
 * UTF-8 are mended rather than refused: what one publisher sends must not end the connection that all others come over.
 */
final class PacketReader {
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int SUBACK = 9;
    private static final int PINGRESP = 13;
    private static final int DISCONNECT = 14;
    private static final Set<Integer> TYPES = Set.of(CONNACK, PUBLISH, PUBREL, SUBACK, PINGRESP, DISCONNECT);
    private static final int PUBREL_FLAGS = 2;
    private static final int VARIABLE_BYTES = 4;
    private static final int VERSION_3_REFUSAL = 2;
    private static final int UNSUPPORTED_VERSION = 0x84;

    private final byte[] body;
    private int at;
    private String contentType = "";
    private String text = "";
    private int keepAlive = -1;
    private long session = -1;

    private PacketReader(byte[] body) {
        this.body = body;
    }

    /** Bytes one by one, and several at once; at their end they throw. */
    interface Source {
        int read() throws IOException;

        byte[] read(int length) throws IOException;
    }

    static FromBroker read(Source source, int mostBytes) throws IOException {
        int first = source.read();
        check(first >> 4, first & 0x0F);
        int length = 0;
        for (int i = 0, octet = 0x80; (octet & 0x80) != 0; i++) {
            if (i == VARIABLE_BYTES) {
                throw new ProtocolException("a remaining length of more than four bytes");
            }
            octet = source.read();
            length |= (octet & 0x7F) << 7 * i;
        }
        if (length > mostBytes) {
            throw new ProtocolException("a packet of " + length + " bytes, and at most " + mostBytes + " were allowed");
        }
        return new PacketReader(source.read(length)).packet(first >> 4, first & 0x0F);
    }

    /** Before the rest is waited for: what is no MQTT at all is told at once. */
    private static void check(int type, int flags) throws ProtocolException {
        if (!TYPES.contains(type)) {
            throw new ProtocolException("packet type " + type + ", which a broker does not send here");
        }
        if (type != PUBLISH && flags != (type == PUBREL ? PUBREL_FLAGS : 0)) {
            throw new ProtocolException("packet type " + type + " with flags " + flags);
        }
    }

    private FromBroker packet(int type, int flags) throws ProtocolException {
        return switch (type) {
            case CONNACK -> connected();
            case PUBLISH -> publish(flags);
            case PUBREL -> new FromBroker.Released(packetId());
            case SUBACK -> subscribed();
            case PINGRESP -> new FromBroker.Pong();
            default -> ended();
        };
    }

    private FromBroker connected() throws ProtocolException {
        boolean resumed = (octet() & 1) != 0;
        int reason = octet();
        if (body.length == VERSION_3_REFUSAL && reason != 0) {
            return new FromBroker.Connected(false, UNSUPPORTED_VERSION, "", -1, -1);
        }
        properties();
        return new FromBroker.Connected(resumed, reason, text, keepAlive, session);
    }

    private FromBroker publish(int flags) throws ProtocolException {
        int qos = flags >> 1 & 3;
        if (qos == 3) {
            throw new ProtocolException("a PUBLISH of QoS 3");
        }
        String topic = string();
        int packetId = qos == 0 ? 0 : packetId();
        properties();
        byte[] payload = Arrays.copyOfRange(body, at, body.length);
        return new FromBroker.Publish(packetId, qos, (flags & 8) != 0, topic, contentType, payload);
    }

    private FromBroker subscribed() throws ProtocolException {
        int packetId = packetId();
        properties();
        int[] codes = new int[body.length - at];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = octet();
        }
        return new FromBroker.Subscribed(packetId, codes);
    }

    private FromBroker ended() throws ProtocolException {
        int reason = body.length > 0 ? octet() : 0;
        if (at < body.length) {
            properties();
        }
        return new FromBroker.Ended(reason, text);
    }

    private void properties() throws ProtocolException {
        int length = variable();
        int end = at + need(length);
        while (at < end) {
            property(octet());
        }
        if (at != end) {
            throw new ProtocolException("properties that do not end where they say");
        }
    }

    /** MQTT 5 §2.2.2.2. */
    private void property(int id) throws ProtocolException {
        switch (id) {
            case 0x03 -> contentType = string();
            case 0x11 -> session = number(4);
            case 0x13 -> keepAlive = (int) number(2);
            case 0x1F -> text = string();
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> number(1);
            case 0x21, 0x22 -> number(2);
            case 0x02, 0x27 -> number(4);
            case 0x0B -> variable();
            case 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C -> string();
            case 0x26 -> {
                string();
                string();
            }
            default -> throw new ProtocolException("property 0x" + Integer.toHexString(id));
        }
    }

    private int packetId() throws ProtocolException {
        int id = (int) number(2);
        if (id == 0) {
            throw new ProtocolException("packet identifier 0");
        }
        return id;
    }

    private String string() throws ProtocolException {
        int length = need((int) number(2));
        at += length;
        return new String(body, at - length, length, StandardCharsets.UTF_8);
    }

    private int variable() throws ProtocolException {
        int value = 0;
        for (int i = 0; i < VARIABLE_BYTES; i++) {
            int octet = octet();
            value |= (octet & 0x7F) << 7 * i;
            if ((octet & 0x80) == 0) {
                return value;
            }
        }
        throw new ProtocolException("a number of more than four bytes");
    }

    private long number(int bytes) throws ProtocolException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private int octet() throws ProtocolException {
        need(1);
        return body[at++] & 0xFF;
    }

    private int need(int length) throws ProtocolException {
        if (length > body.length - at) {
            throw new ProtocolException("a packet that is shorter than what it contains");
        }
        return length;
    }
}
