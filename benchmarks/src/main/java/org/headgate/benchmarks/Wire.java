package org.headgate.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The few packets of MQTT 3.1.1 and 5 that a load needs. */
record Wire(int version) {
    static final int CONNACK = 0x20;
    static final int PUBLISH = 0x30;
    static final int PUBACK = 0x40;
    static final int SUBACK = 0x90;

    /** What a server allows a publisher. */
    record Granted(int receiveMaximum) {}

    byte[] connect(String clientId, @Nullable String user, @Nullable String password) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        string(body, "MQTT");
        body.write(version);
        body.write(2 | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40));
        body.writeShort(0);
        properties(body);
        string(body, clientId);
        if (user != null) {
            string(body, user);
        }
        if (password != null) {
            string(body, password);
        }
        return packet(0x10, bytes.toByteArray());
    }

    byte[] subscribe(String filter, int qos) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(1);
        properties(body);
        string(body, filter);
        body.write(qos);
        return packet(0x82, bytes.toByteArray());
    }

    /** A PUBLISH whose packet id, if it has one, is zero and stands at {@link #packetIdAt}. */
    byte[] publish(byte[] topic, int qos, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(topic.length);
        body.write(topic);
        if (qos > 0) {
            body.writeShort(0);
        }
        properties(body);
        body.write(payload);
        return packet(PUBLISH | qos << 1, bytes.toByteArray());
    }

    /** Where the packet id of a PUBLISH is that {@link #publish} made. */
    int packetIdAt(byte[] packet, byte[] topic, int qos, byte[] payload) {
        return packet.length - payload.length - (version == 5 ? 1 : 0) - (qos > 0 ? 2 : 0);
    }

    /** Blocks until the server has answered CONNECT. */
    Granted connected(InputStream in) throws IOException {
        byte[] body = connack(in);
        if (body[1] != 0) {
            throw new IOException("the server refused a connection: code " + (body[1] & 0xff));
        }
        return new Granted(version == 5 ? receiveMaximum(body) : 65_535);
    }

    /** MQTT 5, 3.2.2.3: the properties a server may send before and behind Receive Maximum. */
    private static int receiveMaximum(byte[] body) throws IOException {
        int at = 3;
        while (at < body.length) {
            switch (body[at]) {
                case 0x21:
                    return (body[at + 1] & 0xff) << 8 | body[at + 2] & 0xff;
                case 0x11, 0x27:
                    at += 5;
                    break;
                case 0x22, 0x13:
                    at += 3;
                    break;
                case 0x24, 0x25, 0x28, 0x29, 0x2a:
                    at += 2;
                    break;
                case 0x12, 0x1a, 0x1c, 0x1f, 0x15, 0x16:
                    at += 3 + ((body[at + 1] & 0xff) << 8 | body[at + 2] & 0xff);
                    break;
                case 0x26:
                    at += 3 + ((body[at + 1] & 0xff) << 8 | body[at + 2] & 0xff);
                    at += 2 + ((body[at] & 0xff) << 8 | body[at + 1] & 0xff);
                    break;
                default:
                    throw new IOException("an unknown property in CONNACK: " + body[at]);
            }
        }
        return 65_535;
    }

    private static byte[] connack(InputStream in) throws IOException {
        int got = in.read();
        byte[] body = in.readNBytes(remainingLength(in));
        if (got != CONNACK) {
            throw new IOException("no CONNACK but 0x" + Integer.toHexString(got));
        }
        return body;
    }

    static int remainingLength(InputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the server closed within a packet");
            }
            length |= (octet & 0x7f) << shift;
            if (octet < 128) {
                return length;
            }
        }
    }

    private void properties(DataOutputStream body) throws IOException {
        if (version == 5) {
            body.write(0);
        }
    }

    private static byte[] packet(int head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head);
        int rest = body.length;
        while (rest > 127) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(utf8.length);
        out.write(utf8);
    }
}
