package org.headgate.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** MQTT 3.1.1 by hand, so that a client can do what a good library does not let it do. */
final class Wire {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;

    private Wire() {}

    /** @param head the first byte. @param body what follows the length */
    record Packet(int head, byte[] body) {
        int type() {
            return head >> 4;
        }

        int id() {
            return (body[0] & 0xff) << 8 | body[1] & 0xff;
        }
    }

    static Packet read(DataInputStream in) throws IOException {
        int head = in.readUnsignedByte();
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = in.readUnsignedByte();
            length |= (octet & 0x7f) << shift;
            if (octet < 128) {
                break;
            }
        }
        return new Packet(head, in.readNBytes(length));
    }

    static byte[] connect(String clientId, boolean clean, @Nullable String user, @Nullable String password) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        string(body, "MQTT");
        body.write(4);
        body.write((clean ? 2 : 0) | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40));
        number(body, 0);
        string(body, clientId);
        if (user != null) {
            string(body, user);
        }
        if (password != null) {
            string(body, password);
        }
        return packet(0x10, body);
    }

    static byte[] subscribe(int id, int qos, String... filters) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, id);
        for (String filter : filters) {
            string(body, filter);
            body.write(qos);
        }
        return packet(0x82, body);
    }

    /** @param flags the low half of the first byte: DUP 8, QoS 0, 2, 4, RETAIN 1 */
    static byte[] publish(String topic, int flags, int id, byte[] payload) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(topic.length() + payload.length + 4);
        string(body, topic);
        if ((flags & 6) != 0) {
            number(body, id);
        }
        body.writeBytes(payload);
        return packet(0x30 | flags, body);
    }

    /** PUBACK, PUBREC, PUBREL or PUBCOMP. */
    static byte[] answer(int type, int id) {
        return new byte[] {(byte) (type << 4 | (type == PUBREL ? 2 : 0)), 2, (byte) (id >> 8), (byte) id};
    }

    private static byte[] packet(int head, ByteArrayOutputStream body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.size() + 5);
        out.write(head);
        int rest = body.size();
        while (rest > 127) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
