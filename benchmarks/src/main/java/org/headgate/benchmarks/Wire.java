package org.headgate.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The few MQTT 3.1.1 packets that a load needs, with as little work a message as possible. */
final class Wire {
    private Wire() {}

    static byte[] connect(String clientId, boolean clean, @Nullable String user, @Nullable String password)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        string(body, "MQTT");
        body.write(4);
        body.write((clean ? 2 : 0) | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40));
        body.writeShort(0);
        string(body, clientId);
        if (user != null) {
            string(body, user);
        }
        if (password != null) {
            string(body, password);
        }
        return packet(0x10, bytes.toByteArray());
    }

    static byte[] subscribe(String filter, int qos) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(1);
        string(body, filter);
        body.write(qos);
        return packet(0x82, bytes.toByteArray());
    }

    /** Everything of a QoS 1 PUBLISH, the packet id to be set at {@code 2 bytes behind the topic}. */
    static byte[] publish(byte[] topic, int qos, int packetId, byte[] payload) {
        int remaining = 2 + topic.length + (qos > 0 ? 2 : 0) + payload.length;
        int lengthBytes = remaining < 128 ? 1 : remaining < 16_384 ? 2 : 3;
        byte[] packet = new byte[1 + lengthBytes + remaining];
        int at = 0;
        packet[at++] = (byte) (0x30 | qos << 1);
        for (int rest = remaining; ; rest >>>= 7) {
            packet[at++] = (byte) (rest > 127 ? rest & 0x7f | 0x80 : rest);
            if (rest <= 127) {
                break;
            }
        }
        packet[at++] = (byte) (topic.length >> 8);
        packet[at++] = (byte) topic.length;
        System.arraycopy(topic, 0, packet, at, topic.length);
        at += topic.length;
        if (qos > 0) {
            packet[at++] = (byte) (packetId >> 8);
            packet[at++] = (byte) packetId;
        }
        System.arraycopy(payload, 0, packet, at, payload.length);
        return packet;
    }

    static int remainingLength(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = in.readUnsignedByte();
            length |= (octet & 0x7f) << shift;
            if (octet < 128) {
                return length;
            }
        }
    }

    private static byte[] packet(int head, byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head);
        int rest = body.length;
        while (rest > 127) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.write(body);
        return out.toByteArray();
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(utf8.length);
        out.write(utf8);
    }
}
